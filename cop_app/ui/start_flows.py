"""What happens between the screens of the start and the desk: making a new incident, and joining one that runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from cop_app.bootstrap.maps import covers
from cop_app.domain.chain import ChainDesign
from cop_app.domain.commands import OpenIncident, TakeFunction
from cop_app.domain.functions import FUNCTIONS, actor_for
from cop_app.domain.incident import KINDS, Actor
from cop_app.geo.places import Place
from cop_app.i18n import _, plural
from cop_app.map.mark_types import Label, Layer, Mark, SymbolMark
from cop_app.map.palette import load_palette
from cop_app.map.symbol_choice import UNKNOWN, symbol_for
from cop_app.map.viewport import Viewport
from cop_app.session import Session
from cop_app.ui.atlas import Atlas
from cop_app.ui.intake import Draft, choose_kind, choose_place, place_words, point_at, read_text
from cop_app.ui.presenter import moment_of
from cop_app.ui.since_call import since_call
from cop_app.ui.start_facts import running_incident, running_incidents
from cop_app.ui.start_join import JoinScreen, SinceScreen
from cop_app.ui.start_new import NewIncident
from cop_app.ui.start_views import JoinView, NewIncidentView, SinceView
from cop_app.ui.theme import Theme
from cop_app.ui.views import Choice

if TYPE_CHECKING:  # the map loads when a place is asked for
    from cop_app.ui.canvas import MapCanvas

_NEAR_MPP, _FAR_MPP = 1.4, 180.0
_NAME_PX = 180.0  # room for the name beside a candidate at the edge
_CHOICE = "keuze:"
_KINDS = tuple(Choice(id_, name) for id_, name in KINDS.items())
_FUNCTIONS = tuple(Choice(row.code, row.code, row.name) for row in FUNCTIONS.values())


class NewFlow(QObject):
    """Keeps the draft of one new incident and shows it; says `ready` with what is to be opened."""

    ready = Signal(object, str)  # OpenIncident, function

    def __init__(self, theme: Theme, screen: NewIncident) -> None:
        super().__init__()
        self._theme = theme
        self._screen = screen
        self._draft = Draft()
        self._atlas = Atlas({})
        self._designs: tuple[ChainDesign, ...] = ()
        self._region = ""
        self._exercise = False
        self._function = "CaCo"
        self._canvas: MapCanvas | None = None
        screen.typed.connect(self._typed)
        screen.kind_chosen.connect(lambda kind: self._use(choose_kind(self._draft, kind)))
        screen.function_chosen.connect(self._use_function)
        screen.place_chosen.connect(self._choose)
        screen.open_pressed.connect(self._open)
        theme.changed.connect(self._recolour)

    def begin(
        self, atlas: Atlas, designs: tuple[ChainDesign, ...], region: str, *, exercise: bool, text: str = ""
    ) -> None:
        """Start anew in one world, with a text that was pasted on the first screen."""
        self._atlas, self._designs, self._region, self._exercise = atlas, designs, region, exercise
        self._draft = Draft()
        self._show()
        if text:
            self._typed(text)
        # The map comes after the form stands: typing may begin at once.
        QTimer.singleShot(0, self._show_map)

    def _typed(self, text: str) -> None:
        self._use(read_text(text, self._atlas, self._draft))

    def _choose(self, id_: str) -> None:
        index = int(id_.removeprefix(_CHOICE))
        if index < len(self._draft.choices):
            self._use(choose_place(self._draft, self._draft.choices[index]))
            self._screen.field.setFocus()

    def _pointed(self, x: float, y: float, item: str) -> None:
        if item.startswith(_CHOICE):
            self._choose(item)
        else:
            self._use(point_at(self._draft, x, y))

    def _use_function(self, function: str) -> None:
        self._function = function
        self._show()

    def _use(self, draft: Draft) -> None:
        moved = draft.place != self._draft.place or draft.choices != self._draft.choices
        self._draft = draft
        self._show()
        if self._canvas is not None:
            self._canvas.show_marks(self._marks())
            if moved:
                self._go()

    def _show(self) -> None:
        draft = self._draft
        place = draft.place
        taken = draft.choices.index(place) if place is not None and place in draft.choices else -1
        marked = 0 if place is None and draft.choices else taken
        self._screen.show_view(NewIncidentView(
            typed=draft.text, place=draft.address or place.title if place else "",
            place_detail=place_words(place) if place else "",
            place_choices=tuple(
                Choice(f"{_CHOICE}{i}", c.title, c.detail) for i, c in enumerate(draft.choices)
            ) if len(draft.choices) > 1 or place is None or not place.sure else (),
            marked=marked, taken=taken, kinds=_KINDS, kind=draft.kind, title=draft.title,
            object_card=self._atlas.card_at(place.x, place.y) if place else "", chain=self._chain(), read=draft.read,
            functions=_FUNCTIONS, function=self._function, exercise=self._exercise, problem=draft.problem,
        ))  # fmt: skip

    def _chain(self) -> str:
        own = sorted((d for d in self._designs if d.region == self._region), key=lambda d: -d.version)
        design = next(iter([*own, *self._designs]), None)
        if design is None:
            return ""
        count = len(design.needs_for(self._draft.kind, 0)) if self._draft.kind else len(design.needs)
        asked = plural("{n} vraag", "{n} vragen", count)
        if design.fictional and not self._exercise:
            return f"{_('geen eigen ontwerp, voorbeeld')} {design.region} · {asked}"
        return f"{design.name} · {asked}"

    def _open(self) -> None:
        draft = self._draft
        if draft.place is None or not draft.kind:
            return
        title = draft.title or KINDS[draft.kind]
        command = OpenIncident(title, draft.kind, (draft.place.x, draft.place.y), self._region, draft.address)
        self.ready.emit(command, self._function)

    # the map ----------------------------------------------------------------------------------------------------
    def _show_map(self) -> None:
        from cop_app.render.base_map import BaseMap
        from cop_app.render.base_names import BaseNames
        from cop_app.ui.canvas import MapCanvas

        if self._canvas is None:
            self._canvas = MapCanvas(load_palette(self._theme.name))
            self._canvas.clicked.connect(self._pointed)
            self._screen.use_map(self._canvas)
        self._canvas.show_base(BaseMap(self._atlas.layers), BaseNames(self._atlas.layers))
        self._canvas.show_marks(self._marks())
        self._go()

    def _go(self) -> None:
        """Look at the place, at the candidates together, or at the whole map."""
        if self._canvas is None:
            return
        w, h = max(200, self._canvas.width()), max(200, self._canvas.height())
        place, choices = self._draft.place, self._draft.choices
        if place is not None:
            self._canvas.go_to(Viewport(place.x, place.y, self._near(place), w, h))
        elif choices:
            xs, ys = [c.x for c in choices], [c.y for c in choices]
            seen = Viewport.fit((min(xs), min(ys), max(xs), max(ys)), w, h, min(0.3 * w, _NAME_PX))
            self._canvas.go_to(replace(seen, mpp=max(seen.mpp, *map(self._near, choices))))
        else:
            self._canvas.go_to(self._whole(w, h))

    def _near(self, place: Place) -> float:
        """Return how near to look: at the street where streets are drawn, else at the country around."""
        return _NEAR_MPP if covers(self._atlas.layers, place.x, place.y) else _FAR_MPP

    def _whole(self, w: int, h: int) -> Viewport:
        batch = self._atlas.layers.get("bebouwd") if self._exercise else None
        if batch is None or not len(batch):
            return Viewport(155_000.0, 463_000.0, 480.0, w, h)
        boxes = batch.geometry.boxes
        box = (boxes[:, 0].min(), boxes[:, 1].min(), boxes[:, 2].max(), boxes[:, 3].max())
        return Viewport.fit((float(box[0]), float(box[1]), float(box[2]), float(box[3])), w, h)

    def _marks(self) -> tuple[Mark, ...]:
        draft = self._draft
        marks: list[Mark] = [
            SymbolMark(f"{_CHOICE}{i}", UNKNOWN, c.x, c.y, 26.0, Layer.PLACE, label=Label(f"{i + 1}  {c.title}"))
            for i, c in enumerate(draft.choices) if draft.place is None
        ]  # fmt: skip
        if draft.place is not None:
            symbol = symbol_for("incident", {"soort": draft.kind or "overig"})
            label = Label(draft.title or draft.place.title, priority=5)
            marks.append(SymbolMark("plaats", symbol, draft.place.x, draft.place.y, 46.0, Layer.INCIDENT, label=label))
        return tuple(marks)

    def _recolour(self) -> None:
        if self._canvas is not None:
            self._canvas.use_palette(load_palette(self._theme.name))


class JoinFlow(QObject):
    """Leads from a running incident over the functions to the twelve lines; says `joined` with who acts."""

    joined = Signal(str, object)  # incident, Actor
    since_wanted = Signal()

    def __init__(self, screen: JoinScreen, since: SinceScreen, session: Callable[[], Session]) -> None:
        super().__init__()
        self._screen, self._since, self._session = screen, since, session
        self._view = JoinView()
        screen.incident_chosen.connect(self.begin)
        screen.functions_chosen.connect(lambda chosen: self._show(replace(self._view, selected=tuple(chosen))))
        screen.next_pressed.connect(self._tell)
        since.join_pressed.connect(self._join)

    def begin(self, incident: str) -> None:
        """Offer the functions for an incident; those that this laptop holds already are on."""
        session = self._session()
        held = session.picture_at(incident).functions
        mine = tuple(name for name, devices in held.items() if session.device in devices)
        choices = tuple(replace(c, detail=self._detail(c, held, session.device)) for c in _FUNCTIONS)
        known = {choice.id for choice in choices}
        others = tuple(Choice(name, name) for name in mine if name not in known)
        running = running_incidents(session, session.clock.story())
        self._show(JoinView(running, incident, choices + others, mine))

    @staticmethod
    def _detail(choice: Choice, held: dict[str, frozenset[str]], device: str) -> str:
        devices = held.get(choice.id, frozenset())
        if device in devices:
            return f"{choice.detail} · {_('op deze laptop')}"
        return f"{choice.detail} · {_('bezet, aflossen of meelezen kan')}" if devices else choice.detail

    def _show(self, view: JoinView) -> None:
        self._view = view
        self._screen.show_view(view)

    def _tell(self) -> None:
        session, incident = self._session(), self._view.chosen
        found = next((i for i in session.incidents() if i.id == incident), None)
        if found is None or not self._view.selected:
            return
        now = session.clock.story()
        count = len(session.events(incident))
        self._since.show_view(SinceView(
            running_incident(session, found, now), ", ".join(self._view.selected),
            since_call(moment_of(session, incident)),
            plural("{n} gebeurtenis in het logboek", "{n} gebeurtenissen in het logboek", count),
        ))  # fmt: skip
        self.since_wanted.emit()

    def _join(self) -> None:
        session, incident = self._session(), self._view.chosen
        take_functions(session, incident, self._view.selected)
        self.joined.emit(incident, actor_for(self._view.selected[0]))


def take_functions(session: Session, incident: str, functions: tuple[str, ...]) -> None:
    """Record that this laptop takes functions; those it holds already are not recorded again.

    Raises:
        UserFacingError: when the log cannot be written.
    """
    held = session.picture_at(incident).functions
    for function in functions:
        if session.device not in held.get(function, frozenset()):
            actor: Actor = actor_for(function)
            session.submit(incident, TakeFunction(function), actor)
