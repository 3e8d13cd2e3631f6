"""Dispatch lines about places of the exercise town: the map makes their words the very point they mean."""

from __future__ import annotations

import json
import random
from math import hypot
from typing import Any

import pytest

from cop_app.bootstrap import exercise_layers
from cop_app.geo.places import Place, PlaceIndex
from cop_app.sources.meldkamer import parse_meldkamer

STYLES = (
    "P 1 BDH-01 BR woning {street} {number} {town} 161331 161332", "A1 AMBU 16105 {street} {number} {town} Rit 4711",
    "p1 br bedrijf {street} {number} {town} grip 1",
    "Classificatie: Brand, Woning\nLocatie: {street} {number}\nPlaats: {town}",
    "PRIO 1 BRAND {street} {number}, {postcode} {town}", "19:42 melding rook {street} nr {number} te {town}",
)  # fmt: skip


@pytest.fixture(scope="module")
def layers() -> Any:
    return exercise_layers()


@pytest.fixture(scope="module")
def places(layers: Any) -> PlaceIndex:
    return PlaceIndex(layers)


def rows_of(layers: Any, name: str) -> list[tuple[dict[str, Any], float, float]]:
    batch = layers[name]
    centres = ((batch.geometry.boxes[:, :2] + batch.geometry.boxes[:, 2:]) / 2).tolist()
    return [(json.loads(raw), x, y) for raw, (x, y) in zip(batch.properties, centres, strict=True)]


def test_addresses_in_every_style_are_found_where_they_are(layers: Any, places: PlaceIndex) -> None:
    rows = rows_of(layers, "adres")
    missed = []
    for index, (row, x, y) in enumerate(random.Random(4).sample(rows, 120)):
        text = STYLES[index % len(STYLES)].format(
            street=row["straat"], number=row["huisnummer"], town=row["plaats"], postcode=row["postcode"]
        )
        point = parse_meldkamer(text, places.find).point
        if point is None or hypot(point[0] - x, point[1] - y) > 60:
            missed.append((text, point, (x, y)))
    assert not missed


def test_posts_along_roads_and_rails_are_found_where_they_are(layers: Any, places: PlaceIndex) -> None:
    for row, x, y in random.Random(5).sample(rows_of(layers, "hectometerpaal"), 15):
        text = f"P 1 Ongeval wegvervoer letsel {row['weg']} Re {row['km']:.1f} 161331".replace(".", ",")
        point = parse_meldkamer(text, places.find).point
        assert point is not None, text
        assert hypot(point[0] - x, point[1] - y) < 60, text
    for row, x, y in random.Random(6).sample(rows_of(layers, "spoorkilometer"), 10):
        text = f"P 1 Trein ontspoord {row['lijn']} spoor km {row['km']:.1f} TIS 3".replace(".", ",")
        line = parse_meldkamer(text, places.find)
        assert line.kind == "spoorongeval"
        assert any(hypot(place.x - x, place.y - y) < 150 for place in line.candidates), text


def test_words_that_were_not_read_as_a_town_still_tell_which_house_is_meant() -> None:
    def lookup(words: str) -> list[Place]:
        sure = "dorp3" in words.lower()
        return [Place(1.0, 2.0, "Kerkpad 2, Dorp3", "", "adres", sure), *(
            [] if sure else [Place(9.0, 2.0, "Kerkpad 2, Dorp4", "", "adres")]
        )]  # fmt: skip

    line = parse_meldkamer("P 1 BR woning Kerkpad 2 Dorp3", lookup)
    assert (line.town, line.point) == ("", (1.0, 2.0))


def test_another_town_than_the_text_says_is_no_point_however_sure_the_map_is() -> None:
    def town(name: str) -> list[Place]:
        return [Place(1.0, 2.0, f"Kerkpad 2, {name}", "", "adres", True)]

    line = parse_meldkamer("P 1 BR woning Kerkpad 2 Oostdam", lambda _words: town("Zandwijk"))
    assert (line.town, line.point, len(line.candidates)) == ("Oostdam", None, 1)
    assert line.confidence["place"] <= 0.8
    near = parse_meldkamer("P 1 BR woning Kerkpad 2 Oostdam", lambda _words: town("Nieuw-Oostdam"))
    assert near.point == (1.0, 2.0)
