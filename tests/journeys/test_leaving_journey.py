"""From a region's key to what a recipient gets, by the command line alone; and the record of it, with a window open."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="bestandsnummers van POSIX")

ROOT = Path(__file__).resolve().parents[2]
PHRASE = "vier korte woorden hier"
REGION = "VR Markerwaard (FICTIEF)"
CONFIDENTIAL = ("--ceiling", "vertrouwelijk", "--to", "Politie", "--ground", "Wpg art. 19", "--released-by", "OL")


class Cop:
    def __init__(self, workspace: Path) -> None:
        self.workspace = workspace

    def __call__(self, *words: str, phrase: str = "", stdin: str = "", code: int = 0) -> str:
        extra, numbers = [], []
        if phrase:
            reading, writing = os.pipe()
            os.write(writing, f"{phrase}\n".encode())
            os.close(writing)
            numbers, extra = [reading], ["--passphrase-fd", str(reading)]
        command = [sys.executable, "-m", "cop_app", *words, *extra, "--workspace", str(self.workspace)]
        done = subprocess.run(
            command, input=stdin, capture_output=True, text=True, cwd=ROOT, check=False, pass_fds=numbers
        )
        for number in numbers:
            os.close(number)
        assert done.returncode == code, f"{done.returncode}\n{done.stdout}\n{done.stderr}"
        self.stderr = done.stderr
        return done.stdout

    def json(self, *words: str, **more: object) -> dict:  # type: ignore[type-arg]
        return json.loads(self(*words, "--json", **more))  # type: ignore[arg-type]

    def opened(self, realm: str) -> str:
        words = ("incident", "open", "--title", "Brand", "--kind", "industriebrand", "--at", "142000,503000")
        incident = str(self.json(*words, "--realm", realm, "--region", REGION)["id"])
        for item, item_class in (("kaart", "objectkaart"), ("melding", "bericht")):
            line = {"item": item, "class": item_class, "claims": {"naam": "hal 3", "tekst": "bel 06-12345678"}}
            self("item", "put", incident, stdin=json.dumps(line))
        return incident


@pytest.fixture
def cop(tmp_path: Path) -> Cop:
    made = Cop(tmp_path / "werkmap")
    own = made.workspace / "ketens" / "regio.toml"
    own.parent.mkdir(parents=True)
    own.write_bytes((ROOT / "resources" / "ketens" / "markerwaard.toml").read_bytes())
    return made


def items(document: dict) -> list[str]:  # type: ignore[type-arg]
    return [row["item"] for row in document["items"]]


def test_only_a_design_signed_by_the_region_lets_the_object_card_out(cop: Cop, tmp_path: Path) -> None:
    own, key = cop.workspace / "ketens" / "regio.toml", tmp_path / "regio.key"
    incident = cop.opened("real")
    assert items(cop.json("state", incident)) == ["melding"]
    assert cop.json("keten", "check", str(own))["signed_by"] is None
    cop("state", incident, *CONFIDENTIAL, code=1)
    assert "niet door de regio getekend" in cop.stderr

    made = cop.json("keten", "key", str(key), "--region", REGION, phrase=PHRASE)
    assert cop.json("keten", "sign", str(own), "--key", str(key), phrase=PHRASE)["key"] == made["key"]
    assert "niet vertrouwd" in cop.json("keten", "check", str(own))["signature"]
    cop("state", incident, *CONFIDENTIAL, code=1)
    cop("keten", "trust", f"{key}.pub", "--region", "VR Elders", code=1)
    trusted = cop.json("keten", "trust", f"{key}.pub", "--region", REGION)
    assert trusted["fingerprint"] == made["fingerprint"]
    assert cop.json("keten", "check", str(own))["signed_by"] == made["key"]
    assert "getekend door VR Markerwaard" in cop("keten", "check", str(own))

    document = cop.json("state", incident, *CONFIDENTIAL)
    assert items(document) == ["kaart", "melding"]
    assert document["marking"] == "vertrouwelijk"
    assert "12345678" not in json.dumps(document)

    adopted = cop.opened("real")
    own.write_text(own.read_text().replace("versie = 1", "versie = 2"))
    assert "veranderd" in cop.json("keten", "check", str(own))["signature"]
    later = cop.opened("real")
    cop("state", later, *CONFIDENTIAL, code=1)
    for held in (adopted, incident):  # the log keeps text and signature of the version in force
        assert items(cop.json("state", held, *CONFIDENTIAL)) == ["kaart", "melding"]


def test_an_exercise_is_not_affected_and_keeps_the_same_manners(cop: Cop) -> None:
    incident = cop.opened("exercise")
    assert items(cop.json("state", incident)) == ["melding"]
    cop("state", incident, "--ceiling", "vertrouwelijk", code=1)
    assert "grond en een ontvanger" in cop.stderr
    assert items(cop.json("state", incident, *CONFIDENTIAL)) == ["kaart", "melding"]


def test_what_left_can_be_read_back(cop: Cop, tmp_path: Path) -> None:
    incident = cop.opened("exercise")
    assert cop.json("releases")["releases"] == []
    cop("state", incident, "--json")
    cop("picture", incident, "--size", "320x240", "--out", str(tmp_path / "a.png"), *CONFIDENTIAL)
    layer = tmp_path / "kranen.geojson"
    point = {"type": "Point", "coordinates": [5.2, 52.5]}
    feature = {"type": "Feature", "id": "1", "geometry": point, "properties": {"id": 1, "bsn": "111222333"}}
    layer.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    cop("import", str(layer), "--layer", "kranen")
    cop("export", "--layer", "kranen", "--out", str(tmp_path / "uit.geojson"), "--to", "Waterschap")
    rows = cop.json("releases")["releases"]
    told = [(row["exit"], row["realm"], row["recipient"], row["withheld"], row["masked"]) for row in rows]
    assert told == [("state", "oefening", "", 1, 1), ("picture", "oefening", "Politie", 0, told[1][4]),
                    ("export", "echt", "Waterschap", 0, 0)]  # fmt: skip
    assert rows[0]["dropped"] == []
    assert rows[1]["ground"] == "Wpg art. 19"
    assert rows[1]["function"] == "OL"
    assert [row["exit"] for row in cop.json("releases", incident)["releases"]] == ["state", "picture"]
    assert "Waterschap" in cop("releases")


HOLDER = """
import sys
from pathlib import Path
from cop_app.bootstrap import open_session, open_workspace
from cop_app.domain.incident import Realm
session = open_session(open_workspace(Path(sys.argv[1])), Realm.OEFENING)
print(session.read_only, flush=True)
sys.stdin.readline()
print(len(session.releases()), flush=True)
session.close()
"""


def test_with_a_window_open_beside_it_the_record_waits_for_that_window(cop: Cop) -> None:
    incident = cop.opened("exercise")
    child = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(cop.workspace)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        cwd=ROOT,
    )  # fmt: skip
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == "False\n"
        assert items(cop.json("state", incident)) == ["melding"]
        assert "zodra daar weer in geschreven wordt" in cop.stderr
        out, _ = child.communicate("\n", timeout=60)
        assert out == "1\n"
    finally:
        child.kill()
        child.wait()
    cop("item", "put", incident, stdin=json.dumps({"item": "x", "class": "bericht", "claims": {"tekst": "een"}}))
    assert not list(cop.workspace.rglob("*.vrijgave"))
    assert [row["exit"] for row in cop.json("releases", incident)["releases"]] == ["state"]


def test_in_a_closed_workspace_the_waiting_record_cannot_be_read(cop: Cop) -> None:
    incident = cop.opened("exercise")
    cop("passphrase", "set", phrase=PHRASE)
    cop("state", incident, "--json", "--to", "Kanarieontvanger", "--ground", "kanariegrond", phrase=PHRASE)
    assert len(list(cop.workspace.rglob("*.vrijgave"))) == 1
    for path in cop.workspace.rglob("*"):
        assert not path.is_file() or b"anarie" not in path.read_bytes(), path
    assert cop.json("releases", phrase=PHRASE)["releases"][0]["ground"] == "kanariegrond"
