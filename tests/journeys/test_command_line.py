"""The command line as a person or script uses it: real processes, real files, exit codes and one JSON document."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cop_app.bootstrap import open_session, open_workspace
from cop_app.domain.commands import AcceptKeeper, Adopt, PutItem, TransferKeeper
from cop_app.domain.incident import Actor, Reality, Realm, Team

ROOT = Path(__file__).resolve().parents[2]
REGION = "VR Markerwaard (FICTIEF)"


class Cop:
    def __init__(self, workspace: Path) -> None:
        self.workspace = workspace

    def __call__(self, *words: str, stdin: str = "", code: int = 0) -> str:
        command = [sys.executable, "-m", "cop_app", *words, "--workspace", str(self.workspace)]
        done = subprocess.run(command, input=stdin, capture_output=True, text=True, cwd=ROOT, check=False)
        assert done.returncode == code, f"{done.returncode}\n{done.stdout}\n{done.stderr}"
        self.stderr = done.stderr
        return done.stdout

    def json(self, *words: str, stdin: str = "", code: int = 0) -> dict:  # type: ignore[type-arg]
        return json.loads(self(*words, "--json", stdin=stdin, code=code))


@pytest.fixture
def cop(tmp_path: Path) -> Cop:
    return Cop(tmp_path / "werkmap")


def opened(cop: Cop) -> str:
    words = ("incident", "open", "--title", "Brand haven", "--kind", "industriebrand", "--at", "142000,503000")
    return str(cop.json(*words, "--realm", "exercise", "--region", REGION)["id"])


def test_life_of_an_incident(cop: Cop) -> None:
    incident = opened(cop)
    answer = cop.json("incident", "grip", incident, "2", "--region", REGION, "--by", "OvD-B", "--reason", "rook")
    assert answer["competent"] == "ja"
    assert "Alarmeren doet de meldkamer" in cop.stderr
    rows = cop.json("incident", "list")["incidents"]
    assert [(row["id"], row["grip"], row["realm"]) for row in rows] == [(incident, 2, "oefening")]
    needs = cop.json("needs", incident)["needs"]
    assert len(needs) > 20
    assert needs[0]["owner"] == "geen"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elders is er altijd een scherm")
@pytest.mark.parametrize("words", [(), ("demo",)], ids=["cop", "cop demo"])
def test_without_a_screen_the_window_says_so_and_a_first_picture_is_still_made(
    cop: Cop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    cop(*words, code=1)
    assert "geen scherm gevonden" in cop.stderr and "Traceback" not in cop.stderr
    picture = tmp_path / "eerste.png"
    cop("--first-paint", str(picture))
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_the_workspace_may_be_named_before_the_command(cop: Cop) -> None:
    incident = opened(cop)
    command = [sys.executable, "-m", "cop_app", "--workspace", str(cop.workspace), "incident", "list", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    assert [row["id"] for row in json.loads(done.stdout)["incidents"]] == [incident]


def test_doubtful_competence_is_told_and_never_blocks(cop: Cop) -> None:
    incident = opened(cop)
    answer = cop.json("incident", "grip", incident, "3", "--region", REGION, "--by", "OvD-P")
    assert answer["competent"] == "nee"
    assert "Wel vastgelegd" in cop.stderr
    unknown = cop.json("incident", "grip", incident, "1", "--region", REGION, "--by", "Wachtdoende")
    assert unknown["competent"] == "onbekend"


def test_values_in_and_picture_out_with_both_values(cop: Cop) -> None:
    incident = opened(cop)
    first = {"item": "g", "class": "slachtoffertelling", "claims": {"aantal": 12},
             "geometry": {"type": "Point", "coordinates": [142000.12345, 503000]}}  # fmt: skip
    assert cop.json("item", "put", incident, stdin=json.dumps(first) + "\n")["stored"] == 1
    state = cop.json("state", incident)
    assert state["marking"].startswith("OEFENING")
    heads = state["items"][0]["attributes"]["aantal"]["heads"]
    assert [head["value"] for head in heads] == [12]
    before = cop("state", incident, "--digest")
    assert cop("state", incident, "--digest") == before
    cop.json("item", "put", incident, stdin=json.dumps({**first, "claims": {"aantal": 14}}))
    assert cop("state", incident, "--digest") != before


def test_a_bad_line_is_told_and_the_rest_is_stored(cop: Cop) -> None:
    incident = opened(cop)
    lines = ['{"item": "a", "class": "bericht", "claims": {"tekst": "een"}}', "{geen json", '{"item": 3}',
             '{"item": "b", "class": "bericht", "claims": {"tekst": "twee"}}']  # fmt: skip
    answer = cop.json("item", "put", incident, stdin="\n".join(lines), code=1)
    assert answer["stored"] == 2
    assert [fault["line"] for fault in answer["faults"]] == [2, 3]


def test_persons_are_masked_at_the_exit(cop: Cop) -> None:
    incident = opened(cop)
    claims = {"tekst": "mevrouw De Vries belt 06-12345678", "bsn": "111222333"}
    line = {"item": "a", "class": "bericht", "claims": claims}
    cop.json("item", "put", incident, stdin=json.dumps(line))
    text = json.dumps(cop.json("state", incident), ensure_ascii=False)
    assert "Vries" not in text
    assert "12345678" not in text
    assert "111222333" not in text


def test_lines_come_from_any_system_with_a_byte_order_mark_and_windows_line_ends(cop: Cop, tmp_path: Path) -> None:
    incident = opened(cop)
    place = {"type": "Point", "coordinates": [5.195696, 52.514523]}
    lines = [{"item": name, "class": "eenheid", "geometry": place, "crs": "etrs89"} for name in ("a", "b")]
    file = tmp_path / "regels.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + b"\r\n".join(json.dumps(line).encode() for line in lines) + b"\r\n")
    assert cop.json("item", "put", incident, str(file)) == {"stored": 2, "faults": []}
    answer = cop.json("item", "put", incident, stdin="[" * 100_000 + "\n" + json.dumps(lines[0]), code=1)
    assert (answer["stored"], [fault["line"] for fault in answer["faults"]]) == (1, [1])
    file.write_bytes('{"item":"é"}'.encode("latin-1"))
    cop("item", "put", incident, str(file), code=1)
    assert "geen UTF-8" in cop.stderr


def test_a_level_recorded_afterwards_is_told_as_it_was_recorded(cop: Cop) -> None:
    incident = opened(cop)
    words = ("incident", "grip", incident, "--region", REGION)
    cop.json(*words, "2", "--by", "OL")
    early = cop.json(*words, "1", "--by", "OvD-B", "--at", "2026-01-05T10:00:00+01:00")
    assert (early["level"], early["by"], early["at"]) == (1, "OvD-B", "2026-01-05T10:00:00+01:00")
    cop(*words, "0", "--by", "OL", "--at", "2999-01-01T00:00:00+01:00", code=1)
    assert "toekomst" in cop.stderr
    assert [row["grip"] for row in cop.json("incident", "list")["incidents"]] == [2]


@pytest.mark.parametrize("place", ["5.1,52.5", "503000,142000", "nan,1", "1e9,2e9"])
def test_an_incident_lies_in_or_near_the_netherlands(cop: Cop, place: str) -> None:
    cop("incident", "open", "--title", "x", "--kind", "overig", "--at", place, code=2)
    assert "RD" in cop.stderr
    assert cop.json("incident", "list")["incidents"] == []


def test_wrong_use_and_failure_have_their_own_codes(cop: Cop) -> None:
    cop("incident", "grip", code=2)
    cop("incident", "open", "--title", "x", "--kind", "onweer", "--at", "1,2", code=2)
    assert "niet bekend" in (cop("needs", "i000000000000", code=1) or cop.stderr)
    cop("incident", "open", "--title", "x", "--kind", "overig", "--at", "hier", code=2)
    assert "142000,503000" in cop.stderr


def test_design_check_tells_lines(cop: Cop, tmp_path: Path) -> None:
    shipped = ROOT / "resources" / "ketens" / "markerwaard.toml"
    assert cop.json("keten", "check", str(shipped))["ok"] is True
    assert "→" in cop("keten", "kaart", str(shipped))
    broken = tmp_path / "fout.toml"
    broken.write_text(shipped.read_text().replace("nabijheid = 1", "nabijheid = 7", 1))
    answer = cop.json("keten", "check", str(broken), code=1)
    assert answer["faults"][0]["line"] > 10


def test_answers_are_utf8_where_the_system_has_a_table_without_the_signs(
    cop: Cop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONUTF8", "0")
    monkeypatch.setenv("PYTHONIOENCODING", "cp1252")  # what Windows gives a pipe or a file
    words = [sys.executable, "-m", "cop_app", "keten", "kaart", str(ROOT / "resources" / "ketens" / "markerwaard.toml")]
    done = subprocess.run(words, capture_output=True, cwd=ROOT, check=True)
    assert "→" in done.stdout.decode("utf-8")


@pytest.mark.parametrize("speed", ["0", "-3", "nan", "snel"])
def test_an_exercise_is_played_at_a_speed_that_goes_forward(cop: Cop, speed: str) -> None:
    cop("demo", "--headless", "--speed", speed, code=2)


def test_what_does_not_count_is_told_by_state_and_doctor(cop: Cop) -> None:
    incident = opened(cop)
    state = cop.json("state", incident)
    assert state["provisional"] is True
    assert state["refused"] == {"events": 0, "fields": {}}
    session = open_session(open_workspace(cop.workspace), Realm.OEFENING)
    bad = [{"kind": "item.recorded", "item": "x", "claims": []}, {"kind": "grip.declared", "level": 9},
           {"kind": "item.recorded", "item": "y", "item_class": 3, "claims": []}]  # fmt: skip
    session._log.append([(incident, "open", body) for body in bad])
    session._log.append([(incident, "open", {"kind": "uit de toekomst"})])
    actor = Actor("CaCo", Team.MK, "Meldkamer")
    session.put(incident, PutItem("a", "bericht", Reality.ACTUEEL, {"tekst": "een"}), actor)
    session.submit(incident, TransferKeeper("CaCo"), actor)
    session.submit(incident, AcceptKeeper(), actor)
    session.submit(incident, Adopt(("a",)), actor)
    session.close()
    state = cop.json("state", incident)
    assert state["provisional"] is False
    assert state["refused"] == {"events": 3, "fields": {"item_class": 2, "region": 1}}
    doctor = cop.json("doctor")
    assert doctor["incidents"] == [{
        "id": incident, "realm": "oefening", "events": 10, "provisional": False, "refused": state["refused"],
    }]  # fmt: skip
    (logs,) = [check for check in doctor["checks"] if check["name"] == "logboeken"]
    assert logs["ok"]
    assert "3 berichten tellen niet mee" in logs["text"]


def test_reality_and_exercise_have_their_own_files(cop: Cop) -> None:
    opened(cop)
    cop.json("incident", "open", "--title", "Echt", "--kind", "overig", "--at", "85000,446000")
    realms = {row["realm"] for row in cop.json("incident", "list")["incidents"]}
    assert realms == {"echt", "oefening"}
    assert (cop.workspace / "live" / "log.db").is_file()
    assert (cop.workspace / "oefening" / "proef" / "log.db").is_file()


def test_a_scenario_that_was_played_stands_still_at_its_newest_moment(cop: Cop) -> None:
    cop("demo", "--headless")
    (incident,) = cop.json("incident", "list")["incidents"]
    asked = cop.json("needs", incident["id"])["needs"]
    answered = [need for need in asked if need["status"] == "aanwezig"]
    assert len(answered) > len(asked) / 2, "as on the screen at the end of the exercise, not months later"
    early = cop.json("needs", incident["id"], "--at", "19:10")["needs"]  # on the day of the exercise
    assert 0 < len([need for need in early if need["status"] == "aanwezig"]) < len(answered)
