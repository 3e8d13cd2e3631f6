"""From the chain design to what its page shows. Without Qt."""

from __future__ import annotations

from collections.abc import Sequence

from cop_app.bootstrap.designs import DesignFile
from cop_app.domain.chain import BY_HAND, ChainDesign, InformationNeed
from cop_app.domain.clock import MINUTE, age_text
from cop_app.domain.incident import KINDS
from cop_app.domain.vocabulary import class_named
from cop_app.i18n import _, plural
from cop_app.ui.prepare.views import DesignView, FaultRow, NeedDetail, NeedRow, PartnerView
from cop_app.ui.presenter import column_of
from cop_app.ui.views import Choice

ALL = ""
UNOWNED = "geen"
_AREAS = {"punt": "rond het incident", "brongebied": "brongebied", "effectgebied": "effectgebied", "regio": "de regio"}


def design_view(
    file: DesignFile | None, files: Sequence[DesignFile], *, words: str = "", team: str = ALL, grip: int | None = None,
    only_unowned: bool = False, running: int = 0,
) -> DesignView:  # fmt: skip
    """Return the design page: the needs that fit the filters, the partners, and the faults of files that are broken."""
    faults = tuple(
        FaultRow(broken.path.name, fault.line, fault.text) for broken in files for fault in broken.faults
    )
    design = file.design if file is not None else None
    if file is None or design is None:
        return DesignView(faults=faults)
    rows = [
        _need_row(need) for need in sorted(design.needs, key=lambda need: (need.owner.known, need.from_grip))
        if _fits(need, words, team, grip, only_unowned)
    ]  # fmt: skip
    detail = " · ".join((design.region, _("versie {n}").format(n=design.version), _size(design)))
    teams = tuple(dict.fromkeys(name for need in design.needs for name in need.teams))
    return DesignView(
        design.name, detail, file.verdict, bool(design.signed_by), file.shipped, design.problem, design.aim,
        tuple(rows), len(design.needs), tuple(_partner(p.organisation, design) for p in design.partners), faults,
        tuple(Choice(name, name) for name in teams), running,
    )  # fmt: skip


def _size(design: ChainDesign) -> str:
    needs = plural("{n} vraag", "{n} vragen", len(design.needs))
    return f"{needs}, {plural('{n} bron', '{n} bronnen', len(design.sources))}"


def _fits(need: InformationNeed, words: str, team: str, grip: int | None, only_unowned: bool) -> bool:
    if team and team not in need.teams:
        return False
    if grip is not None and need.from_grip > grip:
        return False
    if only_unowned and need.owner.known:
        return False
    said = f"{need.question} {need.owner.organisation} {need.owner.function} {need.id} {need.item_class}".lower()
    return all(word in said for word in words.lower().split())


def _need_row(need: InformationNeed) -> NeedRow:
    return NeedRow(
        need.id, need.question, column_of(need.owner.organisation) if need.owner.known else "",
        (need.owner.function or need.owner.organisation) if need.owner.known else _("geen eigenaar"),
        need.owner.number, " → ".join(to for to, _channel in need.via), str(need.from_grip),
        age_text(need.max_age_min * MINUTE), ", ".join(need.teams), not need.owner.known, need.first,
    )  # fmt: skip


def need_detail(design: ChainDesign | None, need_id: str) -> NeedDetail | None:
    """Return one question with all that the design says of it, None when it is not there."""
    need = design.need(need_id) if design is not None else None
    if need is None or design is None:
        return None
    source = design.sources.get(need.source)
    owners = ", ".join(f"{name}: {who}" for name, who in need.attribute_owners.items())
    agreement = ", ".join(str(value) for value in need.agreement.values())
    area = _(_AREAS.get(need.area, need.area))
    if need.area != "regio":
        area += _(", {n} m").format(n=need.radius)
    by = source.organisation if source is not None else ""
    facts = (
        (_("Eigenaar"), " · ".join(filter(None, (need.owner.organisation, need.owner.function))) if need.owner.known
         else _("geen: niemand brengt dit vanzelf")),
        (_("Nummer"), need.owner.number),
        (_("Eigenaar per gegeven"), owners),
        (_("Voor wie"), ", ".join(need.teams)),
        (_("Vanaf"), f"GRIP {need.from_grip}" + (_(", in het eerste kwartier") if need.first else "")),
        (_("Soorten incident"), ", ".join(KINDS.get(kind, kind) for kind in need.kinds) or _("alle")),
        (_("Gebied"), area),
        (_("Bron"), _("met de hand") if need.source == BY_HAND else f"{need.source} ({by})" if by else need.source),
        (_("Gegevens"), ", ".join((class_named(need.item_class).name, *need.attributes))),
        (_("Niet ouder dan"), age_text(need.max_age_min * MINUTE)),
        (_("Leveren binnen"), age_text(need.deliver_within_min * MINUTE)),
        (_("Oordeel"), _("alleen de eigenaar kan zeggen dat het bekend is") if need.judgement else ""),
        (_("Afspraak"), agreement),
        (_("Classificatie"), need.classification.value),
        (_("Delen met"), ", ".join(need.share_with)),
    )  # fmt: skip
    return NeedDetail(need.id, need.question, tuple((name, value) for name, value in facts if value), need.via)


def _partner(organisation: str, design: ChainDesign) -> PartnerView:
    partner = next(p for p in design.partners if p.organisation == organisation)
    known = {p.organisation.casefold(): p.organisation for p in design.partners}
    flows = tuple((known.get(to.casefold(), to), what) for to, what in partner.flows)
    return PartnerView(
        partner.organisation, partner.organisation, column_of(partner.organisation), partner.nearness,
        partner.interest, partner.processes, flows,
    )  # fmt: skip
