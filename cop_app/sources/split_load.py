"""Getting a whole collection out of a service that gives its first page for ever: ask for ever smaller areas.

MapServer 8.0, which Debian ships, does not heed the offset, so that only the first page of any question can be had. A
question about an area small enough fits on one page, so the area is quartered until every quarter does.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

from cop_app.geo.boxes import Box, quarters
from cop_app.i18n import _
from cop_app.sources.area_load import AreaLoad
from cop_app.sources.faults import SourceFault
from cop_app.sources.paging import Page, PagedLoad, Proof, Validator

_SIGN = "delen:"
_SMALLEST = 2.0  # metres: who has more than a page on so small a spot is not helped by quartering
_MOST_PARTS = 4_096


def in_parts(resume: str) -> bool:
    """Return whether a token is of a load that had begun to ask in parts."""
    return resume.startswith(_SIGN)


class SplitLoad(Iterator[Page]):
    """The pages of a load, and when those repeat themselves the pages of its parts.

    `area` (RD metres) is what can be quartered; `whole` tells that it is the extent of the collection, and not asked by
    us: then only the number that the service names proves that nothing lies outside.
    """

    def __init__(
        self, first: PagedLoad | AreaLoad, part: Callable[[Box], AreaLoad], area: Box, *, whole: bool,
        resume: str = "", seen: Collection[str] = (),
    ) -> None:  # fmt: skip
        self._first = first
        self._open_part = part
        self._area = area
        self._whole = whole
        self._seen = set(seen)
        self._part: AreaLoad | None = None
        self._boxes: list[Box] = []
        self._asked = 0
        self._matched: int | None = None
        self._reason = ""
        self._splitting = in_parts(resume)
        if self._splitting:
            self._boxes, self._asked, self._matched, self._reason = _read_token(resume)

    @property
    def proof(self) -> Proof:
        """Return how it ended."""
        first = self._first.proof
        if not self._splitting:
            return first
        note = _("de dienst herhaalt haar eerste bladzijde; in delen gevraagd")
        reason = self._reason or (_("het laden is nog bezig") if self._boxes else "")
        if not reason and self._whole and len(self._seen) != self._matched:
            said = _("de dienst noemt {said} objecten, gekregen {got}")
            reason = said.format(said=self._matched if self._matched is not None else "?", got=len(self._seen))
        done = _("in delen gevraagd; aantal klopt met de opgave van de dienst")
        done = done if self._whole else _("volledig voor het gebied: in delen gevraagd")
        return Proof(not reason, len(self._seen), self._matched, reason or done, (*first.problems, note))

    @property
    def validators(self) -> tuple[Validator, ...]:
        """Return what to send next time to ask whether anything changed; nothing for parts."""
        return () if self._splitting else self._first.validators

    def close(self) -> None:
        """Close the connections."""
        self._first.close()

    def __iter__(self) -> SplitLoad:
        return self

    def __next__(self) -> Page:
        if self._splitting:
            return self._next_of_parts()
        page = next(self._first)
        self._seen.update(page.batch.keys)
        if page.token or not self._first.stuck:
            return page
        self._splitting = True
        self._matched = page.matched if self._whole else None
        self._boxes = quarters(self._area)
        return replace(page, token=self._token())

    def _next_of_parts(self) -> Page:
        while self._boxes:
            self._part = self._part or self._open_part(self._boxes[-1])
            try:
                page = next(self._part)
            except StopIteration:
                self._ended(self._part)
                continue
            fresh = [index for index, key in enumerate(page.batch.keys) if key not in self._seen]
            batch = page.batch if len(fresh) == len(page.batch) else page.batch.take(fresh)
            self._seen.update(batch.keys)
            if not page.token:
                self._ended(self._part)
            return Page(batch, self._token() if self._boxes else "", self._matched, len(self._seen), page.number)
        raise StopIteration

    def _ended(self, part: AreaLoad) -> None:
        """Go on after a part: with its quarters when it did not fit on a page."""
        box = self._boxes.pop()
        self._part = None
        self._asked += 1
        if part.stuck and min(box[2] - box[0], box[3] - box[1]) > _SMALLEST and self._asked < _MOST_PARTS:
            self._boxes += quarters(box)
        elif not part.proof.complete:
            self._reason = self._reason or part.proof.reason

    def _token(self) -> str:
        return _SIGN + json.dumps([self._boxes, self._asked, self._matched, self._reason], separators=(",", ":"))


def _read_token(resume: str) -> tuple[list[Box], int, int | None, str]:
    try:
        boxes, asked, matched, reason = json.loads(resume.removeprefix(_SIGN))
        return [(box[0], box[1], box[2], box[3]) for box in boxes], int(asked), matched, str(reason)
    except (ValueError, TypeError, IndexError) as error:
        raise SourceFault(
            "bron.hervatten", _("Het laden is niet te hervatten."), advice=_("We beginnen opnieuw.")
        ) from error
