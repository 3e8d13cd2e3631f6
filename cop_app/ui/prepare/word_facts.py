"""From the vocabulary to what its page shows: classes, the attributes the design asks of them, words of services.

Without Qt.
"""

from __future__ import annotations

from cop_app.domain.chain import ChainDesign
from cop_app.domain.incident import Column, Reality
from cop_app.domain.vocabulary import CLASSES, CROSSWALK, class_named
from cop_app.i18n import _
from cop_app.ui.prepare.views import ClassDetail, ClassRow

GROUPS = ((Reality.ACTUEEL, "Actueel"), (Reality.VOORBEREID, "Voorbereid"), (Reality.OMGEVING, "Omgeving"))
RELATIONS = {"exact": "hetzelfde als", "smaller": "nauwer dan", "broader": "ruimer dan", "related": "verwant met"}


def class_rows(design: ChainDesign | None, words: str = "") -> tuple[ClassRow, ...]:
    """Return the classes that fit the typed words, by kind of reality and name."""
    used: dict[str, int] = {}
    for need in design.needs if design is not None else ():
        used[need.item_class] = used.get(need.item_class, 0) + 1
    order = [reality for reality, _name in GROUPS]
    rows = [
        ClassRow(row.id, row.name, row.reality, "" if row.column is Column.MULTI else row.column.value,
                 row.never_fades, used.get(row.id, 0))
        for row in CLASSES.values() if _fits(row.id, row.name, words)
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (order.index(row.reality), row.name)))


def _fits(class_id: str, name: str, words: str) -> bool:
    theirs = " ".join(row.word for row in CROSSWALK if row.common == class_id)
    said = f"{class_id} {name} {theirs}".lower()
    return all(word in said for word in words.lower().split())


def class_detail(class_id: str, design: ChainDesign | None) -> ClassDetail | None:
    """Return one class with its attributes, its words at services, and where the design uses it."""
    if class_id not in CLASSES:
        return None
    row = class_named(class_id)
    needs = [need for need in design.needs if need.item_class == class_id] if design is not None else []
    sources = [s for s in design.sources.values() if s.item_class == class_id] if design is not None else []
    attributes: dict[str, str] = {}
    for need in needs:
        for name in need.attributes:
            attributes[name] = need.attribute_owners.get(name) or attributes.get(name) or need.owner.organisation
    facts = (
        (_("Code"), row.id),
        (_("Soort werkelijkheid"), dict(GROUPS)[row.reality]),
        (_("Kolom"), row.column.value if row.column is not Column.MULTI else _("alle kolommen")),
        (_("Op de kaart"), _("wordt nooit vager, hoe oud ook") if row.never_fades else ""),
        (_("Vragen in het ketenontwerp"), ", ".join(need.id for need in needs)),
        (_("Bronnen"), ", ".join(f"{source.name} ({source.organisation})" for source in sources)),
    )
    words = tuple((c.service, c.word, _(RELATIONS.get(c.relation, c.relation)), c.key)
                  for c in CROSSWALK if c.common == class_id)  # fmt: skip
    return ClassDetail(
        row.id, row.name, tuple((name, value) for name, value in facts if value), tuple(attributes.items()), words
    )
