"""Starts the command line; without words the window opens."""

from __future__ import annotations

import sys


def main() -> int:
    """Run `cop` with the words given and return the exit code.

    The built program is its own Python: a one-shot child that reads files from outside is started as `cop -m MODULE`.
    """
    if getattr(sys, "frozen", False) and sys.argv[1:2] == ["-m"]:
        import runpy

        sys.argv = sys.argv[2:]
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
        return 0
    from cop_app.cli.program import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    import multiprocessing

    multiprocessing.freeze_support()
    sys.exit(main())
