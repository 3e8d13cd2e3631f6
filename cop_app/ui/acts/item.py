"""One object: its card, another value of it, deciding a contradiction, withdrawing, linking and taking it over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from shapely.geometry import mapping

from cop_app.bootstrap.features import HeldFeature, feature_of
from cop_app.bootstrap.marks import INCIDENT
from cop_app.domain.commands import ClaimInput, LinkItems, PutItem, SettleContradiction, WithdrawItem
from cop_app.domain.events import Event
from cop_app.domain.incident import Classification, Reality
from cop_app.domain.item import EXISTS, GEOMETRY, NAME, ItemState
from cop_app.domain.sharing import find_persons
from cop_app.domain.vocabulary import class_named
from cop_app.geo.lengths import length_text
from cop_app.geo.wkb import claim_geometry, shape_of
from cop_app.i18n import _
from cop_app.ui.acts.bench import Act, Bench
from cop_app.ui.acts.drawing import own
from cop_app.ui.acts.item_sheets import LinkSheet, OpgaveSheet, WithdrawSheet, typed_value
from cop_app.ui.changes_view import item_name
from cop_app.ui.feature_view import feature_view
from cop_app.ui.incident_view import incident_view
from cop_app.ui.object_view import course_of, object_view
from cop_app.ui.presenter import Moment, time_of
from cop_app.ui.views import CardAction, Choice

_NEVER_TYPED = frozenset({GEOMETRY, EXISTS, "fictief"})
_COMMON = (NAME, "tekst", "aantal", "status")
_NEAR_M = 2000.0


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a value is said of; a feature of a source becomes an object of the picture with its name and place."""

    id: str
    item_class: str
    reality: Reality
    known: tuple[str, ...]
    claims: Mapping[str, ClaimInput] = field(default_factory=dict)
    name: str = ""


class ItemAct(Act):
    """The tab Object and its sheets."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self._course: tuple[int, str, tuple[Event, ...]] = (0, "", ())
        dock = bench.window.right.object
        dock.decided.connect(self._settle)
        dock.action_pressed.connect(bench.window.command)

    def commands(self) -> Mapping[str, Callable[[], object]]:
        """Return what can be done with the chosen object."""
        return {"opgave": self._add_value, "withdraw": self._withdraw, "link": self._link}

    def show(self, moment: Moment) -> None:
        """Show the card of what is chosen."""
        item = self.bench.selected
        view = object_view(moment, item, self._events(item)) if item else None
        if view is not None:
            view = view.with_actions(self._actions(moment, item))
        elif item == INCIDENT:
            view = incident_view(moment)
        else:
            feature = feature_of(moment, item)
            view = feature_view(moment, feature) if feature is not None else None
        self.bench.window.show_object(view)

    def _events(self, item: str) -> tuple[Event, ...]:
        """Return the course of an item; looked up anew only when something came in."""
        events = self.bench.session.events(self.bench.incident)
        if self._course[:2] != (len(events), item):
            self._course = (len(events), item, course_of(events, item))
        return self._course[2]

    def _chosen(self) -> ItemState | None:
        return self.bench.moment().picture.items.get(self.bench.selected)

    def _actions(self, moment: Moment, item: str) -> tuple[CardAction, ...]:
        state = moment.picture.items[item]
        if moment.looking_back or state.deleted:
            return ()
        found = []
        if own(state, self.bench.team):
            found.append(CardAction("reshape", _("Verplaatsen"), "pencil"))
        if moment.picture.keeper in ("", self.bench.actor.function):
            found.append(CardAction("adopt_one", _("Overnemen"), "send"))
        found.append(CardAction("link", _("Zelfde als"), "link"))
        if any(claim.human for heads in state.heads.values() for claim in heads):
            found.append(CardAction("withdraw", _("Intrekken"), "trash"))
        return tuple(found)

    # -- what is done

    def _settle(self, item: str, attribute: str, choice: str, reason: str) -> None:
        name = attribute.replace("_", " ")
        words = _("{gegeven}: gekozen") if choice else _("{gegeven}: beide juist")
        self.bench.record(SettleContradiction(item, attribute, reason, choice), words.format(gegeven=name.capitalize()))

    def _add_value(self) -> None:
        moment = self.bench.moment()
        state, feature = self._chosen(), feature_of(moment, self.bench.selected)
        subject = _of_item(state) if state is not None else _of_feature(moment, feature) if feature else None
        if subject is None or not self.bench.may_edit():
            return
        needs = moment.design.needs if moment.design else ()
        asked = [name for need in needs if need.item_class == subject.item_class for name in need.attributes]
        names = [n for n in dict.fromkeys((*asked, *subject.known, *_COMMON)) if n not in _NEVER_TYPED]
        sheet = OpgaveSheet(self.bench.theme, subject.name or item_name(moment, subject.id), names, self.bench.now())
        sheet.record_pressed.connect(lambda: self._record_value(sheet, subject))
        self.bench.open(sheet)
        sheet.value.setFocus()

    def _record_value(self, sheet: OpgaveSheet, subject: _Subject) -> None:
        text = sheet.value.text()
        secrecy = Classification.GEHEIM if find_persons(text) else Classification.INTERN
        said = ClaimInput(
            typed_value(text), sheet.unit.text().strip(), observed_at=sheet.seen.instant(),
            certain=sheet.sure.current == "ja", classification=secrecy,
        )  # fmt: skip
        others = sheet.place.current == "naast"
        claims = {**subject.claims, sheet.name(): said}
        command = PutItem(subject.id, subject.item_class, subject.reality, claims, beside=others)
        words = _("Opgave {gegeven} toegevoegd").format(gegeven=sheet.name().replace("_", " "))
        if self.bench.record(command, words) is not None:
            sheet.value.clear()
            self.bench.close()

    def _withdraw(self) -> None:
        state = self._chosen()
        if state is None or state.deleted or not self.bench.may_edit():
            return
        name = item_name(self.bench.moment(), state.id)
        sheet = WithdrawSheet(self.bench.theme, name)
        sheet.confirmed.connect(lambda reason: self._record_withdrawal(state.id, name, reason))
        self.bench.open(sheet)

    def _record_withdrawal(self, item: str, name: str, reason: str) -> None:
        if self.bench.record(WithdrawItem(item, reason), _("{wat} ingetrokken").format(wat=name)) is not None:
            self.bench.close()

    def _link(self) -> None:
        state = self._chosen()
        if state is None or not self.bench.may_edit():
            return
        moment = self.bench.moment()
        sheet = LinkSheet(self.bench.theme, item_name(moment, state.id), _candidates(moment, state))
        sheet.chosen.connect(lambda other: self._record_link(state, other))
        self.bench.open(sheet)

    def _record_link(self, state: ItemState, other: str) -> None:
        linked = other not in state.links
        words = _("Zelfde object vastgelegd") if linked else _("Niet hetzelfde object vastgelegd")
        if self.bench.record(LinkItems(state.id, other, linked), words) is not None:
            self.bench.close()


def _of_item(state: ItemState) -> _Subject:
    return _Subject(state.id, state.item_class, state.reality, tuple(state.heads))


def _of_feature(moment: Moment, feature: HeldFeature) -> _Subject:
    source = feature.source
    state = moment.sources.get(source.name)
    at = state.facts.fetched_at if state is not None else 0
    words = _("uit {bron}, {wie}, opgehaald {tijd}").format(
        bron=source.name.replace("_", " "), wie=source.organisation, tijd=time_of(at) if at else _("onbekend")
    )  # fmt: skip
    claims = {NAME: ClaimInput(feature.title, definition=words)} if feature.title else {}
    if feature.shape is not None:
        claims[GEOMETRY] = ClaimInput(claim_geometry(mapping(feature.shape)), definition=words)
    kind = class_named(source.item_class)
    name = feature.title or kind.name
    return _Subject(feature.id, source.item_class, kind.reality, tuple(feature.properties), claims, name)


def _candidates(moment: Moment, state: ItemState) -> list[Choice]:
    """Return the other objects of the class, the nearest first; those that are linked already say so."""
    here = shape_of(str(state.value(GEOMETRY))) if state.value(GEOMETRY) else None
    found: list[tuple[float, Choice]] = []
    for other in moment.picture.items.values():
        if other.id == state.id or other.deleted or other.item_class != state.item_class:
            continue
        shape = shape_of(str(other.value(GEOMETRY))) if other.value(GEOMETRY) else None
        away = here.distance(shape) if here is not None and shape is not None else _NEAR_M
        detail = _("op {afstand}").format(afstand=length_text(away)) if shape is not None else _("zonder plaats")
        if other.id in state.links:
            detail = _("nu verbonden; kiezen maakt los")
        found.append((away, Choice(other.id, item_name(moment, other.id), detail)))
    return [choice for away, choice in sorted(found, key=lambda row: row[0]) if away <= _NEAR_M][:12]
