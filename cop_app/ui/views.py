"""What the window shows, as plain frozen values: the border between the presenter and the widgets.

The presenter builds these from the session and hands them to the widgets; the widgets paint them and emit signals
with the ids found here. Texts arrive ready to read (ages, times and coordinates already in Dutch), so that no widget
ever asks the time. Instants are milliseconds UTC; coordinates RD metres.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from cop_app.domain.coverage import QuestionStatus
from cop_app.domain.incident import Reality
from cop_app.ui.timeline_views import BarKind as BarKind
from cop_app.ui.timeline_views import Glyph as Glyph
from cop_app.ui.timeline_views import TimelineBar as TimelineBar
from cop_app.ui.timeline_views import TimelineLane as TimelineLane
from cop_app.ui.timeline_views import TimelineMark as TimelineMark
from cop_app.ui.timeline_views import TimelineView as TimelineView


class WindowMode(StrEnum):
    """Which world the window looks at; decides frame and mode block."""

    ECHT = "echt"
    OEFENING = "oefening"
    TERUGKIJKEN = "terugkijken"


class Face(StrEnum):
    """The two faces of the window: what a duty officer needs, and all the rest."""

    INZET = "inzet"
    VOORBEREIDEN = "voorbereiden"


@dataclass(frozen=True, slots=True)
class GripView:
    """GRIP of one region: level 0-5, who declared it and when (`detail`: "OL 19:21")."""

    region: str
    level: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class StripView:
    """The strip on top. `grip` holds the own region first. `sources_lamp` is live, half or dead.

    `alone` = there is no link with other teams at all, so that what was not sent is a fact and no alarm.
    """

    mode: WindowMode = WindowMode.ECHT
    mode_word: str = ""
    mode_detail: str = ""
    exercise: str = ""
    incident: str = ""
    incident_detail: str = ""
    grip: tuple[GripView, ...] = ()
    clock: str = ""
    since: str = ""
    date: str = ""
    function: str = ""
    function_detail: str = ""
    sources: str = ""
    sources_detail: str = ""
    sources_lamp: Glyph = Glyph.LIVE
    synced: str = ""
    synced_detail: str = ""
    synced_late: bool = False
    unsent: str = ""
    unsent_detail: str = ""
    alone: bool = False
    offline: bool = False


@dataclass(frozen=True, slots=True)
class LayerRow:
    """A layer with its source: lamp (live, half, dead, conflict, off), age in `detail`, norm or duration in `note`."""

    id: str
    name: str
    detail: str
    lamp: Glyph = Glyph.LIVE
    note: str = ""
    visible: bool = True


@dataclass(frozen=True, slots=True)
class LayerGroupView:
    """One of the three kinds of reality with its layers."""

    reality: Reality
    name: str
    hint: str
    rows: tuple[LayerRow, ...] = ()
    folded: bool = False


@dataclass(frozen=True, slots=True)
class SourceDetailView:
    """A source opened: facts as (label, value), what is wrong, and what can be done."""

    id: str
    name: str
    lamp: Glyph
    summary: str
    facts: tuple[tuple[str, str], ...] = ()
    advice: str = ""
    visible: bool = True
    refreshable: bool = True


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """An information question. `wrong` says what is the matter, `called` is "gebeld 20:31" or ""."""

    id: str
    status: QuestionStatus
    need: str
    wrong: str = ""
    column: str = ""
    owner: str = ""
    phone: str = ""
    age: str = ""
    called: str = ""
    place: bool = False


@dataclass(frozen=True, slots=True)
class QuestionsView:
    """The board: at most five open questions (`open`), the rest folded (`later`), the answered ones quiet (`met`)."""

    heading: str = ""
    subheading: str = ""
    meeting: str = ""
    open: tuple[QuestionRow, ...] = ()
    later: tuple[QuestionRow, ...] = ()
    met: tuple[QuestionRow, ...] = ()


@dataclass(frozen=True, slots=True)
class SituationLine:
    """A line of the situation: text, who said it and when; `item` is what it shows on the map."""

    id: str
    text: str
    source: str = ""
    glyph: Glyph = Glyph.NONE
    column: str = ""
    concept: bool = False
    item: str = ""
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class SituationSection:
    """One of the four legal parts: incident, hulpverlening, prognose en aanpak, maatregelen en resultaten."""

    title: str
    lines: tuple[SituationLine, ...] = ()


@dataclass(frozen=True, slots=True)
class SituationView:
    """The picture in words: `which` of the `choices`; `keeper_action` is accept, take, offer or ""."""

    heading: str = ""
    detail: str = ""
    sections: tuple[SituationSection, ...] = ()
    can_adopt: bool = False
    which: str = ""
    choices: tuple[Choice, ...] = ()
    keeper: str = ""
    keeper_action: str = ""
    fresh: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpgaveView:
    """One value with who said it, when, and how sure; `lines` are extra facts such as ("gezien", "19:38")."""

    id: str
    value: str
    source: str
    column: str = ""
    time: str = ""
    age: str = ""
    certain: bool = True
    definition: str = ""
    glyph: Glyph = Glyph.NONE
    lines: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class AttributeView:
    """An attribute with every opgave side by side.

    `decider` is who may choose when they contradict; `decidable` says whether that can be done now.
    """

    id: str
    name: str
    opgaven: tuple[OpgaveView, ...]
    conflict: bool = False
    summary: str = ""
    note: str = ""
    decider: str = ""
    decidable: bool = True


@dataclass(frozen=True, slots=True)
class CardAction:
    """Something that can be done with an object: the command, its words and its icon."""

    command: str
    name: str
    icon: str


@dataclass(frozen=True, slots=True)
class ObjectCardView:
    """One item: head, attributes with all their values, and its course.

    `symbol` is a sign id of cop_app.map, `sign_text` what is written in it.
    """

    id: str
    title: str
    detail: str = ""
    symbol: str = ""
    column: str = ""
    state: str = ""
    state_glyph: Glyph = Glyph.NONE
    attributes: tuple[AttributeView, ...] = ()
    history: tuple[tuple[str, str], ...] = ()
    shared: str = ""
    editable: bool = True
    actions: tuple[CardAction, ...] = ()
    sign_text: str = ""

    def with_actions(self, actions: tuple[CardAction, ...]) -> ObjectCardView:
        """Return the card with what can be done."""
        return replace(self, actions=actions)


@dataclass(frozen=True, slots=True)
class WindView:
    """Wind plate: degrees the wind comes from."""

    degrees: float
    text: str
    detail: str
    stale: bool = False


@dataclass(frozen=True, slots=True)
class MapFootView:
    """Scale and coordinates under the map: metres per pixel and a ready text."""

    mpp: float
    text: str


@dataclass(frozen=True, slots=True)
class FavouriteView:
    """A favourite drawing tool: icon of cop_app.map.icons."""

    id: str
    name: str
    icon: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class KeyHint:
    """A key (or keys joined by +) and what it does now."""

    keys: str
    text: str


@dataclass(frozen=True, slots=True)
class FooterView:
    """Keys of the current mode, own last action, and whether it can be undone."""

    hints: tuple[KeyHint, ...] = ()
    last: str = ""
    can_undo: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A row of the command palette; `group` heads it (Opdrachten, Plaatsen, Adressen, Objecten, Coördinaten)."""

    id: str
    group: str
    title: str
    detail: str = ""
    keys: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change since a moment: when, what, from whom; `flag` e.g. Glyph.CONFLICT."""

    id: str
    time: str
    text: str
    source: str = ""
    column: str = ""
    glyph: Glyph = Glyph.NONE
    seen: bool = False
    item: str = ""


@dataclass(frozen=True, slots=True)
class ChangesView:
    """The drawer W."""

    heading: str = ""
    since: str = ""
    rows: tuple[ChangeRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """An id with a name and a line of explanation."""

    id: str
    name: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class GripFormView:
    """The sheet that records a level. `doubt` is a note on competence, never a block."""

    regions: tuple[Choice, ...] = ()
    region: str = ""
    functions: tuple[Choice, ...] = ()
    function: str = ""
    level: int = 0
    current: str = ""
    at: int = 0
    doubt: str = ""
    municipality: str = ""


@dataclass(frozen=True, slots=True)
class GripRecord:
    """What the sheet hands back: level, region, function, instant and reason."""

    level: int
    region: str
    function: str
    at: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LensView:
    """The lens bar while looking back: choices, which one is on, and what it is compared with."""

    choices: tuple[Choice, ...] = ()
    chosen: str = ""
    compare: str = ""
    compare_with: str = ""
    counts: tuple[tuple[str, str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ErrorView:
    """What is wrong, where, and what to do; `action` names a button or is ""."""

    text: str
    advice: str = ""
    action: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class ProgressView:
    """Assembly of sources: shown after 0.4 s as a thin line with words and a way to stop."""

    text: str
    done: int = 0
    total: int = 0
    cancellable: bool = True
