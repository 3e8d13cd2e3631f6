"""The words of the control room: how they write kinds, vehicles, levels, streets and towns.

Lists, so that a region can be served by adding a word. They were made in the manner of public pager lines and of GMS
print-outs; wording differs per region and per operator, and typing errors are normal.
"""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# The first that fits wins: a train on fire is a rail accident, a gas leak in a house a dangerous substance. The number
# is how sure the words are. What there is no kind for keeps its own words under `overig`.
_KINDS: tuple[tuple[str, float, str], ...] = (
    (
        "spoorongeval", 0.8,
        r"ong(?:eval)?\.? (?:op )?(?:het )?(?:spoor|rail)\w*|spoor(?:weg)?ong\w*|treinong\w*|trein ontspoo?rd?|"
        r"\w*trein(?:en)?|treinstel\w*|ontspoor\w*|tis[ :-]?[1-4](?:\.\d)?|spoor",
    ),
    (
        "gevaarlijke_stof", 0.8,
        r"ong(?:eval)?\.? ?(?:met )?gev(?:aarlijke|\.)? ?stof\w*|gevaarlijke stof\w*|gev\.? stof\w*|ibgs|ogs|"
        r"ammoniak\w*|chloor\w*|zoutzuur|gas ?lek\w*|lekkage gas\w*|gaslucht|lekkage \w+ ?stof\w*|stank\w*|"
        r"koolmonoxide|co[ -](?:melder|vergiftiging)|meting co|tankwagen lek\w*",
    ),
    (
        "natuurbrand", 0.8,
        r"(?:natuur|bos|heide|duin|riet|berm)brand|br(?:and)?\.? (?:natuur|bos|heide|duin|riet|berm)\w*",
    ),
    (
        "industriebrand", 0.8,
        r"industrie ?brand|bedrijfsbrand|br(?:and)?\.?,? ?(?:in |bij )?(?:een )?(?:industrie|bedrijf|chemie|fabriek|"
        r"tankopslag|tankput|loods|silo|brzo)\w*",
    ),
    (
        "verkeersongeval", 0.8,
        r"ong(?:eval)?\.? (?:weg|vervoer|verkeer)\w*(?: letsel)?|(?:verkeers|weg)ong\w*|aanrijding(?: letsel)?|"
        r"bekne[l]+\w*|vko|kop[ -]?staart\w*|(?:auto|vtg|voertuig) te water|ong(?:eval)?\.? letsel",
    ),
    ("hoogwater", 0.8, r"hoogwater\w*|dijkdoorbraak|dijkbewaking|overstroming\w*|wateroverlast\w*"),
    ("stroomuitval", 0.8, r"stroomuitval|stroomstoring\w*|uitval (?:elektra|stroom|elektriciteit)|netuitval"),
    ("evenement", 0.8, r"evenement\w*|festival\w*|paniek in menigte"),
    (
        "brand", 0.7,
        r"br(?:and)?\.?,? ?(?:in )?(?:woning|wonen|gebouw|gezondheidszorg|zorg|school|onderwijs|winkel|horeca|"
        r"bijeenkomst|schuur|boerderij|garage|kelder|dak|schoorsteen|container|afval|buiten|voertuig|auto|wegvervoer|schip|"
        r"scheepvaart|kantoor|parkeergarage|gerucht)\w*|brandgerucht|(?:autom\w*\.? )?brandmelding|\w{2,20}brand|brand",
    ),
    (
        "overig", 0.6,
        r"afhijs\w*|tilassistentie|assistentie \w+|ass\.? ambu\w*|reani\w*|liftopsluiting|dier (?:te water|in nood)|"
        r"(?:persoon|pers\.?) (?:te|uit) water|waterongeval|dienstverlening\w*|stormschade|nacontrole|buitensluiting|"
        r"ontploffing|explosie|instorting\w*",
    ),
    ("brand", 0.5, r"rook\w*|uitslaand\w*"),
    ("verkeersongeval", 0.5, r"ong(?:eval)?"),  # said of nothing else, it is on a road
)  # fmt: skip
KINDS = tuple((name, sure, re.compile(rf"(?<![\w-])(?:{words})(?!\w)", re.IGNORECASE)) for name, sure, words in _KINDS)

# Vehicles and functions that are written before a call sign, and those that say enough without one.
VEHICLE = (
    r"TST?|RV|HW|AL|HVH?|WO|WT|SBH?|DA|DB|VC|TAS|HA|OVD(?:-?(?:B|G|P|BZ))?|HOVD|AGS|MPL|AMBU(?:LANCE)?|KNRM|PM|WVD|MICU"
)
ALONE = r"OVD-(?:BZ|B|G|P)|HOVD|AGS|Lifeliner \d|Leider CoPI"

# Endings by which a word is known to be the name of a street.
STREET_ENDS = (
    "boulevard", "plantsoen", "promenade", "gracht", "singel", "straat", "steeg", "kade", "plein", "dreef", "laan",
    "dijk", "pad", "markt", "allee", "wal", "brink", "meent", "tocht", "steiger", "einde",
)  # fmt: skip
# Endings that other words have as well: a street only with a house number or a capital.
DOUBTFUL_ENDS = (
    "haven", "weg", "hof", "park", "ring", "baan", "werf", "erf", "polder", "oever", "eiland", "zijde", "sluis", "brug",
    "tunnel", "zoom", "kamp", "akker", "vaart", "poort", "str",
)  # fmt: skip
# Endings of towns: a street only with a house number.
TOWN_ENDS = ("dam", "waard", "veld", "hoek", "burcht", "plaats")
# What may follow the name of a street and belong to it.
QUARTERS = _words("noord zuid oost west noordzijde zuidzijde oostzijde westzijde")
# Before a street these begin the name of a house, which nobody can tell from the name of the street.
HOUSES = _words(
    "ziekenhuis school station hotel verpleeghuis verzorgingshuis zorgcentrum kerk tankstation camping restaurant "
    "supermarkt hal kazerne politiebureau gemeentehuis visafslag basisschool fabriek museum theater flat"
)
TITLES = _words(
    "burg burgemeester burgem dr prof mr ds ir st sint gen generaal admiraal adm pres president prins prinses koning "
    "koningin graaf pastoor oude oud nieuwe nieuw lange korte grote kleine hoge lage eerste tweede derde noorder "
    "zuider ooster wester noord zuid oost west jan johan willem anna"
)
PARTICLES = _words("van de den der het 't te ter ten op aan in la le du von")

# Ordinary words of these lines: never part of the name of a street or a town.
PLAIN = _words(
    "te in nabij thv tpv tnv hoek kruising kruispunt splitsing met ter plaatse terplaatse hoogte richting re li rechts "
    "links grip prio prioriteit rit bon dia dir ja nee oms rookmelder handmelder middel groot grote zeer klein kleine "
    "inzet code naar en of bij op de het een opgang ingang uitgang object obj nr nummer ambu ambulance ambulances "
    "brandweer politie knrm onbekend letsel brand br rook gas traject spoor km hmp hm hectometer hectometerpaal paal "
    "kladblok opschaling opgeschaald opschalen afschalen afgeschaald spoed gewond gewonden slachtoffer slachtoffers "
    "persoon personen uitslaande uitslaand rookontwikkeling melder ziet staat binnen buiten aan voor achter tegenover "
    "naast vtg vtgn voertuig voertuigen auto trein treinen goederentrein tankwagen container woning gebouw industrie "
    "bedrijf chemie stof gevaarlijke ongeval ong aanrijding beknelling assistentie nacontrole test proefalarm melding "
    "plaats adres locatie straat gemeente classificatie karakteristiek eenheden eenheid rijksweg snelweg weg "
    "wegvervoer vervoer lekkage ammoniak stank ovd hovd ags copi mmt lifeliner tijdstip tijd incident inc afstemming "
    "komt snel ligt loopt heeft is zijn wordt geen graag svp via alle alarm mogelijk mgl ontruiming vloeistof rwz "
    "rws prorail ns bluswater waterschade wateroverlast festival evenement natuur bos berm"
)
# Words that look like a street by their end and are none.
NO_STREET = _words(
    "onderweg rijksweg snelweg spoorweg vaarweg autoweg industrieterrein bedrijventerrein opstelplaats parkeerplaats "
    "verzamelplaats luchthaven tramweg aanvalsweg vluchtweg uitweg toegangsweg spoorbrug snelwegen landingsbaan"
)
# The words before a value in a print-out, and what the value is.
LABELS = {
    "locatie": "place", "adres": "place", "straat": "place", "plaats incident": "place", "object adres": "place",
    "plaats": "town", "plaatsnaam": "town", "woonplaats": "town", "gemeente": "municipality",
    "classificatie": "what", "mc": "what", "lmc": "what", "melding": "what", "meldingsclassificatie": "what",
    "soort": "what", "karakteristiek": "trait", "prio": "priority", "prioriteit": "priority", "object": "object",
    "objectnaam": "object", "coordinaten": "rd", "coördinaten": "rd", "x/y": "rd", "xy": "rd", "rd": "rd",
    "eenheden": "units", "eenheid": "units", "voertuigen": "units", "ingezet": "units",
}  # fmt: skip
NUMBERS = {"een": 1, "één": 1, "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5}
