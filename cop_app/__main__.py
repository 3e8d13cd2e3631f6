"""Starts the command line; without words the window opens."""

from __future__ import annotations

import io
import sys


def main() -> int:
    """Run `cop` with the words given and return the exit code.

    The built program is its own Python: the one-shot child that reads files from outside is the same program.
    """
    if sys.argv[1:] == ["--vector-child"]:
        from cop_app.formats import gdal_child

        return gdal_child.main()
    _speak_utf8()
    from cop_app.cli.program import run

    return run(sys.argv[1:])


def _speak_utf8() -> None:
    """Write UTF-8 whatever the system's own table is: Windows gives a file or pipe one that has no ≠ and no →."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a windowed program has none
            stream.reconfigure(encoding="utf-8")


if __name__ == "__main__":
    if getattr(sys, "frozen", False):  # the second process of a built program is the same program
        import multiprocessing

        multiprocessing.freeze_support()
    sys.exit(main())
