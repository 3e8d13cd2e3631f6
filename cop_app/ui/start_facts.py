"""What the start screen tells: which incidents run, what was exercised here, what this laptop holds. Without Qt.

Everything is read from this laptop; nobody is asked anything.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from cop_app.bootstrap import Workspace, open_session
from cop_app.bootstrap.designs import design_files, design_in_force
from cop_app.bootstrap.maps import broken_maps, map_packages, maps_for
from cop_app.domain.clock import ManualClock, age_text, local
from cop_app.domain.errors import UserFacingError
from cop_app.domain.incident import KINDS, Incident, Realm
from cop_app.i18n import _, plural
from cop_app.session import Session
from cop_app.sources.catalogue import SourceSpec
from cop_app.sources.health import Health, State
from cop_app.store.cache import DatasetCache
from cop_app.ui.start_views import Holding, PastExercise, RunningIncident
from cop_app.ui.views import Glyph
from cop_app.worker.history import health_of

_MOST_PAST = 4
_MOST_SOURCES = 6
_LOW_DISK = 2 * 1024**3
_DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_MONTHS = ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
           "november", "december")  # fmt: skip
LAMPS = {State.NIEUW: Glyph.OFF, State.GOED: Glyph.LIVE, State.ONVOLLEDIG: Glyph.HALF, State.VEROUDERD: Glyph.HALF,
         State.DOOD: Glyph.DEAD}  # fmt: skip


def clock_text(now: int) -> tuple[str, str]:
    """Return 19:42 and donderdag 12 maart 2026."""
    moment = local(now)
    return f"{moment:%H:%M}", f"{_DAYS[moment.weekday()]} {moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def day_text(instant: int, now: int) -> str:
    """Return 19:42 for today, else 12 mrt 19:42, with the year when it is another one."""
    moment, today = local(instant), local(now)
    if moment.date() == today.date():
        return f"{moment:%H:%M}"
    year = f" {moment.year}" if moment.year != today.year else ""
    month = "mrt" if moment.month == 3 else _MONTHS[moment.month - 1][:3]
    return f"{moment.day} {month}{year} {moment:%H:%M}"


def running_incidents(session: Session, now: int) -> tuple[RunningIncident, ...]:
    """Return what runs in a realm, the newest first."""
    return tuple(running_incident(session, i, now) for i in session.incidents() if i.closed_at is None)


def running_incident(session: Session, incident: Incident, now: int) -> RunningIncident:
    """Return one incident as the lists show it."""
    events = session.events(incident.id)
    last = max((event.header.story for event in events), default=incident.opened_at)
    detail = (KINDS.get(incident.kind, incident.kind), incident.address, incident.region.removesuffix(" (FICTIEF)"))
    return RunningIncident(
        incident.id, incident.title, " · ".join(filter(None, detail)), session.realm is Realm.OEFENING,
        session.grip(incident.id),
        _("sinds {tijd}, {leeftijd}").format(
            tijd=day_text(incident.opened_at, now), leeftijd=age_text(now - incident.opened_at)),
        _("laatste wijziging {leeftijd} geleden").format(leeftijd=age_text(now - last)),
    )  # fmt: skip


def past_exercises(workspace: Workspace, now: int, passphrase: str | None = None) -> tuple[PastExercise, ...]:
    """Return the exercises that have files here, the last played first; those that do not open are left out."""
    files = [(workspace.realm_folder(Realm.OEFENING, name) / "log.db", name) for name in workspace.exercises()]
    played = sorted(((f.stat().st_mtime, name) for f, name in files if f.is_file()), reverse=True)
    found = []
    for touched, name in played[:_MOST_PAST]:
        try:
            session = open_session(
                workspace, Realm.OEFENING, exercise=name, clock=ManualClock(now), passphrase=passphrase, read_only=True
            )
        except UserFacingError:
            continue
        try:
            incidents = session.incidents()
            if incidents:
                highest = max((g.level for g in session.picture_at(incidents[0].id).grip), default=0)
                level = _("tot GRIP {n}").format(n=highest) if highest else _("zonder GRIP")
                words = _("gespeeld {tijd} · {grip}").format(tijd=day_text(int(touched * 1000), now), grip=level)
                found.append(PastExercise(name, incidents[0].title, words))
        finally:
            session.close()
    return tuple(found)


def holdings(
    workspace: Workspace, specs: Sequence[SourceSpec], cache: DatasetCache | None, now: int, *, protected: bool
) -> tuple[Holding, ...]:
    """Return what this laptop holds: region, chain design, maps, sources with their age, disk and lock."""
    return (
        *_region(workspace), *_maps(workspace), *_sources(specs, cache, now), _disk(workspace.root),
        _lock(protected=protected),
    )  # fmt: skip


def _region(workspace: Workspace) -> list[Holding]:
    region = workspace.settings.region
    named = Holding("regio", "flag", region or _("Geen regio gekozen"),
                    _("uw regio") if region else _("kies uw regio, dan past het ketenontwerp"), "kaart",
                    Glyph.NONE if region else Glyph.ASK)  # fmt: skip
    files = design_files(workspace)
    broken = next((file for file in files if file.faults and not file.shipped), None)
    if broken is not None:
        words = _("{bestand}: {fout}").format(bestand=broken.path.name, fout=broken.faults[0])
        return [named, Holding("keten", "prepare", _("Ketenontwerp"), words, "keten", Glyph.ALARM)]
    found = design_in_force(workspace)
    design = found.design if found is not None else None
    if found is None or design is None or found.shipped:
        words = _("nog geen eigen ontwerp, het voorbeeld geldt")
        return [named, Holding("keten", "prepare", _("Ketenontwerp"), words, "keten", Glyph.ASK)]
    words = _("versie {n}, {vragen} vragen, {getekend}").format(
        n=design.version, vragen=len(design.needs), getekend=found.verdict
    )
    return [named, Holding("keten", "prepare", design.name, words, "keten")]


def _maps(workspace: Workspace) -> list[Holding]:
    packages = map_packages(workspace)
    own = [package for package in maps_for(packages, Realm.ECHT) if not package.shipped]
    broken = broken_maps(workspace)
    if broken:
        words = _("niet te lezen: {namen}").format(namen=", ".join(broken))
        return [Holding("kaart", "layers", _("Kaartpakket"), words, "kaart", Glyph.ALARM)]
    if not own:
        words = _("alleen het overzicht van Nederland, nog geen straten")
        return [Holding("kaart", "layers", _("Kaartpakket"), words, "kaart", Glyph.ASK)]
    names = ", ".join(package.name for package in own)
    return [Holding("kaart", "layers", names, _("kaartpakket, {mb} MB").format(
        mb=max(1, round(sum(package.size for package in own) / 1e6))), "kaart")]  # fmt: skip


def _sources(specs: Sequence[SourceSpec], cache: DatasetCache | None, now: int) -> list[Holding]:
    if not specs:
        words = _("nog geen bronnen van partners")
        return [Holding("bronnen", "sync", _("Bronnen"), words, "bronnen", Glyph.ASK)]
    rows = [(spec, health_of(cache, spec, now) if cache else Health(spec.name)) for spec in specs]
    worst = [State.DOOD, State.ONVOLLEDIG, State.VEROUDERD, State.NIEUW, State.GOED]
    rows.sort(key=lambda row: worst.index(row[1].state))
    shown = [
        Holding(f"bron:{spec.name}", "sync", spec.name, f"{spec.owner} · {source_words(health, now)}", "bronnen",
                LAMPS[health.state])
        for spec, health in rows[:_MOST_SOURCES]
    ]  # fmt: skip
    if len(rows) > _MOST_SOURCES:
        rest = len(rows) - _MOST_SOURCES
        words = plural("nog {n} bron", "nog {n} bronnen", rest)
        shown.append(Holding("bronnen", "more", words, _("alle bronnen tonen"), "bronnen"))
    return shown


def source_words(health: Health, now: int) -> str:
    """Return how a source is doing, with the age of what is held."""
    if not health.data_at:
        return _("nog niet opgehaald")
    age = age_text(now - health.data_at)
    if health.state is State.GOED:
        return _("{leeftijd} oud").format(leeftijd=age)
    return f"{health.text(now)} · {_('{leeftijd} oud').format(leeftijd=age)}"


def _disk(folder: Path) -> Holding:
    free = shutil.disk_usage(folder).free
    gigabytes = f"{free / 1024**3:.1f}".replace(".", ",") if free < 10 * 1024**3 else str(round(free / 1024**3))
    words = _("{n} GB vrij").format(n=gigabytes)
    low = free < _LOW_DISK
    folder_words = _("werkmap {map}").format(map=_short(folder))
    advice = _("maak plaats: een vol logboek legt niets meer vast") if low else folder_words
    return Holding("schijf", "folder", words, advice, "kaart", Glyph.WARN if low else Glyph.NONE)


def _short(folder: Path) -> Path:
    """Return a folder as people say it: `~/Ketenbeeld` when it lies among their own."""
    home = Path.home()
    return Path("~", folder.relative_to(home)) if folder.is_relative_to(home) else folder


def _lock(*, protected: bool) -> Holding:
    if protected:
        return Holding("slot", "lock", _("Met wachtzin gesloten"), _("logboek en gegevens zijn versleuteld"), "kaart")
    words = _("wie deze laptop heeft, kan alles lezen")
    return Holding("slot", "lock", _("Zonder wachtzin"), words, "kaart", Glyph.ASK)


