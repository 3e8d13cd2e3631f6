"""Starts the command line; without words the window opens."""

from __future__ import annotations

import sys


def main() -> int:
    """Run `cop` with the words given and return the exit code.

    The built program is its own Python: the one-shot child that reads files from outside is the same program.
    """
    if sys.argv[1:] == ["--vector-child"]:
        from cop_app.formats import gdal_child

        return gdal_child.main()
    from cop_app.cli.program import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    if getattr(sys, "frozen", False):  # the second process of a built program is the same program
        import multiprocessing

        multiprocessing.freeze_support()
    sys.exit(main())
