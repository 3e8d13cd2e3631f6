"""The one error of this room: a source did not give what it should.

One kind, with whether it may pass by itself, so that the schedule knows what to try again without reading texts.
"""

from __future__ import annotations

from cop_app.domain.errors import UserFacingError


class SourceFault(UserFacingError):
    """A source did not give a usable answer. `retry_after` is milliseconds the server asked to wait, else 0.

    `passing` tells whether trying again later can help (a slow network) or not (a wrong address).
    """

    def __init__(
        self, code: str, text: str, *, advice: str = "", retry_after: int = 0, passing: bool = True, **params: object
    ) -> None:
        super().__init__(code, text, advice=advice, **params)
        self.retry_after = retry_after
        self.passing = passing
