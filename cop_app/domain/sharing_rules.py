"""What the chain designs in force say of sharing: per kind of information its classification and who may have it.

A need of a design speaks for the attributes it names of its class: they carry its default classification, and where it
says with whom they may be shared, they go to nobody else. What no need names follows the mildest need of the class.
An incident across a border has a design per region in force; then the strictest counts: the highest classification,
and only recipients that every design allows. Whether a design opens the guard at all is its signature.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cop_app.domain.chain import ChainDesign, InformationNeed
from cop_app.domain.incident import Classification

_DEFAULT = Classification.INTERN


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for one attribute: its classification when nobody said one, and who may have it (None = no limit)."""

    default: Classification
    recipients: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class ClassRule:
    """What holds for the attributes of a class: those that needs name, and all others."""

    named: Mapping[str, Rule]
    otherwise: Rule

    def of(self, attribute: str) -> Rule:
        """Return the rule of one attribute."""
        return self.named.get(attribute, self.otherwise)


@dataclass(frozen=True, slots=True)
class SharingRules:
    """The rules of the designs in force.

    `signed`: every one of them carries the signature of its own region. `complete`: the text of every one is here.
    `designs` are (region, SHA-256), for the record of a release.
    """

    classes: Mapping[str, ClassRule] = field(default_factory=dict)
    signed: bool = False
    complete: bool = True
    designs: tuple[tuple[str, str], ...] = ()

    def classification(
        self, item_class: str, attributes: Collection[str], said: Classification | None = None
    ) -> Classification:
        """Return what information of a class counts as, given what its author `said` (None = nothing).

        A design that asks more than intern is never overruled by a value, because intern is also what is written when
        nobody thought about it.
        """
        rule = self.classes.get(item_class)
        default = _DEFAULT
        if rule is not None:
            rules = [rule.of(name) for name in attributes] or [rule.otherwise]
            default = max((one.default for one in rules), key=lambda c: c.rank)
        if said is None:
            return default
        return max(said, default, key=lambda c: c.rank) if default.rank > _DEFAULT.rank else said

    def may_have(self, recipient: str, item_class: str, attributes: Collection[str]) -> bool:
        """Return whether a recipient may be given this; "" is the own organisation.

        A recipient is an organisation, or a function of one after a slash: "Waterschap/OvD-Water". When a design in
        force is not known here, what it allows is not known either, and a named recipient gets nothing.
        """
        if not recipient:
            return True
        if not self.complete:
            return False
        rule = self.classes.get(item_class)
        if rule is None:
            return True
        rules = [rule.of(name) for name in attributes] or [rule.otherwise]
        return all(one.recipients is None or _organisation(recipient) in one.recipients for one in rules)


def rules_in_force(
    adopted: Iterable[tuple[str, str]], known: Mapping[str, ChainDesign], kind: str = ""
) -> SharingRules:
    """Return the rules of the adopted designs, (region, SHA-256), for an incident kind ("" = of every kind).

    Without an adopted design nothing is limited beyond the ordinary intern, and the guard is not open.
    """
    pairs = tuple(sorted(set(adopted)))
    found = [(region, known[sha]) for region, sha in pairs if sha in known]
    per_design = [_rules_of(design, kind) for _region, design in found]
    classes = {name: _strictest([rules[name] for rules in per_design if name in rules]) for name in _names(per_design)}
    complete = len(found) == len(pairs)
    signed = bool(found) and complete and all(d.signed_by and d.region == region for region, d in found)
    return SharingRules(classes, signed, complete, pairs)


def _names(per_design: Iterable[Mapping[str, ClassRule]]) -> set[str]:
    return {name for rules in per_design for name in rules}


def _rules_of(design: ChainDesign, kind: str) -> dict[str, ClassRule]:
    needs: dict[str, list[InformationNeed]] = {}
    for need in design.needs:
        if not kind or not need.kinds or kind in need.kinds:
            needs.setdefault(need.item_class, []).append(need)
    return {item_class: _class_rule(rows) for item_class, rows in needs.items()}


def _class_rule(needs: Sequence[InformationNeed]) -> ClassRule:
    names = {name for need in needs for name in need.attributes}
    named = {}
    for name in names:
        rows = [need for need in needs if name in need.attributes]
        lists = [_recipients(need) for need in rows if need.share_with]
        named[name] = Rule(
            max((need.classification for need in rows), key=lambda c: c.rank),
            frozenset().union(*lists) if lists else None,
        )
    free = any(not need.share_with for need in needs)
    otherwise = Rule(
        min((need.classification for need in needs), key=lambda c: c.rank),
        None if free else frozenset().union(*(_recipients(need) for need in needs)),
    )
    return ClassRule(named, otherwise)


def _strictest(rules: Sequence[ClassRule]) -> ClassRule:
    names = {name for rule in rules for name in rule.named}
    return ClassRule(
        {name: _both([rule.of(name) for rule in rules]) for name in names}, _both([rule.otherwise for rule in rules])
    )


def _both(rules: Sequence[Rule]) -> Rule:
    lists = [rule.recipients for rule in rules if rule.recipients is not None]
    recipients = frozenset.intersection(*lists) if lists else None
    return Rule(max((rule.default for rule in rules), key=lambda c: c.rank), recipients)


def _recipients(need: InformationNeed) -> frozenset[str]:
    return frozenset(_organisation(name) for name in need.share_with)


def _organisation(recipient: str) -> str:
    return recipient.partition("/")[0].strip().casefold()
