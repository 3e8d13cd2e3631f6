"""The common vocabulary: one word for what every service names in its own way.

A crosswalk row says how a service's class relates to ours (exact, narrower, broader, related), which key it is known
by and what of it may be shared. Persons are never in the program; counts are.
"""

from __future__ import annotations

from dataclasses import dataclass

from cop_app.domain.incident import Column, Reality


@dataclass(frozen=True, slots=True)
class ItemClass:
    """A common class: Dutch name, kind of reality, the column that usually owns it, whether it is a hazard or count.

    `dated` says that a value is of the moment it was measured or counted: that its source still shows it does not make
    it younger. Of other classes (a closure, a unit's status) a source confirms the value every time it is asked.
    """

    id: str
    name: str
    reality: Reality
    column: Column = Column.MULTI
    never_fades: bool = False

    @property
    def dated(self) -> bool:
        """Return whether the age of a value counts from when it was measured or counted."""
        return self.id in _DATED


_DATED = frozenset({"weer", "meting", "waterstand", "slachtoffertelling", "gewondenspreiding", "drukte"})


def _class(
    id_: str, name: str, reality: Reality, column: Column = Column.MULTI, *, never_fades: bool = False
) -> ItemClass:
    return ItemClass(id_, name, reality, column, never_fades)


_A, _V, _O = Reality.ACTUEEL, Reality.VOORBEREID, Reality.OMGEVING
CLASSES: dict[str, ItemClass] = {
    row.id: row
    for row in (
        _class("incident", "Incident", _A, never_fades=True),
        _class("brongebied", "Brongebied", _A, Column.BRW, never_fades=True),
        _class("effectgebied", "Effectgebied", _A, Column.BRW, never_fades=True),
        _class("prognosegebied", "Prognose", _A, Column.BRW, never_fades=True),
        _class("evacuatiegebied", "Ontruimd gebied", _A, Column.BZ, never_fades=True),
        _class("afgezet_gebied", "Afgezet gebied", _A, Column.POL, never_fades=True),
        _class("evacuatieroute", "Evacuatieroute", _A, Column.POL, never_fades=True),
        _class("afzetting", "Afzetting", _A, Column.POL, never_fades=True),
        _class("omleiding", "Omleiding", _A, Column.POL),
        _class("perimeter", "Perimeter", _A, Column.POL, never_fades=True),
        _class("drukte", "Drukte", _A, Column.POL),
        _class("eenheid", "Eenheid", _A),
        _class("copi", "CoPI", _A),
        _class("rot", "ROT", _A),
        _class("ugs", "Uitgangsstelling", _A, Column.BRW),
        _class("loodspost", "Loodspost", _A, Column.GZ),
        _class("gewondennest", "Gewondennest", _A, Column.GZ),
        _class("behandelcentrum", "Behandelcentrum", _A, Column.GZ),
        _class("slachtoffertelling", "Slachtoffertelling", _A, Column.GZ, never_fades=True),
        _class("gewondenspreiding", "Gewondenspreiding", _A, Column.GZ, never_fades=True),
        _class("gezondheidsadvies", "Gezondheidsadvies", _A, Column.GZ, never_fades=True),
        _class("meting", "Meting", _A, Column.BRW),
        _class("weer", "Wind en weer", _A),
        _class("opvang", "Opvang open", _A, Column.BZ),
        _class("maatregel", "Maatregel", _A),
        _class("besluit", "Besluit", _A),
        _class("actie", "Actie", _A),
        _class("knelpunt", "Knelpunt", _A),
        _class("scenario", "Scenario", _A),
        _class("bericht", "Bericht", _A),
        _class("nlalert", "NL-Alert of sirene", _A, Column.BZ),
        _class("waterstand", "Waterstand", _A, Column.PARTNER, never_fades=True),
        _class("uitval", "Uitvalgebied", _A, Column.PARTNER, never_fades=True),
        _class("spoorstatus", "Spoor veiliggesteld", _A, Column.PARTNER, never_fades=True),
        _class("evenement", "Evenement", _V, Column.POL),
        _class("evenementroute", "Evenementroute", _V, Column.POL),
        _class("parkeren", "Tijdelijk parkeren", _V, Column.POL),
        _class("objectkaart", "Objectkaart", _V, Column.BRW),
        _class("brandkraan", "Bluswater", _V, Column.BRW),
        _class("sirene", "Sirene", _V),
        _class("sleutelkluis", "Sleutelkluis", _V, Column.BRW),
        _class("opvanglocatie", "Opvanglocatie", _V, Column.BZ),
        _class("c2000mast", "Zendmast", _V),
        _class("evenemententerrein", "Evenemententerrein", _V, Column.BZ),
        _class("seveso", "Seveso-inrichting", _V, Column.BRW),
        _class("ziekenhuis", "Ziekenhuis", _O, Column.GZ),
        _class("zorginstelling", "Zorginstelling", _O, Column.GZ),
        _class("school", "School", _O, Column.BZ),
        _class("kazerne", "Post van hulpdienst", _O),
        _class("gemeentehuis", "Gemeentehuis", _O, Column.BZ),
        _class("buurt", "Buurt met inwoners", _O, Column.BZ),
        _class("pand", "Pand", _O, Column.BZ),
        _class("adres", "Adres", _O, Column.BZ),
        _class("aed", "AED", _O, Column.GZ),
        _class("weg", "Weg", _O, Column.PARTNER),
        _class("water", "Water", _O, Column.PARTNER),
        _class("spoor", "Spoor", _O, Column.PARTNER),
        _class("groen", "Groen", _O, Column.PARTNER),
        _class("hoogspanning", "Hoogspanning", _O, Column.PARTNER),
    )
}


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """How one service's word relates to the common class, after SKOS."""

    common: str
    service: str
    word: str
    relation: str  # exact | smaller | broader | related
    key: str


CROSSWALK: tuple[Crosswalk, ...] = (
    Crosswalk("pand", "brandweer", "gebouw", "exact", "BAG pand-id"),
    Crosswalk("pand", "politie", "pand", "exact", "BAG pand-id"),
    Crosswalk("adres", "politie", "object", "exact", "BAG verblijfsobject-id"),
    Crosswalk("adres", "gemeente", "adres", "exact", "BAG nummeraanduiding-id"),
    Crosswalk("objectkaart", "brandweer", "repressief object", "exact", "IMROI-id"),
    Crosswalk("objectkaart", "gemeente", "adres", "broader", "BAG verblijfsobject-id"),
    Crosswalk("zorginstelling", "GHOR", "zorginstelling", "exact", "eigen id"),
    Crosswalk("zorginstelling", "brandweer", "kwetsbaar object", "smaller", "BAG verblijfsobject-id"),
    Crosswalk("eenheid", "brandweer", "voertuig", "exact", "roepnummer"),
    Crosswalk("eenheid", "politie", "eenheid", "exact", "roepnummer"),
    Crosswalk("eenheid", "GHOR", "ambulance", "smaller", "roepnummer"),
    Crosswalk("afzetting", "politie", "afzetting", "exact", "eigen id"),
    Crosswalk("afzetting", "gemeente", "wegafsluiting", "broader", "wegvak"),
    Crosswalk("perimeter", "politie", "ring", "exact", "eigen id"),
    Crosswalk("slachtoffertelling", "GHOR", "gewonden T1-T4", "smaller", "categorie, plaats, tijd, bron"),
    Crosswalk("slachtoffertelling", "politie", "vermisten", "related", "categorie, plaats, tijd, bron"),
    Crosswalk("slachtoffertelling", "gemeente", "geregistreerden", "related", "categorie, plaats, tijd, bron"),
    Crosswalk("opvanglocatie", "gemeente", "opvang", "exact", "eigen id"),
    Crosswalk("ugs", "brandweer", "uitgangsstelling", "exact", "eigen id"),
)


def class_named(item_class: str) -> ItemClass:
    """Return the common class, or a neutral one for a class this version does not know (shown, never dropped)."""
    return CLASSES.get(item_class) or ItemClass(item_class, item_class.replace("_", " ").capitalize(), Reality.ACTUEEL)
