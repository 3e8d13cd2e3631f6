"""Taking in a dataset page by page.

Every page is on disk before the next is fetched, so that a killed worker goes on where it was. Only the last page is
not stored by itself: after it the whole is written at once, and a worker killed in between fetches that page again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from cop_app.domain.errors import UserFacingError
from cop_app.geo.boxes import Box
from cop_app.geo.columns import FeatureBatch
from cop_app.i18n import _
from cop_app.store.merge import LoadResult, without_doubles


class Intake(Protocol):
    """What a load needs of the cache."""

    def stage(self, layer: str, batch: FeatureBatch, token: str, expected: int | None, note: str) -> None:
        """Store a page; `token` says where the next begins, `expected` how many there are in all (None: not told)."""
        ...

    def unstage(self, layer: str) -> None:
        """Forget the pages of a layer that were stored and not merged."""
        ...

    def merge(
        self, layer: str, batch: FeatureBatch, fields: dict[str, Any], title_fields: Sequence[str] | None,
        area: Box | None,
    ) -> LoadResult:  # fmt: skip
        """Make the batch the state of the layer, or of an area of it."""
        ...


class Load:
    """A load in progress: `add` every page, then `finish`; made by `DatasetCache.begin_load`."""

    def __init__(
        self, cache: Intake, layer: str, title_fields: Sequence[str] | None, pages: list[FeatureBatch],
        area: Box | None = None,
    ) -> None:  # fmt: skip
        self._cache = cache
        self._area = area
        self._layer = layer
        self._title_fields = title_fields
        self._pages = pages

    @property
    def features(self) -> int:
        """Return how many features have come in, doubles included."""
        return sum(len(page) for page in self._pages)

    def add(self, batch: FeatureBatch, token: str = "", *, expected: int | None = None, note: str = "") -> None:
        """Take in a page; `token` leads to the next, "" after the last. A page with a token is stored at once.

        Raises:
            UserFacingError: `cache.sleutel_leeg` when a feature has no key, `opslag.vol`.
        """
        if "" in batch.keys:
            raise UserFacingError(
                "cache.sleutel_leeg", _("Laag ‘{laag}’ heeft objecten zonder kenmerk."),
                advice=_("Kies in de instellingen van de bron een ander kenmerk."), laag=self._layer,
            )  # fmt: skip
        self._pages.append(batch)
        if token:
            self._cache.stage(self._layer, batch, token, expected, note)

    def finish(
        self, complete: bool, expected: int | None, now: int, *, wall: int | None = None, etag: str = "",
        body_sha256: str = "",
    ) -> LoadResult:  # fmt: skip
        """Compare, write the difference and forget the pages, in one transaction. `now` is story time, ms UTC.

        What did not come is gone when the load is `complete`, and only where it touches the area that was asked.
        """
        batch = without_doubles(FeatureBatch.concat(self._pages)) if self._pages else FeatureBatch.concat([])
        fields = {
            "story": now, "wall": now if wall is None else wall, "complete": int(complete), "expected": expected,
            "etag": etag, "body_sha256": body_sha256,
        }  # fmt: skip
        result = self._cache.merge(self._layer, batch, fields, self._title_fields, self._area)
        self._pages = []
        return result

    def abandon(self) -> None:
        """Give the load up; what was there before stays."""
        self._pages = []
        self._cache.unstage(self._layer)
