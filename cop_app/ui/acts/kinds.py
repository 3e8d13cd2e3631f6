"""What can be drawn, by the four favourites: areas, routes, closures and signs. Without Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cop_app.domain.item import Value
from cop_app.domain.vocabulary import class_named
from cop_app.map.area_styles import area_style_for
from cop_app.map.sketch import Form
from cop_app.map.symbol_choice import symbol_for
from cop_app.map.symbols import SYMBOLS

AREA, ROUTE, CLOSURE, SIGN = "gebied", "route", "afzetting", "teken"


@dataclass(frozen=True, slots=True)
class DrawKind:
    """One thing to draw: class and values of the item it becomes, and the form that the hand makes."""

    id: str
    name: str
    favourite: str
    form: Form
    item_class: str
    values: Mapping[str, Value] = field(default_factory=dict, hash=False)

    @property
    def symbol(self) -> str:
        """Return the sign that stands for it."""
        return symbol_for(self.item_class, self.values)

    @property
    def counted(self) -> bool:
        """Return whether it is a count: a number belongs to it."""
        return self.symbol.startswith("tel.")

    @property
    def style(self) -> str:
        """Return the style of its area or line."""
        return area_style_for(self.item_class, self.form is Form.LINE, class_named(self.item_class).reality.value)


def _area(item_class: str, name: str = "") -> DrawKind:
    return DrawKind(f"vlak.{item_class}", name or class_named(item_class).name, AREA, Form.AREA, item_class)


def _line(item_class: str, name: str = "", favourite: str = ROUTE) -> DrawKind:
    return DrawKind(f"lijn.{item_class}", name or class_named(item_class).name, favourite, Form.LINE, item_class)


def _sign(item_class: str, favourite: str = SIGN, **values: Value) -> DrawKind:
    symbol = symbol_for(item_class, values)
    end = "" if item_class not in {"slachtoffertelling"} else f".{values.get('categorie', '')}"
    return DrawKind(f"teken.{symbol}{end}", SYMBOLS[symbol].name, favourite, Form.POINT, item_class, values)


_AREAS = (
    _area("brongebied"), _area("effectgebied", "Effectgebied nu"), _area("evacuatiegebied"), _area("afgezet_gebied"),
    _area("perimeter"), _area("uitval"), _area("waterstand", "Hoogwater of overstroming"), _area("drukte"),
    _area("gebied", "Ander gebied"),
)  # fmt: skip
_ROUTES = (
    _line("evacuatieroute"), _line("omleiding"), _line("aanrijroute", "Veilige aanrijroute"), _line("evenementroute"),
    _line("lijn", "Andere lijn"),
)  # fmt: skip
_CLOSURES = (
    _sign("afzetting", CLOSURE, soort="hard"), _sign("afzetting", CLOSURE, soort="verkeer"),
    _sign("afzetting", CLOSURE, soort="water"), _sign("afzetting", CLOSURE, soort="pd"),
    _line("afzetting", "Afzetting als lijn", CLOSURE),
    DrawKind("vlak.afzetting", "Afgezet gebied", CLOSURE, Form.AREA, "afgezet_gebied"),
)  # fmt: skip
_SIGNS = (
    _sign("copi"), _sign("ugs"), _sign("rot"), _sign("loodspost"), _sign("gewondennest"), _sign("behandelcentrum"),
    _sign("opvang"), _sign("plek", soort="opstelplaats"), _sign("plek", soort="verzamelplaats"),
    _sign("plek", soort="heli"), _sign("plek", soort="overledenen"), _sign("knelpunt"), _sign("bericht"),
    _sign("meting", ploeg=False), _sign("maatregel", soort="decon"), _sign("maatregel", soort="ontruiming"),
    _sign("maatregel", soort="sluiting"), _sign("maatregel", soort="onbekend"),
    _sign("eenheid", soort="ts"), _sign("eenheid", soort="al"), _sign("eenheid", soort="mpl"),
    _sign("eenheid", soort="deco"), _sign("eenheid", soort="amb"), _sign("eenheid", soort="pol"),
    _sign("eenheid", soort="me"), _sign("eenheid", soort="bz"), _sign("eenheid", soort="ovd-b"),
    _sign("eenheid", soort="ovd-p"), _sign("eenheid", soort="ovd-g"), _sign("eenheid", soort="ovd-bz"),
    _sign("eenheid", soort="onbekend"), _sign("slachtoffertelling", categorie="gewond"),
    _sign("slachtoffertelling", categorie="overleden"), _sign("slachtoffertelling", categorie="bewoners"),
    _sign("post", kolom="brw"), _sign("post", kolom="pol"),
    _sign("risico", soort="ammoniak"), _sign("risico", soort="lpg"), _sign("risico", soort="explosie"),
    _sign("risico", soort="buisleiding"), _sign("risico", soort="hoogspanning"),
    _sign("kwetsbaar_object", klasse="zorg"), _sign("kwetsbaar_object", klasse="school"),
    _sign("kwetsbaar_object", klasse="camping"), _sign("kwetsbaar_object", klasse="onbekend"), _sign("scenario"),
)  # fmt: skip
KINDS: dict[str, DrawKind] = {kind.id: kind for kind in (*_AREAS, *_ROUTES, *_CLOSURES, *_SIGNS)}


def kinds_of(favourite: str, words: str = "") -> tuple[DrawKind, ...]:
    """Return the kinds under a favourite whose name holds all the words."""
    parts = words.lower().split()
    return tuple(
        kind for kind in KINDS.values()
        if kind.favourite == favourite and all(part in f"{kind.name} {kind.item_class}".lower() for part in parts)
    )  # fmt: skip
