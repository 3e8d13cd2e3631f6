"""From what is held to the facts of each question: counts in the area that each need is about.

The areas come from the picture (who drew or measured where it burns and drifts), the features from the datasets; what
was counted is kept until area or dataset changes, because the window asks five times a second.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from cop_app.bootstrap.datasets import Datasets
from cop_app.domain.assembly import SourceWant
from cop_app.domain.chain import InformationNeed
from cop_app.domain.facts import Found, SourceState
from cop_app.domain.incident import Incident
from cop_app.domain.item import GEOMETRY
from cop_app.domain.picture import Picture
from cop_app.domain.vocabulary import class_named
from cop_app.geo.areas import NeedArea, area_of_need, touching
from cop_app.geo.columns import FeatureBatch
from cop_app.i18n import _

_KEPT = 512
_PEOPLE = "inwoners"
_NOT_SELF_RELIANT = "niet_zelfredzaam"


class NeedFacts:
    """Counts for needs, kept while nothing changed."""

    def __init__(self, datasets: Datasets) -> None:
        self._datasets = datasets
        self._kept: dict[tuple[str, int, bytes, int | None], Found] = {}

    def states(
        self, wants: Mapping[str, SourceWant], picture: Picture, incident: Incident, now: int, at: int | None
    ) -> dict[str, SourceState]:
        """Return the state of every wanted source with the counts of its needs.

        `now` is the moment looked at (ms UTC), `at` the same when looking back and None for the present.
        """
        found: dict[str, SourceState] = {}
        for name, want in wants.items():
            state = self._datasets.state(name, now)
            if not want.situational:
                counts = {need.id: self._found(need, picture, incident, at) for need in want.needs}
                state = replace(state, facts=replace(state.facts, found=counts))
            found[name] = state
        return found

    def _found(self, need: InformationNeed, picture: Picture, incident: Incident, at: int | None) -> Found:
        area = need_area(need, picture, incident)
        shape = b"" if area.shape is None else bytes(area.shape.wkb)
        key = (need.id, self._datasets.revision(need.source), shape, at)
        known = self._kept.get(key)
        if known is None:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            known = self._kept[key] = count(self._datasets, need, area, at)
        return known


def need_area(need: InformationNeed, picture: Picture, incident: Incident) -> NeedArea:
    """Return where a need looks, by what the picture knows of source and effect."""
    return area_of_need(
        need.area, need.radius, incident.place, _areas(picture, "brongebied"), _areas(picture, "effectgebied")
    )


def _areas(picture: Picture, item_class: str) -> list[str]:
    return [
        str(claim.value)
        for state in picture.items.values() if state.item_class == item_class and not state.deleted
        for claim in state.heads.get(GEOMETRY, ())
    ]  # fmt: skip


def count(datasets: Datasets, need: InformationNeed, area: NeedArea, at: int | None) -> Found:
    """Return what a dataset holds in an area: how many, what is missing of what is asked, and one line of words."""
    batch = datasets.batch(need.source, area.box, at)
    inside = batch.take(touching(batch.geometry, area)) if len(batch) else batch
    rows = [json.loads(raw) for raw in inside.properties]
    missing = tuple(name for name in need.attributes if rows and not any(_said(row.get(name)) for row in rows))
    covered = datasets.covers(need.source, area.box, at)
    return Found(len(inside), missing, _words(need, inside, rows), area.assumed, covered)


def _said(value: Any) -> bool:
    return value is not None and value != ""


def _words(need: InformationNeed, inside: FeatureBatch, rows: list[dict[str, Any]]) -> str:
    name = class_named(need.item_class).name.lower()
    if not rows:
        return ""
    people = _amounts(rows, _PEOPLE)
    if people:
        text = _("{n} inwoners in {k} geraakte buurten").format(n=_grouped(sum(people)), k=len(people))
        if len(people) < len(rows):
            text += _(", van {k} buurten niet bekend").format(k=len(rows) - len(people))
        helpless = _amounts(rows, _NOT_SELF_RELIANT)
        return text + (_(", {n} niet zelfredzaam").format(n=_grouped(sum(helpless))) if helpless else "")
    names = [str(row["naam"]) for row in rows if row.get("naam")]
    if len(rows) == 1 and names:
        return names[0]
    return _("{n} gevonden: {wat}").format(n=_grouped(len(rows)), wat=name)


def _amounts(rows: list[dict[str, Any]], name: str) -> list[float]:
    """Return the amounts that are known; base registers write -1 for what they do not tell."""
    found = [row.get(name) for row in rows]
    return [value for value in found if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0]


def _grouped(number: float) -> str:
    return f"{np.round(number):,.0f}".replace(",", ".")
