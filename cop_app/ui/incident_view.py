"""The incident itself as a card: what it is, where, since when, which levels are in force and by which design."""

from __future__ import annotations

from collections.abc import Iterator

from cop_app.bootstrap.marks import INCIDENT
from cop_app.bootstrap.moment import Moment
from cop_app.domain.clock import age_text
from cop_app.domain.incident import KINDS, Competence
from cop_app.geo.coordinates import format_rd
from cop_app.i18n import _
from cop_app.map.symbol_choice import symbol_for
from cop_app.ui.presenter import time_of
from cop_app.ui.views import AttributeView, ObjectCardView, OpgaveView


def incident_view(moment: Moment) -> ObjectCardView:
    """Return the card of the incident; it is read there, and changed by GRIP vastleggen and meldingen."""
    incident = moment.incident
    kind = KINDS.get(incident.kind, incident.kind)
    return ObjectCardView(
        INCIDENT, incident.title, " · ".join(filter(None, (kind, incident.region))),
        symbol_for("incident", {"soort": incident.kind}), attributes=tuple(_attributes(moment)),
        editable=False,
    )  # fmt: skip


def _attributes(moment: Moment) -> Iterator[AttributeView]:
    incident = moment.incident
    opened = _("bij de opening")
    yield _one("soort", _("Soort"), KINDS.get(incident.kind, incident.kind), opened, incident.opened_at, moment)
    place = " · ".join(filter(None, (incident.address, f"RD {format_rd(*incident.place)}")))
    yield _one("plaats", _("Plaats"), place, opened, incident.opened_at, moment)
    for grip in moment.picture.grip:
        if grip.ended_at is None and grip.at <= moment.now:
            where = grip.municipality or grip.region
            doubt = _("deze functie stelt dit niveau meestal niet vast") if grip.competent is Competence.NEE else ""
            who = " · ".join(filter(None, (grip.by, doubt, grip.reason)))
            name = _("GRIP in {waar}").format(waar=where)
            yield _one(f"grip:{where}", name, f"GRIP {grip.level}", who, grip.at, moment)
    if moment.design is not None:
        words = _("{naam}, versie {n}, {vragen} vragen").format(
            naam=moment.design.name, n=moment.design.version, vragen=len(moment.design.needs)
        )  # fmt: skip
        yield _one("keten", _("Ketenontwerp"), words, moment.design.region, incident.opened_at, moment)


def _one(id_: str, name: str, value: str, who: str, at: int, moment: Moment) -> AttributeView:
    return AttributeView(id_, name, (OpgaveView(id_, value, who, time=time_of(at), age=age_text(moment.now - at)),))
