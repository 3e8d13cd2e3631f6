"""From a partner's own field names and words to the common vocabulary.

A mapping is data, so that a region can add one without a programmer: which fields are called what here, which value
means what, and which class the feature is. What is not mapped stays under its own name: nothing a partner says is lost.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from cop_app.domain.errors import UserFacingError
from cop_app.domain.item import canonical
from cop_app.geo.columns import FeatureBatch, Problem
from cop_app.i18n import _
from cop_app.sources.catalogue import SourceSpec

CLASS = "objectklasse"  # the common class of one feature, only where a source holds several
_MAX_PROBLEMS = 20


@dataclass(frozen=True, slots=True)
class MappingProfile:
    """How one service's features become ours.

    `fields` is ours -> theirs; a dotted name looks inside objects (`adres.postcode`). `values` is, per field of ours,
    their word -> our word (compared without case and outer blanks). `fixed` are values that hold for every feature.
    `item_class` is the class; `class_field` and `classes` choose it per feature by a value of theirs.
    """

    name: str
    item_class: str
    fields: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)
    class_field: str = ""
    classes: Mapping[str, str] = field(default_factory=dict)

    @property
    def changes(self) -> bool:
        """Return whether it changes anything at all."""
        return bool(self.fields or self.values or self.fixed or self.class_field)

    def fingerprint(self) -> str:
        """Return a text that is other when the mapping is, "" when it changes nothing."""
        if not self.changes:
            return ""
        parts = [self.fields, self.values, self.fixed, self.class_field, self.classes, self.item_class]
        return hashlib.sha256(canonical(parts)).hexdigest()[:16]


def profile_of(spec: SourceSpec, known: Mapping[str, MappingProfile] | None = None) -> MappingProfile:
    """Return the named profile of a source with its own fields laid over it; without a name only its own fields.

    Raises:
        UserFacingError: `bron.profiel` when there is no profile of that name: words must not pass for ours unseen.
    """
    if not spec.profile:
        return MappingProfile(spec.name, spec.item_class, dict(spec.fields), dict(spec.values), dict(spec.fixed))
    base = (known or {}).get(spec.profile)
    if base is None:
        raise UserFacingError(
            "bron.profiel", _("Bron ‘{name}’ noemt de vertaling ‘{profile}’, en die is er niet."),
            advice=_("Kies een vertaling die er is, of noem de velden bij de bron."),
            name=spec.name, profile=spec.profile,
        )  # fmt: skip
    return MappingProfile(
        base.name, spec.item_class or base.item_class, {**base.fields, **spec.fields}, _both(base.values, spec.values),
        {**base.fixed, **spec.fixed}, base.class_field, base.classes,
    )  # fmt: skip


def _both(
    base: Mapping[str, Mapping[str, Any]], over: Mapping[str, Mapping[str, Any]]
) -> dict[str, Mapping[str, Any]]:
    """Return two word lists as one, per field; the second wins."""
    return {name: {**base.get(name, {}), **over.get(name, {})} for name in (*base, *over)}


def apply_profile(batch: FeatureBatch, profile: MappingProfile) -> FeatureBatch:
    """Return the batch with properties in our words; keys and geometry are untouched.

    Where a source holds several classes each feature gets its own under `CLASS`. A value that the profile's list
    does not know stays as it was and becomes a problem, once per value.
    """
    unknown: dict[tuple[str, str], str] = {}
    properties: list[bytes] = []
    for key, raw in zip(batch.keys, batch.properties, strict=True):
        renamed, strange = map_properties(msgspec.json.decode(raw), profile)
        for name, value in strange:
            unknown.setdefault((name, value), key)
        properties.append(canonical(renamed))
    problems = [
        Problem(key, _("waarde ‘{value}’ van ‘{name}’ staat niet in de woordenlijst").format(value=value, name=name))
        for (name, value), key in list(unknown.items())[:_MAX_PROBLEMS]
    ]
    return FeatureBatch(batch.keys, batch.geometry, properties, (*batch.problems, *problems))


def map_properties(
    theirs: Mapping[str, Any], profile: MappingProfile
) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Return one feature's properties in our words, and which (field, value) the lists do not know."""
    ours: dict[str, Any] = dict(profile.fixed)
    taken = {name.partition(".")[0] for name in profile.fields.values() if "." not in name}
    strange: list[tuple[str, str]] = []
    ours.update({name: value for name, value in theirs.items() if name not in taken})
    for name, path in profile.fields.items():
        value = _look(theirs, path)
        if value is not None:
            ours[name] = value
    for name, words in profile.values.items():
        if name not in ours or ours[name] is None:
            continue
        known = {str(word).strip().casefold(): meaning for word, meaning in words.items()}
        spoken = str(ours[name]).strip()
        if spoken.casefold() in known:
            ours[name] = known[spoken.casefold()]
        elif ours[name] not in words.values():
            strange.append((name, spoken))
    if profile.class_field:
        ours[CLASS] = _class_of(theirs, profile)
    return ours, strange


def _class_of(theirs: Mapping[str, Any], profile: MappingProfile) -> str:
    """Return the class that a value of theirs names, else the source's own class."""
    said = str(_look(theirs, profile.class_field) or "").strip().casefold()
    known = {word.strip().casefold(): meaning for word, meaning in profile.classes.items()}
    return known.get(said, profile.item_class)


def _look(theirs: Mapping[str, Any], path: str) -> Any:
    if path in theirs:
        return theirs[path]
    value: Any = theirs
    for step in path.split("."):
        if not isinstance(value, Mapping) or step not in value:
            return None
        value = value[step]
    return value
