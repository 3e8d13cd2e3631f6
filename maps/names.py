"""Invented names: streets by theme, and nothing that is called after a real person."""

from __future__ import annotations

import random
from collections.abc import Iterator

_THEMES: dict[str, tuple[str, ...]] = {
    "schepen": (
        "Fluit", "Galjoen", "Pinas", "Tjalk", "Botter", "Schokker", "Aak", "Klipper", "Brik", "Bark", "Schoener",
        "Kotter", "Fregat", "Jol", "Hoeker", "Kof", "Smak", "Praam", "Snik", "Damloper", "Kaag", "Boeier", "Punter",
        "Barkas", "Korvet", "Logger", "Sloep", "Vlet", "Wijdschip", "Steilsteven",
    ),
    "zee": (
        "Admiraal", "Schipper", "Stuurman", "Bootsman", "Kaapvaarder", "Zeevaarder", "Loods", "Kwartiermeester",
        "Konstabel", "Zeilmaker", "Kajuit", "Matroos", "Kanonnier", "Vlootvoogd", "Koopvaarder", "Walvisvaarder",
        "Kommandeur", "Lichtwachter", "Ankersmid", "Kaperbrief", "Vendel", "Geus", "Trommelaar", "Spiegelgevecht",
    ),
    "bomen": (
        "Meidoorn", "Eiken", "Linde", "Berken", "Beuken", "Kastanje", "Esdoorn", "Wilgen", "Populieren", "Elzen",
        "Iepen", "Essen", "Vlier", "Sleedoorn", "Hazelaar", "Lijsterbes", "Lariks", "Sparren", "Taxus", "Hulst",
        "Acacia", "Platanen", "Moerbei", "Haagbeuk", "Ratelpopulier", "Sering", "Jasmijn", "Liguster", "Mispel",
        "Kwee", "Walnoot", "Ceder", "Abeel", "Kornoelje",
    ),
    "rivieren": (
        "Rijn", "Waal", "Maas", "IJssel", "Vecht", "Eem", "Linge", "Merwede", "Lek", "Schelde", "Amstel", "Zaan",
        "Regge", "Dinkel", "Berkel", "Dommel", "Aa", "Mark", "Roer", "Geul", "Jeker", "Donge", "Oude Gouw", "Reest",
        "Hunze", "Lauwers", "Tjonger", "Linde", "Swalm", "Niers",
    ),
    "ambachten": (
        "Netteboeters", "Taanders", "Mandenmakers", "Zeilmakers", "Touwslagers", "Blokmakers", "Visrokers", "Rederij",
        "Haringpakkers", "Kuipers", "Mastenmakers", "Lijnbaan", "Ankersmeden", "Breeuwers", "Teerders", "Spijkermakers",
        "Lantaarn", "Vismarkt", "Zouters", "Manden", "Garnalen", "Botters", "Schippers", "Kade",
    ),
    "dijk": (
        "Dijkgraaf", "Heemraad", "Kistdam", "Wiel", "Krib", "Zinkstuk", "Rijswerk", "Basalt", "Palen", "Wierdijk",
        "Uitkijk", "Kruin", "Teen", "Berm", "Coupure", "Duiker", "Spuisluis", "Keersluis", "Waterpas", "Peilschaal",
    ),
    "spoor": (
        "Wissel", "Sein", "Perron", "Wagen", "Tender", "Remise", "Draaischijf", "Goederen", "Lantaarn", "Post",
        "Locomotief", "Bielzen", "Rangeer", "Koppeling", "Conducteur", "Seinwachter",
    ),
    "riet": (
        "Lisdodde", "Kalmoes", "Zegge", "Biezen", "Waterlelie", "Dotterbloem", "Kattenstaart", "Gele Lis", "Pluimzegge",
        "Zwanenbloem", "Watermunt", "Pijlkruid", "Krabbenscheer", "Waterviolier", "Moerasspirea", "Pinksterbloem",
        "Koekoeksbloem", "Egelskop", "Fonteinkruid", "Waterranonkel", "Blaasjeskruid", "Wollegras", "Rietorchis",
        "Vergeet-mij-niet", "Kikkerbeet", "Leverkruid", "Wederik", "Penningkruid", "Beekpunge", "Waterdrieblad",
        "Galigaan", "Mattenbies", "Gagel", "Zonnedauw", "Parnassia", "Rietgras", "Moeraswolfsmelk", "Speenkruid",
        "Klokjesgentiaan", "Lidsteng", "Kroos", "Waterweegbree",
    ),
    "vogels": (
        "Aalscholver", "Fuut", "Krakeend", "Tafeleend", "Visdief", "Kluut", "Grutto", "Zwaan", "Kuifeend", "Nonnetje",
        "Brilduiker", "Zaagbek", "Bergeend", "Pijlstaart", "Wintertaling", "Lepelaar", "Purperreiger", "Baardman",
        "Rietzanger", "Karekiet", "Blauwborst", "Snor", "IJsvogel", "Oeverloper", "Watersnip", "Kemphaan",
    ),
    "bedrijf": (
        "Ampère", "Volt", "Draaibank", "Frees", "Lasser", "Techniek", "Ontwerp", "Nijverheid", "Montage", "Turbine",
        "Katrol", "Takel", "Container", "Distributie", "Expeditie", "Hefboom",
    ),
    "dorp": (
        "Dorps", "Kerk", "School", "Molen", "Smids", "Brink", "Boomgaard", "Akker", "Hooiberg", "Eendracht", "Nieuwe",
        "Korte", "Lange", "Polder", "Tuinders", "Bakkers", "Wagenmakers", "Melkbus", "Koren", "Haver", "Klaver",
        "Vlas", "Koolzaad", "Tarwe", "Gerst", "Bieten", "Erwten", "Linzen", "Boekweit", "Mosterd",
    ),
}
_ENDINGS: dict[str, tuple[str, ...]] = {
    "straat": ("straat", "straat", "laan", "straat"), "groen": ("laan", "straat", "hof", "laan"),
    "riet": ("hof", "erf", "meent", "hof"), "water": ("eiland", "kade", "gracht", "singel"),
    "bedrijf": ("weg", "straat", "weg", "weg"), "dorp": ("straat", "weg", "laan", "straat"),
}  # fmt: skip
_PREFIXES = (
    "", "Nieuwe ", "Korte ", "Lange ", "Oude ", "Kleine ", "Eerste ", "Tweede ", "Derde ", "Vierde ", "Vijfde ",
    "Grote ", "Hoge ", "Lage ",
)  # fmt: skip
_STYLE = {"bomen": "groen", "riet": "riet", "vogels": "water", "bedrijf": "bedrijf", "dorp": "dorp"}


def street_names(theme: str, rng: random.Random) -> Iterator[str]:
    """Yield names of a theme, each once; when the theme is used up the names get 'Nieuwe' and the like."""
    key = theme.split()[0]
    stems = list(_THEMES[key])
    endings = _ENDINGS[_STYLE.get(key, "straat")]
    rng.shuffle(stems)
    for prefix in _PREFIXES:
        for k, stem in enumerate(stems):
            yield prefix + _joined(stem, endings[(k + len(prefix)) % len(endings)])


def _joined(stem: str, ending: str) -> str:
    """Return stem and ending as one word, with the linking s where Dutch ears expect it."""
    if " " in stem or "-" in stem:
        return f"{stem}{ending}"
    if stem.endswith(("graaf", "raad", "man", "meester", "wachter", "smid", "aar", "voogd")):
        return f"{stem}s{ending}"
    return stem + ending


COMPANIES: tuple[str, ...] = (
    "Chemie-opslag Kruiswaard", "Koelhuis De Terp", "Tankterminal Zijlgat", "Graansilo Noord", "Bouwstoffen De Kade",
    "Scheepswerf De Steven", "Veem Buitenhaven", "Recycling Waardzicht", "Visverwerking De Fuik", "Houthandel Het Vlot",
    "Transportbedrijf De As", "Metaalbewerking Polderstaal", "Drukkerij De Letterbak", "Zuivelfabriek De Melkbus",
    "Aardappelverwerking De Rooier", "Datahal Waardnet", "Distributiecentrum De Schakel", "Wasserij Helder",
)
SCHOOLS: tuple[str, ...] = (
    "Basisschool De Botter", "Basisschool Het Kompas", "Basisschool De Meerpaal", "Basisschool De Waterlelie",
    "Basisschool De Kiekendief", "Basisschool Het Baken", "Basisschool De Rietzanger", "Waardcollege",
    "Vmbo De Werkplaats", "Basisschool De Wilgenroos", "Basisschool De Klaver", "Speciaal onderwijs De Sluis",
    "Basisschool De Dijk", "Mbo Havenschool",
)
CARE_HOMES: tuple[str, ...] = (
    "Woonzorgcentrum De Zeewering", "Verpleeghuis Het Bolwerk", "Woonzorgcentrum De Vijverhof",
    "Gehandicaptenzorg De Steiger", "Hospice De Stille Haven", "Woonzorgcentrum Rietlanden",
    "Verpleeghuis De Oosterpoort", "Beschermd wonen De Luwte", "Woonzorgcentrum Waterkop", "Zorgboerderij De Gaarde",
    "Woonzorgcentrum Zuiderkoog", "Kleinschalig wonen De Linde",
)
HALLS: tuple[str, ...] = (
    "Sporthal De Kuil", "Sporthal De Dreef", "Wijkcentrum De Taanketel", "Cultuurhuis De Lijnbaan",
    "Sporthal Oosterwijk", "Dorpshuis Rietwaard", "Dorpshuis Zuiderkoog", "Dorpshuis Waterkop", "Kerkzaal De Haven",
    "Sportcentrum Waterrijk",
)
