"""How areas and lines of the operational picture look: fill, hatch, strokes from the outside in (LOOK 6).

Patterns tell them apart without colour: solid with fill, solid with tint, dots, dashes, hatch, band with arrow. A
hazard that is not confirmed any more keeps its full colour and gets a hatch and a dash-dot edge; it never fades.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from cop_app.map.basemap import StrokeStyle
from cop_app.map.mark_types import Layer

HALO = 2.0  # px on each side
HALO_ALPHA = 0.6
UNCONFIRMED = ".onbevestigd"


@dataclass(frozen=True, slots=True)
class Hatch:
    """Parallel lines at 45 degrees, rising to the right: token, width and distance in px, opacity."""

    colour: str
    width: float = 1.3
    step: float = 8.0
    alpha: float = 0.75


@dataclass(frozen=True, slots=True)
class AreaStyle:
    """A look: fill, then hatch (clipped), then strokes in order; `arrow` puts a head of that length (px) at the end.

    `label` is the token of the words along the edge; `layer` the place in the drawing order.
    """

    id: str
    name: str
    layer: Layer
    fill: str | None = None
    fill_alpha: float = 1.0
    hatch: Hatch | None = None
    strokes: tuple[StrokeStyle, ...] = ()
    arrow: float = 0.0
    arrow_colour: str = ""
    label: str = "text"


def _edge(
    colour: str, width: float, dash: tuple[float, ...] = (), *, round_cap: bool = False
) -> tuple[StrokeStyle, ...]:
    halo = StrokeStyle("halo", width + 2 * HALO, alpha=HALO_ALPHA)
    return (halo, StrokeStyle(colour, width, dash, "round" if round_cap else "flat"))


_AREAS: tuple[AreaStyle, ...] = (
    AreaStyle("bron", "Brongebied", Layer.SOURCE, "srcFill", 0.34, None, _edge("srcLine", 2.0), label="srcLine"),
    AreaStyle("effect", "Effectgebied nu", Layer.EFFECT, "effFill", 0.26, None, _edge("effLine", 2.2),
              label="effLine"),
    AreaStyle("effect.binnen", "Effectgebied, binnencontour", Layer.EFFECT, "effFill", 0.22, None,
              (StrokeStyle("effLine", 1.2, (6.0, 3.0)),), label="effLine"),
    AreaStyle("prognose", "Effect prognose", Layer.PROGNOSIS, None, 1.0, None,
              _edge("fcLine", 2.4, (0.1, 5.3), round_cap=True), label="fcLine"),
    AreaStyle("evacuatie", "Ontruimd gebied", Layer.EVACUATION, "evac", 0.07, None, _edge("evac", 2.2, (11.0, 6.6)),
              label="evac"),
    AreaStyle("afgezet", "Afgezet gebied", Layer.CLOSED, None, 1.0, Hatch("closure"), _edge("closure", 2.0),
              label="closure"),
    AreaStyle("perimeter", "Perimeter", Layer.CLOSED, None, 1.0, None, _edge("closure", 2.0, (10.0, 3.0, 2.0, 3.0)),
              label="closure"),
    AreaStyle("uitval", "Uitvalgebied", Layer.EFFECT, "srcFill", 0.12, Hatch("srcLine", 0.9, 12.0, 0.6),
              _edge("srcLine", 1.8, (9.0, 4.0)), label="srcLine"),
    AreaStyle("water", "Hoogwater of overstroming", Layer.EFFECT, "effFill", 0.3, None,
              _edge("effLine", 1.6, (3.0, 3.0)), label="effLine"),
    AreaStyle("drukte", "Drukte", Layer.EVACUATION, "caution", 0.12, None, _edge("caution", 1.8, (4.0, 3.0)),
              label="text"),
    AreaStyle("voorbereid", "Voorbereid gebied", Layer.ROUTE, "prep", 0.06, None, _edge("prep", 1.6), label="prep"),
    AreaStyle("omgeving", "Gebied in de omgeving", Layer.ROUTE, None, 1.0, None, _edge("real", 1.4), label="real"),
    AreaStyle("keuze", "Gekozen", Layer.MEASURE, None, 1.0, None, _edge("accent", 2.0)),
    AreaStyle("gebied", "Ander gebied", Layer.EVACUATION, None, 1.0, None, _edge("multi", 1.8, (8.0, 3.0)),
              label="text"),
)  # fmt: skip
_LINES: tuple[AreaStyle, ...] = (
    AreaStyle("evacuatieroute", "Evacuatieroute", Layer.ROUTE,
              strokes=(StrokeStyle("halo", 18.0, (), "round", 0.45), StrokeStyle("evacRoute", 14.0, (), "round", 0.3),
                       StrokeStyle("evacRoute", 2.0)), arrow=16.0, arrow_colour="evacRoute", label="evacRoute"),
    AreaStyle("evenementroute", "Evenementroute", Layer.ROUTE,
              strokes=(StrokeStyle("halo", 8.6, (), "round", 0.8), StrokeStyle("route", 4.6, (), "round"),
                       StrokeStyle("halo", 1.8, (9.0, 7.2))), label="route"),
    AreaStyle("omleiding", "Omleiding", Layer.ROUTE, strokes=_edge("route", 2.6, (9.0, 4.0)), arrow=12.0,
              arrow_colour="route", label="route"),
    AreaStyle("afzetting", "Afzetting", Layer.CLOSED,
              strokes=(StrokeStyle("halo", 9.0, alpha=0.8), StrokeStyle("closure", 5.0),
                       StrokeStyle("halo", 3.0, (5.0, 5.0))), label="closure"),
    AreaStyle("pluimas", "As van de pluim", Layer.EFFECT, strokes=_edge("effLine", 1.3, (10.0, 6.5)), arrow=9.0,
              arrow_colour="effLine", label="effLine"),
    AreaStyle("keuzelijn", "Gekozen", Layer.MEASURE, strokes=_edge("accent", 2.0)),
    AreaStyle("lijn", "Andere lijn", Layer.ROUTE, strokes=_edge("multi", 2.2, (8.0, 3.0)), label="text"),
    AreaStyle("vergelijk.ontbreekt", "Alleen in de waarheid", Layer.CLOSED, strokes=_edge("truth", 2.2, (6.0, 4.0)),
              label="truth"),
    AreaStyle("vergelijk.spook", "Alleen in dit beeld", Layer.CLOSED,
              strokes=_edge("ghost", 2.2, (0.1, 4.8), round_cap=True), label="ghost"),
)  # fmt: skip


def _unconfirmed(style: AreaStyle) -> AreaStyle:
    edge = style.strokes[-1] if style.id != "afzetting" else style.strokes[1]
    dashed = StrokeStyle(edge.colour, edge.width, (14.0, 4.4, 2.4, 4.4))
    halo = StrokeStyle("halo", edge.width + 2 * HALO, alpha=HALO_ALPHA)
    # Red hatch at 8 px means closed; what else is red and not confirmed gets a wider one.
    plain = Hatch(edge.colour) if edge.colour != "evac" else Hatch(edge.colour, 1.0, 14.0)
    hatch = None if style.id == "afzetting" else style.hatch or plain
    return replace(
        style, id=style.id + UNCONFIRMED, name=f"{style.name}, onbevestigd", hatch=hatch, strokes=(halo, dashed)
    )


_HAZARDS = ("bron", "effect", "effect.binnen", "prognose", "evacuatie", "afgezet", "perimeter", "uitval", "water")
_ALL = {style.id: style for style in (*_AREAS, *_LINES)}
AREA_STYLES: dict[str, AreaStyle] = {
    **_ALL, **{f"{id_}{UNCONFIRMED}": _unconfirmed(_ALL[id_]) for id_ in (*_HAZARDS, "afzetting")}
}  # fmt: skip

# class -> style of a polygon, style of a line ("" = a sign stands for it).
_BY_CLASS: dict[str, tuple[str, str]] = {
    "brongebied": ("bron", "lijn"), "effectgebied": ("effect", "lijn"), "prognosegebied": ("prognose", "pluimas"),
    "evacuatiegebied": ("evacuatie", "lijn"), "afgezet_gebied": ("afgezet", "afzetting"),
    "perimeter": ("perimeter", "perimeter"), "uitval": ("uitval", "lijn"), "waterstand": ("water", "lijn"),
    "drukte": ("drukte", "lijn"), "evacuatieroute": ("evacuatie", "evacuatieroute"),
    "evenementroute": ("voorbereid", "evenementroute"), "omleiding": ("gebied", "omleiding"),
    "afzetting": ("afgezet", "afzetting"), "evenement": ("voorbereid", "evenementroute"),
    "evenemententerrein": ("voorbereid", "evenementroute"), "parkeren": ("voorbereid", "lijn"),
    "maatregel": ("gebied", "afzetting"), "gezondheidsadvies": ("gebied", "lijn"),
    "spoorstatus": ("uitval", "perimeter"), "buurt": ("omgeving", "lijn"),
}  # fmt: skip


def area_style_for(item_class: str, line: bool, reality: str = "") -> str:
    """Return the style id for a class with a polygon or a line; classes without one get a plain edge by reality."""
    known = _BY_CLASS.get(item_class)
    if known is not None:
        return known[1] if line else known[0]
    if line:
        return "lijn"
    return {"voorbereid": "voorbereid", "omgeving": "omgeving"}.get(reality, "gebied")
