"""Invented dispatch lines in the wording of several regions."""

from __future__ import annotations

import pytest

from cop_app.domain.incident import KINDS
from cop_app.sources.meldkamer import parse_meldkamer

LINES = [
    ("P 1 BDH-01 BR industrie Havenkade 12 Markerhaven 151234 151231", "industriebrand", "P1", "Havenkade 12"),
    ("A1 Ongeval wegvervoer letsel Dorpsstraat 4 Oostdam 12345", "verkeersongeval", "A1", "Dorpsstraat 4"),
    ("PRIO 2 Natuurbrand Heideweg 31 Zandwijk -grip 1", "natuurbrand", "P2", "Heideweg 31"),
    ("P1 Ong. gevaarlijke stof ammoniak IJsbaanlaan 7a", "gevaarlijke_stof", "P1", "IJsbaanlaan 7a"),
    ("p 1 Trein ontspoord TIS 3 Stationsplein 1", "spoorongeval", "P1", "Stationsplein 1"),
    ("19:42 P3 Stroomstoring Molenweg 8", "stroomuitval", "P3", "Molenweg 8"),
    ("P2 dienstverlening Spoorlaan 3", "overig", "P2", "Spoorlaan 3"),
    ("B2 vervoer Lindelaan 10", "overig", "B2", "Lindelaan 10"),
]


@pytest.mark.parametrize(("text", "kind", "priority", "address"), LINES)
def test_line_is_read(text: str, kind: str, priority: str, address: str) -> None:
    line = parse_meldkamer(text)
    assert (line.kind, line.priority, line.address) == (kind, priority, address)
    assert line.kind in KINDS
    assert line.machine_read


@pytest.mark.parametrize("text", ["-grip 2", "GRIP 2", "grip2", "Karakteristiek GRIP: 2", "Grip-2"])
def test_grip_in_many_spellings(text: str) -> None:
    assert parse_meldkamer(f"P1 Brand {text}").grip == 2


def test_road_hectometre_units_and_leftovers() -> None:
    line = parse_meldkamer("P1 14:05 aanrijding beknelling A27 Re hmp 33,4 onbekendwoord 09-1234 091231")
    assert (line.road, line.hectometre, line.time) == ("A27 Re", "33.4", "14:05")
    assert line.units == ("09-1234", "091231")
    assert "onbekendwoord" in line.leftovers


def test_rd_coordinates_and_empty_text() -> None:
    assert parse_meldkamer("P1 bosbrand 156815 / 532660").rd == (156815.0, 532660.0)
    assert parse_meldkamer("").kind == "overig"
