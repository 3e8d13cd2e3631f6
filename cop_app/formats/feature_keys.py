"""Which key a feature gets: stable between two loads of the same collection, unique within it.

The rule is part of a source's settings (`sleutel`): the id, one or more properties, or the content itself. A feature
that the rule gives nothing gets its content as key; doubles get a number behind; both are told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from cop_app.geo.columns import FeatureBatch, Problem
from cop_app.i18n import _

BY_ID = ("id",)
BY_CONTENT = ("inhoud",)
_SEPARATOR = "|"


def keyed(batch: FeatureBatch, rule: Sequence[str], ids: Sequence[str]) -> FeatureBatch:
    """Return the batch with keys by the rule; `ids` are the ids that the format itself gives ("" for none).

    `("id",)` takes the format's id, else the property `id`; `("inhoud",)` a hash of the content; anything else the
    values of these properties together.
    """
    rule = tuple(rule) or BY_ID
    if rule == BY_CONTENT:
        keys = [""] * len(batch)
    elif rule == BY_ID:
        keys = list(ids)
        missing = [i for i, key in enumerate(keys) if not key]
        for index in missing:
            keys[index] = _of_properties(batch.properties[index], BY_ID)
    else:
        keys = [_of_properties(raw, rule) for raw in batch.properties]
    problems = list(batch.problems)
    without = [i for i, key in enumerate(keys) if not key]
    if without:
        hashes = batch.hashes().tolist() if len(without) == len(keys) else batch.take(without).hashes().tolist()
        for index, value in zip(without, hashes, strict=True):
            keys[index] = f"{value:016x}"
        if rule != BY_CONTENT:
            text = _("{n} objecten zonder sleutel ({rule}); hun inhoud is de sleutel.")
            problems.append(Problem(_("hele verzameling"), text.format(n=len(without), rule=", ".join(rule))))
    doubles = _numbered(keys)
    if doubles:
        text = _("{n} objecten hebben een sleutel die al voorkwam, zoals ‘{key}’; zij kregen een volgnummer.")
        problems.append(Problem(_("hele verzameling"), text.format(n=len(doubles), key=doubles[0][:60])))
    return replace(batch, keys=keys, problems=tuple(problems))


def _of_properties(raw: bytes, rule: Sequence[str]) -> str:
    values = msgspec.json.decode(raw)
    parts = [values.get(name) for name in rule]
    if any(part is None or part == "" for part in parts):
        return ""
    return _SEPARATOR.join(_text(part) for part in parts)


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    return msgspec.json.encode(value).decode()


def _numbered(keys: list[str]) -> list[str]:
    """Number the second and later of equal keys, in place; return the keys that came double."""
    taken = set(keys)
    if len(taken) == len(keys):
        return []
    seen: dict[str, int] = {}
    doubles = []
    for index, key in enumerate(keys):
        count = seen[key] = seen.get(key, 0) + 1
        if count == 1:
            continue
        doubles.append(key)
        while f"{key}#{count}" in taken:
            count += 1
        keys[index] = f"{key}#{count}"
        taken.add(keys[index])
    return doubles
