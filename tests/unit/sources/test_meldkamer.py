"""Invented dispatch texts in the wording of several regions: what must come out of each, and that nothing breaks it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cop_app.domain.incident import KINDS
from cop_app.sources.meldkamer import MeldkamerLine, parse_meldkamer

CORPUS = tomllib.loads((Path(__file__).resolve().parents[2] / "data" / "meldkamer.toml").read_text("utf-8"))["regel"]
EMPTY: dict[str, Any] = {
    "kind": "overig", "priority": "", "grip": None, "time": "", "address": "", "postcode": "", "road": "",
    "hectometre": "", "rd": None, "units": (), "town": "", "rail": "", "track": "", "crossing": "", "what": "",
    "scale": "", "talkgroup": "", "object": "", "log": (), "leftovers": "",
}  # fmt: skip


def tuples(value: Any) -> Any:
    return tuple(map(tuples, value)) if isinstance(value, list) else value


@pytest.mark.parametrize("row", CORPUS, ids=[row["tekst"].strip()[:60] for row in CORPUS])
def test_text_is_read(row: dict[str, Any]) -> None:
    line = parse_meldkamer(row["tekst"])
    expected = EMPTY | {name: tuples(value) for name, value in row.items() if name != "tekst"}
    if expected["leftovers"] == "*":
        del expected["leftovers"]
    assert {name: getattr(line, name) for name in expected} == expected
    check_sound(line)


def check_sound(line: MeldkamerLine) -> None:
    """Whatever was pasted: a draft, marked as read by a machine, with a confidence for all that was found."""
    assert line.machine_read
    assert line.kind in KINDS
    assert line.grip is None or 0 <= line.grip <= 5
    assert line.rd is None or (0 <= line.rd[0] <= 300_000 and 289_000 <= line.rd[1] <= 629_000)
    assert all(0 < value <= 1 for value in line.confidence.values())
    found = {name for name in set(EMPTY) - {"kind", "log", "leftovers"} if getattr(line, name) not in ("", None, ())}
    assert found <= set(line.confidence)
    assert bool(line.place or line.rd) <= ("place" in line.confidence)


def test_corpus_is_wide() -> None:
    assert len(CORPUS) >= 60
    assert {row.get("kind", "overig") for row in CORPUS} == set(KINDS)


@pytest.mark.parametrize(
    "text", ["-grip 2", "GRIP 2", "grip2", "Karakteristiek GRIP: 2", "Grip-2", "(Grip: 2)", "grip twee"]
)
def test_grip_in_many_spellings(text: str) -> None:
    assert parse_meldkamer(f"P1 Brand {text}").grip == 2


def test_place_is_said_in_words() -> None:
    said = {
        "P1 brand Chemiekade 12 Markerwaard": "Chemiekade 12, Markerwaard", "P1 vko A16 Re 32,4": "A16 Re 32.4",
        "P1 trein traject Zandwijk - Oostdam km 4,5": "spoor Zandwijk - Oostdam km 4.5",
        "P1 vko kruising Ringdijk / Molenlaan Zandwijk": "Ringdijk / Molenlaan, Zandwijk", "P1 brand 1399XA": "1399XA",
        "P1 brand": "",
    }  # fmt: skip
    assert {text: parse_meldkamer(text).place for text in said} == said


@dataclass(frozen=True)
class Spot:
    """A place of a map."""

    x: float
    y: float
    title: str
    sure: bool = True


MAP = {
    "Chemiekade 12, Markerwaard": [Spot(142_010.0, 503_020.0, "Chemiekade 12, Markerwaard")],
    "A16 Re 32.4": [Spot(141_000.0, 502_000.0, "A16 Re 32,4")],
    "kruising Ringdijk / Molenlaan Zandwijk": [Spot(140_000.0, 501_000.0, "Ringdijk / Molenlaan")],
    "Dorpsstraat": [
        Spot(1.0, 300_000.0, "Dorpsstraat, Zandwijk", False), Spot(2.0, 300_000.0, "Dorpsstraat, Oostdam", False),
    ],
    "P1 brand bij de Molen van Zandwijk": [Spot(139_000.0, 500_000.0, "Molen van Zandwijk", False)],
}


def test_map_makes_words_a_point_when_they_name_just_one() -> None:
    asked: list[str] = []

    def lookup(text: str) -> list[Spot]:
        asked.append(text)
        return MAP.get(text, [])

    line = parse_meldkamer("P1 BR industrie Chemiekade 12 Markerwaard 161331", lookup)
    assert (line.point, line.rd, line.confidence["place"]) == ((142_010.0, 503_020.0), None, 0.9)
    # What is exact is asked first, and nothing more once it is sure.
    assert asked == ["Chemiekade 12, Markerwaard"]
    assert parse_meldkamer("P1 vko A16 Re 32,4", lookup).point == (141_000.0, 502_000.0)
    crossing = parse_meldkamer("P1 aanrijding kruising Ringdijk / Molenlaan Zandwijk", lookup)
    assert crossing.point == (140_000.0, 501_000.0)


def test_map_that_knows_more_than_one_gives_a_choice_and_no_point() -> None:
    line = parse_meldkamer("P1 brand Dorpsstraat", lambda text: MAP.get(text, []))
    assert line.point is None
    assert [place.title for place in line.candidates] == ["Dorpsstraat, Zandwijk", "Dorpsstraat, Oostdam"]
    assert line.confidence["place"] <= 0.6
    # Words that read as no street at all are asked as they are.
    whole = parse_meldkamer("P1 brand bij de Molen van Zandwijk", lambda text: MAP.get(text, []))
    assert [place.title for place in whole.candidates] == ["Molen van Zandwijk"]
    assert whole.point is None


def test_place_in_the_text_itself_comes_before_the_map() -> None:
    line = parse_meldkamer("P1 brand Chemiekade 12 Markerwaard X 142500 Y 503250", lambda text: MAP.get(text, []))
    assert line.point == (142_500.0, 503_250.0)


def test_two_call_signs_are_no_place() -> None:
    assert parse_meldkamer("161331 161332").rd is None
    assert parse_meldkamer("259999 259999").units == ("259999",)


def test_empty_and_endless_texts_are_drafts_too() -> None:
    assert parse_meldkamer("").kind == "overig"
    assert parse_meldkamer("P1 brand " + "straat " * 100_000).priority == "P1"


LETTERS = st.one_of(st.text(max_size=300), st.text("PABR 0123456789.,:-/()grip\n\tXY=A16ReLi", max_size=300))


@st.composite
def spoiled(draw: st.DrawFn) -> str:
    """Return a text of the corpus as people mistype and mail programs mangle it."""
    text = draw(st.sampled_from(CORPUS))["tekst"]
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, max(0, len(text) - 1)))
        cut = draw(st.integers(0, 12))
        text = text[:at] + draw(st.one_of(st.just(""), LETTERS.map(lambda t: t[:6]))) + text[at + cut :]
    return draw(st.sampled_from([text, text.lower(), text.upper(), text.replace(" ", "\n"), text[::-1], text + text]))


@settings(max_examples=400, deadline=None)
@given(st.one_of(LETTERS, spoiled()))
def test_no_text_breaks_the_reader(text: str) -> None:
    check_sound(parse_meldkamer(text))
    check_sound(parse_meldkamer(text, lambda asked: [Spot(1.0, 2.0, asked, len(asked) % 2 == 0)]))
