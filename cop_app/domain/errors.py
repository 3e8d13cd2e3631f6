"""Errors a duty officer can act on, kept apart from programming mistakes.

A rule or a reader that meets bad input raises `UserFacingError`: what is wrong, where, and what to do. Every face
(window, command line) shows the same text; anything else that is raised is a bug and goes to the crash dialog.
"""

from __future__ import annotations


class UserFacingError(Exception):
    """What a person did or received cannot be used as it is.

    `code` is a stable name for tests and help; `text` and `advice` are Dutch templates filled with `params`
    (a face may translate them before filling).
    """

    def __init__(self, code: str, text: str, *, advice: str = "", **params: object) -> None:
        self.code = code
        self.text = text
        self.advice = advice
        self.params = params
        super().__init__(code)

    def message(self) -> str:
        """Return what is wrong and where, filled in."""
        return self.text.format(**self.params)

    def __str__(self) -> str:
        advice = self.advice.format(**self.params)
        return f"{self.message()} {advice}".strip()
