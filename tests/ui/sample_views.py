"""Views as the presenter would hand them over: the exercise Noorderlicht at 19:46. Only for tests and pictures."""

from __future__ import annotations

from cop_app.domain.clock import MINUTE, parse_instant
from cop_app.ui.views import *  # noqa: F403
from cop_app.ui.views import (
    AttributeView,
    BarKind,
    ChangeRow,
    ChangesView,
    Choice,
    FavouriteView,
    FooterView,
    Glyph,
    GripView,
    KeyHint,
    LayerGroupView,
    LayerRow,
    LensView,
    MapFootView,
    ObjectCardView,
    OpgaveView,
    QuestionRow,
    QuestionStatus,
    QuestionsView,
    Reality,
    SituationLine,
    SituationSection,
    SituationView,
    StripView,
    TimelineBar,
    TimelineLane,
    TimelineMark,
    TimelineView,
    WindowMode,
    WindView,
)  # fmt: skip

DAY = parse_instant("2026-03-12T12:00:00+01:00", 0)


def at(text: str) -> int:
    return parse_instant(text, DAY)


GRIP = (GripView("Noorderdelta", 2, "OL 19:21"), GripView("Waddenkop", 1, "OvD-B 19:40"))

STRIP = StripView(
    mode=WindowMode.OEFENING, mode_word="OEFENING", mode_detail="Noorderlicht 26",
    incident="Ammoniaklek Koelhuis De Terp", incident_detail="Kruishaven · inc 2026-0312-014", grip=GRIP,
    clock="19:46:10", since="T+00:46", date="do 12 mrt", function="IM CoPI", function_detail="functie · multi",
    sources="11 van 13 bronnen", sources_detail="1 dood · 1 verouderd", sources_lamp=Glyph.HALF,
    synced="Bijgewerkt", synced_detail="12 s geleden", unsent="3 niet verzonden", unsent_detail="oudste 19:40",
)  # fmt: skip
STRIP_BACK = StripView(
    mode=WindowMode.TERUGKIJKEN, mode_word="TERUGKIJKEN", mode_detail="bewerken uit", exercise="Noorderlicht",
    incident="Ammoniaklek Koelhuis De Terp", incident_detail="Kruishaven · inc 2026-0312-014", grip=GRIP,
    clock="19:28", since="zoals ROT wist", date="nu is het 19:46", function="IM CoPI",
    function_detail="functie · multi", sources="11 van 13 bronnen", sources_detail="1 dood · 1 verouderd",
    sources_lamp=Glyph.HALF,
)  # fmt: skip
STRIP_REAL = StripView(
    mode=WindowMode.ECHT, incident="Brand Havenloods 7", incident_detail="Kruishaven · inc 2026-0419-002",
    grip=(GripView("Noorderdelta", 1, "OvD-B 14:02"),), clock="14:12:44", since="T+00:19", date="zo 19 apr",
    function="IM CoPI", function_detail="functie · multi", sources="13 van 13 bronnen",
    sources_detail="alle binnen de norm", synced="Bijgewerkt", synced_detail="OFFLINE sinds 13:58",
    synced_late=True, unsent="OFFLINE sinds 13:58", unsent_detail="6 niet verzonden", offline=True,
)  # fmt: skip


def _r(name: str, detail: str, lamp: Glyph = Glyph.LIVE, note: str = "", visible: bool = True) -> LayerRow:
    return LayerRow(name.lower(), name, detail, lamp, note, visible)


LAYERS = (
    LayerGroupView(Reality.ACTUEEL, "Actueel", "nu, van minuut tot minuut", (
        _r("Bron- en effectgebied", "CoPI · 8 min"), _r("Meetwaarden NH3", "meetploegen · 7 min"),
        _r("Afzettingen", "politie OC · 26 min", Glyph.HALF, "norm 15 min"), _r("Eenheden", "meldkamer · 8 s"),
        _r("Gewonden, tellingen", "GHOR, CoPI · 2 waarden", Glyph.CONFLICT))),
    LayerGroupView(Reality.VOORBEREID, "Voorbereid", "voorbereid, plannen", (
        _r("Bluswater", "VR · vandaag 06:00"), _r("Sirenes", "VR · 64 werkend van 65"),
        _r("Objectkaarten", "VR · 214 objecten", visible=False),
        _r("Evenementen", "politie · dood sinds 14:32", Glyph.DEAD, "5 u 10"))),
    LayerGroupView(Reality.OMGEVING, "Omgeving", "vaste situatie", (
        _r("Kaartpakket Noorderdelta", "lokaal · maart 2026"), _r("Panden (BAG)", "lokaal · 2 dagen", visible=False),
        _r("Kwetsbare objecten", "GGD · onvolledig 118 / 140", Glyph.HALF), _r("Wind en weer", "KNMI · 6 min"))),
)  # fmt: skip

Q = QuestionStatus
QUESTIONS = QuestionsView(
    heading="9 van 14", subheading="vragen beantwoord bij GRIP 2", meeting="overleg 19:50",
    open=(
        QuestionRow("v1", Q.ONTBREEKT, "Aantal bewoners in effectgebied", "nodig vóór 19:50", "BZ",
                    "Hoofd omgevingszorg", "088-555 0141", place=True),
        QuestionRow("v2", Q.ONTBREEKT, "Sterkte ziekenhuizen eerste 2 uur", "gevraagd 19:31 · geen antwoord", "GZ",
                    "AC-GZ", "088-555 0133", called="gebeld 19:44"),
        QuestionRow("v3", Q.TEGENSTRIJDIG, "Aantal gewonden", "12 (CoPI 19:40) ≠ 17 (GHOR 19:44)", "GZ", "OvD-G",
                    "088-555 0120", place=True),
        QuestionRow("v4", Q.VEROUDERD, "Afzettingen en omleiding", "26 min oud, norm 15 min", "POL", "OvD-P",
                    "088-555 0117", place=True),
        QuestionRow("v5", Q.ONVOLLEDIG, "Kwetsbare objecten", "118 van 140 geladen", "GZ", "GGD", "088-555 0136"),
    ),
    later=(QuestionRow("v6", Q.NAVRAGEN, "Evenementen vanavond", "bron dood sinds 14:32", "POL", "HIN SGBO",
                       "088-555 0119"),),
    met=tuple(QuestionRow(f"m{i}", Q.AANWEZIG, need, "", column, "", "", age) for i, (need, age, column) in enumerate((
        ("Bron: stof, hoeveelheid", "9 min", "BRW"), ("Effectgebied nu", "8 min", "BRW"),
        ("Effectgebied over 1 uur", "11 min", "BRW"), ("Wind nu en over 3 uur", "6 min", "KNMI"),
        ("Veilige aanrijroute", "7 min", "BRW"), ("Opvang open, plaatsen", "2 min", "BZ"),
        ("NL-Alert en boodschap", "8 min", "BZ"), ("Stremming vaarweg", "22 min", "RWS")))),
)  # fmt: skip

SITUATION = SituationView("Eigen beeld CoPI", "stand 19:46 · 11 regels", (
    SituationSection("Incident", (
        SituationLine("s1", "Lek in ammoniakleiding koelhuis, bron nog niet dicht. Circa 1.200 kg.", "OvD-B 19:33",
                      column="BRW"),
        SituationLine("s2", "12 (CoPI 19:40) ≠ 17 (GHOR 19:44) gewonden", "tegenstrijdig", Glyph.CONFLICT, "GZ"))),
    SituationSection("Hulpverlening", (
        SituationLine("s3", "14 eenheden ter plaatse, opvang in Sporthal De Kuil open met 41 personen",
                      "BZ 19:40", Glyph.UNSENT, "BZ"),)),
    SituationSection("Prognose en aanpak", (
        SituationLine("s4", "Wolk trekt naar de binnenstad, wind ruimt naar W. Gasmal: INDICATIEF – GEEN METING",
                      "AGS 19:31", Glyph.ASK, "BRW"),)),
    SituationSection("Maatregelen en resultaten", (
        SituationLine("s5", "NL-Alert verstuurd: ramen en deuren dicht", "besluit 19:34", column="BZ"),
        SituationLine("s6", "Lichtjesparade van 20:30 uitstellen", "voorstel", concept=True, column="POL"))),
), can_adopt=True)  # fmt: skip

CARD = ObjectCardView("nest", "Gewondennest Oosterkade", "GHOR · sinds 19:16 · RD 156 752 / 532 520", "", "GZ",
    attributes=(
        AttributeView("gewonden", "Aantal gewonden", (
            OpgaveView("o1", "12", "OvD-G", "GZ", "19:40", "6 min", lines=(("gezien", "19:38"), ("gemeld", "19:40"))),
            OpgaveView("o2", "17", "AC-GZ", "GZ", "19:44", "2 min", lines=(("gezien", "19:41"), ("gemeld", "19:44"))),
        ), True, "12 (CoPI 19:40) ≠ 17 (GHOR 19:44)", "Definities verschillen. Misschien beide juist.",
            "OvD-G beslist"),
        AttributeView("toegang", "Toegang", (OpgaveView("o3", "via Oosterkade, noordzijde", "OvD-P · gezien 19:22",
                                                        "POL", "19:23", "23 min", certain=False),)),
    ),
    history=(("19:44", "GHOR meldt 17"), ("19:40", "CoPI meldt 12"), ("19:22", "CoPI meldt 3, onbevestigd")),
)  # fmt: skip


def _marks(*times: str) -> tuple[TimelineMark, ...]:
    return tuple(TimelineMark(at(time)) for time in times)


def timeline(cursor: int | None = None) -> TimelineView:
    lanes = (
        TimelineLane("Bronnen", (TimelineBar(at("18:56"), None, "13 bronnen"),
                                 TimelineBar(at("19:31"), at("19:36"), "uitval", BarKind.GAP)), _marks("19:36")),
        TimelineLane("Meldkamer", (), (TimelineMark(at("19:00"), shape="diamond"),
                                       *_marks("19:01", "19:03", "19:05", "19:07", "19:12", "19:18", "19:26", "19:33",
                                               "19:39"))),
        TimelineLane("CoPI", (TimelineBar(at("19:14"), None, "CoPI actief"),
                              TimelineBar(at("19:50"), at("20:05"), "overleg 3", BarKind.PLANNED)),
                     (*_marks("19:22", "19:29", "19:38"), TimelineMark(at("19:40"), glyph=Glyph.CONFLICT))),
        TimelineLane("ROT", (TimelineBar(at("19:24"), None, "ROT actief"),
                             TimelineBar(at("19:55"), at("20:20"), "overleg 2", BarKind.PLANNED)), _marks("19:35")),
        TimelineLane("Bevolkingszorg", (TimelineBar(at("20:00"), at("20:30"), "opvang open (prognose)",
                                                    BarKind.PLANNED),),
                     (*_marks("19:30", "19:37"), TimelineMark(at("19:40"), glyph=Glyph.UNSENT))),
        TimelineLane("Besluiten", (), (
            TimelineMark(at("19:08"), "GRIP 1", "diamond", id="b1"),
            TimelineMark(at("19:21"), "GRIP 2", "diamond", id="b2"),
            TimelineMark(at("19:34"), "NL-Alert", "diamond", id="b3"),
            TimelineMark(at("20:30"), "start Lichtjesparade", "diamond", planned=True))),
    )  # fmt: skip
    histogram = tuple(0.0 if i > 71 else 0.15 + 0.8 * ((i * 37) % 11) / 11 * (1 if i % 19 < 9 else 0.3)
                      for i in range(140))
    return TimelineView(at("18:56"), at("20:34"), at("19:46"), cursor, lanes, histogram)


HINTS = tuple(KeyHint(k, t) for k, t in (
    ("Ctrl+K", "zoeken"), ("W", "wat is er veranderd"), ("U", "volgende ongelezen"), ("X", "gezien"),
    ("B", "besluit"), ("F9", "palet"), ("F1", "toetsen")))  # fmt: skip
FOOTER = FooterView(HINTS, "Opvang Sporthal De Kuil op 41 gezet", True)
WIND = WindView(246, "WZW 4 Bft", "KNMI 19:40 · 6 min")
FOOT = MapFootView(1.984, "RD 156 815 / 532 660   ·   52,7812° N 5,4141° O   ·   1:7.500   ·   EPSG:28992")
FAVOURITES = (
    FavouriteView("gebied", "Gebied tekenen", "area", "1"), FavouriteView("route", "Route tekenen", "route", "2"),
    FavouriteView("afzetting", "Afzetting plaatsen", "block", "3"), FavouriteView("plaats", "Teken plaatsen", "pin",
                                                                                   "4"),
)  # fmt: skip
CHANGES = ChangesView("Wat is er veranderd", "sinds uw laatste overleg, 19:30", (
    ChangeRow("w1", "19:44", "Aantal gewonden: GHOR meldt 17", "AC-GZ · portofoon", "GZ", Glyph.CONFLICT),
    ChangeRow("w2", "19:40", "Opvang Sporthal De Kuil: 41 van 300", "HOC", "BZ", Glyph.UNSENT),
    ChangeRow("w3", "19:38", "Effectgebied opnieuw getekend", "MPL", "BRW"),
    ChangeRow("w4", "19:34", "Besluit: NL-Alert, ramen en deuren dicht", "OL", "BZ", seen=True)))  # fmt: skip
LENS = LensView(
    tuple(Choice(k.lower(), k) for k in ("Waarheid", "Totaalbeeld", "CoPI", "ROT", "Mijn functie")), "rot",
    "Vergelijk met Waarheid",
)
AFTER = at("19:46") + MINUTE
