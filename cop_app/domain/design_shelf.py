"""The chain designs that are known on this laptop, and which of them are in force in an incident.

Designs come from files and with the adoptions of other laptops: an adoption carries the text and its signature along,
so that a region across the border is understood here too, and the log can be evaluated by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from cop_app.domain import bodies
from cop_app.domain.chain import ChainDesign
from cop_app.domain.chain_file import design_of_adoption
from cop_app.domain.commands import Note
from cop_app.domain.events import Body
from cop_app.domain.picture import Picture
from cop_app.domain.sharing_rules import SharingRules, rules_in_force

Judge = Callable[[ChainDesign], ChainDesign]


class DesignShelf:
    """Designs by their SHA-256. `judge` says of a design who signed it, by the keys that are trusted here."""

    def __init__(self, designs: Mapping[str, ChainDesign], judge: Judge) -> None:
        self._designs = dict(designs)
        self._judge = judge

    def learn(self, adoption: Body) -> None:
        """Take up the design that an adoption carries; a copy whose signature counts is worth more than one without."""
        known = self._designs.get(str(adoption.get("sha256", "")))
        if known is not None and (known.signed_by or not adoption.get("signature")):
            return
        carried = design_of_adoption(adoption)
        if carried is not None:
            judged = self._judge(carried)
            if known is None or judged.signed_by:
                self._designs[carried.sha256] = judged

    def carrying(self, command: object) -> object:
        """Return an adoption with the design's text and signature in it; any other command as it is."""
        if not isinstance(command, Note) or command.kind != bodies.DESIGN_ADOPTED or "text" in command.fields:
            return command
        design = self._designs.get(str(command.fields.get("sha256", "")))
        if design is None:
            return command
        return replace(command, fields={**command.fields, "text": design.text, "signature": design.signature})

    def of_region(self, region: str) -> ChainDesign | None:
        """Return the newest version of the designs of a region."""
        own = [design for design in self._designs.values() if design.region == region]
        return max(own, key=lambda design: design.version, default=None)

    def in_force(self, picture: Picture) -> ChainDesign | None:
        """Return the design adopted in an incident, else the only one there is."""
        adopted = set(picture.designs.values())
        chosen = [design for design in self._designs.values() if design.sha256 in adopted]
        return chosen[0] if chosen else next(iter(self._designs.values()), None)

    def rules(self, picture: Picture) -> SharingRules:
        """Return what the designs adopted in an incident say of sharing."""
        kind = picture.incident.kind if picture.incident else ""
        return rules_in_force(picture.designs.items(), self._designs, kind)

    def rules_of_all(self, *, fictional: bool) -> SharingRules:
        """Return what all designs here say together, for what no incident owns; `fictional` counts exercises' too."""
        own = [design for design in self._designs.values() if fictional or not design.fictional]
        return rules_in_force([(design.region, design.sha256) for design in own], self._designs)
