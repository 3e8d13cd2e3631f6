"""The command line: one file per group of commands; the window is imported only when one is asked for."""
