"""From sources and what is held of them to what the pages Bronnen and Importeren show. Without Qt."""

from __future__ import annotations

from pathlib import Path

from cop_app.domain.clock import DAY, HOUR, MINUTE, age_text
from cop_app.domain.vocabulary import class_named
from cop_app.i18n import _, plural
from cop_app.sources.catalogue import SourceKind, SourceSpec
from cop_app.sources.health import Health, State
from cop_app.sources.source_check import SourceReport
from cop_app.store.cache import DatasetCache
from cop_app.store.cache_records import LayerInfo
from cop_app.ui.prepare.views import CheckView, CollectionView, SourceFacts, SourceLine
from cop_app.ui.start_facts import LAMPS, day_text
from cop_app.ui.views import Choice
from cop_app.worker.history import health_of, layer_info

# A file changes when somebody gives another; it is not old because nobody looked for three minutes.
FILE_REFRESH, FILE_MAX_AGE = DAY, 90 * DAY
REFRESH = (
    Choice("10", "elke 10 seconden"), Choice("60", "elke minuut"), Choice("300", "elke 5 minuten"),
    Choice("3600", "elk uur"), Choice("86400", "elke dag"),
)  # fmt: skip


def held(cache: DatasetCache | None, spec: SourceSpec, now: int) -> tuple[Health, LayerInfo | None]:
    """Return how a source is doing and what is held of it."""
    if cache is None:
        return Health(spec.name), None
    return health_of(cache, spec, now), layer_info(cache, spec.name)


def source_line(spec: SourceSpec, health: Health, info: LayerInfo | None, now: int) -> SourceLine:
    """Return a source as the list shows it."""
    count = plural("{n} object", "{n} objecten", info.features) if info is not None and health.data_at else ""
    age = _("{leeftijd} oud").format(leeftijd=age_text(now - health.data_at)) if health.data_at else ""
    if health.state is not State.GOED:
        age = " · ".join(filter(None, (health.text(now), age)))
    return SourceLine(
        spec.name, spec.owner, _kind(spec), count, age, LAMPS[health.state], file=spec.kind is SourceKind.FILE
    )


def _kind(spec: SourceSpec) -> str:
    return class_named(spec.item_class).name if spec.item_class != "onbekend" else _("soort onbekend")


def source_facts(spec: SourceSpec, health: Health, info: LayerInfo | None, now: int) -> SourceFacts:
    """Return a source opened."""
    address = spec.url if spec.kind is not SourceKind.FILE else str(Path(spec.url))
    covered = ""
    if info is not None and info.covered is not None:
        width, height = info.covered[2] - info.covered[0], info.covered[3] - info.covered[1]
        covered = _("een gebied van {b} bij {h} km").format(b=_km(width), h=_km(height))
    elif info is not None and info.whole:
        covered = _("de hele collectie")
    count = "" if info is None else f"{info.features:,}".replace(",", ".")
    facts = (
        (_("Van wie"), spec.owner), (_("Soort"), _kind(spec)), (_("Adres"), address),
        (_("Collectie"), spec.collection), (_("Objecten"), count), (_("Gehaald is"), covered),
        (_("Volledig"), health.proof if health.data_at else ""),
        (_("Laatst bevestigd"), day_text(health.data_at, now) if health.data_at else _("nog nooit")),
        (_("Verversen"), _every(spec.refresh)), (_("Telt als oud na"), age_text(spec.stale_after)),
        (_("Herkend aan"), ", ".join(spec.key)), (_("Vertaling"), spec.profile), (_("Geheim"), spec.credentials),
    )  # fmt: skip
    problems = ((health.fault,) if health.fault else ()) + health.problems
    return SourceFacts(
        spec.name, health.text(now), LAMPS[health.state], tuple((n, v) for n, v in facts if v), problems
    )


def _every(refresh: int) -> str:
    unit = next((name for size, name in ((DAY, _("dag")), (HOUR, _("uur")), (MINUTE, _("minuut"))) if refresh == size),
                "")  # fmt: skip
    return _("elke {eenheid}").format(eenheid=unit) if unit else _("elke {t}").format(t=age_text(refresh))


def _km(metres: float) -> str:
    return f"{metres / 1000:.1f}".replace(".", ",")


def check_view(report: SourceReport) -> CheckView:
    """Return what trying a service found."""
    rows = []
    for row in report.collections:
        count = _("aantal niet genoemd") if row.count is None else plural("{n} object", "{n} objecten", row.count)
        detail = _("{aantal}, wij vragen {crs}").format(aantal=count, crs=row.chosen)
        rows.append(CollectionView(row.id, row.title if row.title != row.id else "", detail, row.problems))
    return CheckView(report.url, False, report.title, tuple(rows), report.problems)


