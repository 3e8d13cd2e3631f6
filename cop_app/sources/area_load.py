"""Loading only an area of a collection, so that what is left out is left out by us and never by a misunderstanding.

A service may ignore the area, answer with what lies around it, or read RD numbers as degrees and find nothing. So what
comes is selected here again, and an area that seems empty is asked once more in the other system before it counts as
empty: a zero that is wrong looks exactly like one that is right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from cop_app.geo.boxes import Box, touching
from cop_app.geo.columns import NONE
from cop_app.i18n import _
from cop_app.sources.faults import SourceFault
from cop_app.sources.filters import within_box
from cop_app.sources.paging import Page, PagedLoad, Proof, Validator

# Opens the pages of one way of asking for the area; the text is the token to go on from, or "".
Way = Callable[[str], PagedLoad]
_REFUSED = {"bron.verzoek"}
_FAR = 2_000.0  # metres: nobody who heeds the area sends what lies so far from it


class AreaLoad(Iterator[Page]):
    """The pages of the features that touch an area (RD metres), asked in the first way that the service understands.

    A fault is raised from `next()`, as by `PagedLoad`; a token is only good for the same area and the same ways.
    Without `select` all that comes is kept: for a part of everything, of which nothing may fall between two parts.
    """

    def __init__(self, area: Box, ways: Sequence[Way], *, resume: str = "", select: bool = True) -> None:
        self._area = area
        self._select = select
        self._ways = ways
        self._way, token = _read_token(resume, len(ways))
        self._load = ways[self._way](token)
        self._fresh = not resume
        self._heedless = False

    @property
    def proof(self) -> Proof:
        """Return how it ended: `complete` is for the area only, and says so."""
        proof = self._load.proof
        reason = _("volledig voor het gebied: {reason}").format(reason=proof.reason) if proof.complete else proof.reason
        told = [_("de dienst verstaat het gebied pas in het tweede stelsel")] if self._way else []
        told += [_("de dienst let niet op het gevraagde gebied; hier geselecteerd")] if self._heedless else []
        return replace(proof, reason=reason, problems=(*proof.problems, *told))

    @property
    def stuck(self) -> bool:
        """Return whether it ended because a page repeated itself."""
        return self._load.stuck

    @property
    def validators(self) -> tuple[Validator, ...]:
        """Return what to send next time to ask whether anything changed in the area."""
        return self._load.validators

    def close(self) -> None:
        """Close the connections."""
        self._load.close()

    def __iter__(self) -> AreaLoad:
        return self

    def __next__(self) -> Page:
        first, self._fresh = self._fresh, False
        try:
            page = next(self._load)
        except SourceFault as fault:
            other = self._other() if first and fault.code in _REFUSED else None
            if other is None:
                raise
            page = other
        else:
            if page.received == 0 and not page.token:
                page = self._other(unless_empty=True) or page
        return self._selected(page)

    def _other(self, *, unless_empty: bool = False) -> Page | None:
        """Ask in the next way; None, with all as it was, when there is none or nothing comes of it either."""
        if self._way + 1 >= len(self._ways):
            return None
        load = self._ways[self._way + 1]("")
        try:
            page = next(load)
        except (SourceFault, StopIteration):
            return None
        if unless_empty and (page.received == 0 or self._far(page)):
            return None  # empty there too, or it did not look at the area at all
        self._way, self._load = self._way + 1, load
        return page

    def _selected(self, page: Page) -> Page:
        token = f"{self._way};{page.token}" if page.token else ""
        if not self._select:
            return replace(page, token=token)
        self._heedless |= self._far(page)
        return replace(page, batch=within_box(page.batch, self._area), token=token)

    def _far(self, page: Page) -> bool:
        """Return whether a page holds what lies far from the area."""
        geometry = page.batch.geometry
        xmin, ymin, xmax, ymax = self._area
        around = (xmin - _FAR, ymin - _FAR, xmax + _FAR, ymax + _FAR)
        return bool(np.any(~touching(geometry.boxes, around) & (geometry.kinds != NONE)))


def _read_token(resume: str, ways: int) -> tuple[int, str]:
    if not resume:
        return 0, ""
    number, _semicolon, token = resume.partition(";")
    if not number.isdecimal() or int(number) >= ways or not token:
        raise SourceFault("bron.hervatten", _("Het laden is niet te hervatten."), advice=_("We beginnen opnieuw."))
    return int(number), token
