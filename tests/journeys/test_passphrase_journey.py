"""A passphrase as people meet it: typed unseen on a terminal or given on a descriptor, and nothing readable after."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="een terminal en bestandsnummers van POSIX")

ROOT = Path(__file__).resolve().parents[2]
PHRASE, OTHER = "vier korte woorden hier", "en vier heel andere woorden"
# Words that only this test writes; not one byte of them may be readable afterwards.
CANARIES = ("Kanarietitel", "kanarietekst zwavelzuur", "Kanariehydrant", "Kanarieoefening", "kanariegrond")


class Cop:
    def __init__(self, workspace: Path) -> None:
        self.workspace = workspace

    def __call__(self, *words: str, secrets: dict[str, str] | None = None, stdin: str = "", code: int = 0) -> str:
        """Run `cop`; `secrets` maps an option such as --passphrase-fd to the line that is given on a descriptor."""
        extra, numbers = [], []
        for option, line in (secrets or {}).items():
            reading, writing = os.pipe()
            os.write(writing, f"{line}\n".encode())
            os.close(writing)
            numbers.append(reading)
            extra += [option, str(reading)]
        command = [sys.executable, "-m", "cop_app", *words, *extra, "--workspace", str(self.workspace)]
        done = subprocess.run(
            command, input=stdin, capture_output=True, text=True, cwd=ROOT, check=False, pass_fds=numbers,
            start_new_session=True,
        )  # fmt: skip
        for number in numbers:
            os.close(number)
        assert done.returncode == code, f"{done.returncode}\n{done.stdout}\n{done.stderr}"
        assert PHRASE not in done.stdout + done.stderr
        self.stderr = done.stderr
        return done.stdout

    def json(self, *words: str, **more: object) -> dict:  # type: ignore[type-arg]
        return json.loads(self(*words, "--json", **more))  # type: ignore[arg-type]

    def typed(self, *words: str, answers: tuple[str, ...]) -> tuple[int, str]:
        """Run `cop` on a terminal of its own and type an answer at every question; returns exit code and screen."""
        pid, terminal = os.forkpty()
        if pid == 0:
            os.chdir(ROOT)
            command = [sys.executable, "-m", "cop_app", *words, "--workspace", str(self.workspace)]
            os.execv(sys.executable, command)
        screen, asked, waiting = "", 0, list(answers)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            ready, _, _ = select.select([terminal], [], [], 1)
            if not ready:
                continue
            try:
                part = os.read(terminal, 4096).decode()
            except OSError:  # the other side is gone
                break
            if not part:
                break
            screen += part
            if waiting and screen.count(": ") > asked and screen.rstrip(" ").endswith(":"):
                asked = screen.count(": ")
                os.write(terminal, f"{waiting.pop(0)}\n".encode())
        else:
            os.kill(pid, signal.SIGKILL)
        os.close(terminal)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), screen


@pytest.fixture
def cop(tmp_path: Path) -> Cop:
    return Cop(tmp_path / "werkmap")


def opened(cop: Cop, title: str, realm: str, **more: object) -> str:
    words = ("incident", "open", "--title", title, "--kind", "overig", "--at", "142000,503000", "--realm", realm)
    return str(cop.json(*words, **more)["id"])


def line(text: str) -> str:
    return json.dumps({"item": "a", "class": "bericht", "claims": {"tekst": text}})


def readable(folder: Path, words: tuple[str, ...]) -> list[str]:
    """Return every place under a folder where a word can be read: names, bytes, UTF-16."""
    found = []
    for path in sorted(folder.rglob("*")):
        data = path.read_bytes() if path.is_file() else b""
        for word in words:
            if word in path.name or any(word.encode(code) in data for code in ("utf-8", "utf-16-le", "utf-16-be")):
                found.append(f"{path.relative_to(folder)}: {word}")
    return found


def filled(cop: Cop, tmp_path: Path) -> tuple[str, str]:
    """Write into the log of both realms and the cache of reality."""
    real, play = opened(cop, "Kanarietitel", "real"), opened(cop, "Kanarieoefening", "exercise")
    cop("item", "put", real, stdin=line("kanarietekst zwavelzuur"))
    layer = tmp_path / "kranen.geojson"
    point = {"type": "Point", "coordinates": [5.2, 52.5]}
    feature = {"type": "Feature", "id": "k1", "geometry": point, "properties": {"naam": "Kanariehydrant"}}
    layer.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    cop("import", str(layer), "--layer", "kranen", "--key", "naam")
    return real, play


def test_after_a_passphrase_nothing_can_be_read_beside_the_databases(cop: Cop, tmp_path: Path) -> None:
    real, play = filled(cop, tmp_path)
    keys_before = json.loads((cop.workspace / "keys" / "kluis.json").read_text())["inhoud"]
    (cop.workspace / "keys" / "kluis.jsonxyz.nieuw").write_text(json.dumps(keys_before))
    done = cop.json("passphrase", "set", secrets={"--new-passphrase-fd": PHRASE})
    assert done == {"closed": True, "databases": 3}
    assert "met een wachtzin gesloten; 3 bestanden zijn omgezet" in cop.stderr
    secrets = (keys_before["database"], keys_before["apparaat"]["ed25519"], keys_before["apparaat"]["x25519"])
    given = {"--passphrase-fd": PHRASE}
    cop("item", "put", real, stdin=line("kanarietekst zwavelzuur"), secrets=given)
    cop("item", "put", play, stdin=line("kanarietekst zwavelzuur"), secrets=given)
    assert readable(cop.workspace, (*CANARIES, *secrets, PHRASE)) == []
    assert bytes.fromhex(secrets[0]) not in b"".join(p.read_bytes() for p in cop.workspace.rglob("*") if p.is_file())
    assert "zwavelzuur" in cop("state", real, "--json", secrets=given)
    assert {row["title"] for row in cop.json("incident", "list", secrets=given)["incidents"]} == set(CANARIES[::3])
    out = tmp_path / "uit.geojson"
    cop("export", "--layer", "kranen", "--out", str(out), secrets=given)
    assert "Kanariehydrant" in out.read_text()


WRITER = """
import sys
from pathlib import Path
from cop_app.bootstrap import find_incident, open_session, open_workspace
from cop_app.domain.commands import PutItem
from cop_app.domain.functions import actor_for
from cop_app.domain.incident import Reality
workspace, phrase = open_workspace(Path(sys.argv[1])), sys.stdin.readline().rstrip()
realm, exercise = find_incident(workspace, sys.argv[2], phrase)
session = open_session(workspace, realm, exercise=exercise, passphrase=phrase)
for number in range(200):
    text = f"kanarietekst zwavelzuur {number}"
    session.put(sys.argv[2], PutItem(f"n{number}", "bericht", Reality.ACTUEEL, {"tekst": text}), actor_for("CaCo"))
print("geschreven", flush=True)
sys.stdin.readline()
"""


def test_nothing_is_readable_while_a_window_writes_nor_after_it_was_killed(cop: Cop, tmp_path: Path) -> None:
    real, _play = filled(cop, tmp_path)
    cop("passphrase", "set", secrets={"--passphrase-fd": PHRASE})
    child = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(cop.workspace), real], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        text=True, cwd=ROOT,
    )  # fmt: skip
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(f"{PHRASE}\n")
    child.stdin.flush()
    assert child.stdout.readline() == "geschreven\n"
    journal = cop.workspace / "live" / "log.db-wal"
    assert journal.stat().st_size > 0
    assert readable(cop.workspace, (*CANARIES, PHRASE)) == []
    child.kill()
    child.communicate()
    assert journal.stat().st_size > 0
    assert readable(cop.workspace, (*CANARIES, PHRASE)) == []
    assert len(cop.json("state", real, secrets={"--passphrase-fd": PHRASE})["items"]) == 201


def test_wrong_absent_and_superfluous_phrases_are_told_and_change_nothing(cop: Cop) -> None:
    incident = opened(cop, "Brand", "real")
    cop("incident", "list", secrets={"--passphrase-fd": PHRASE}, code=1)
    assert "geen wachtzin" in cop.stderr
    cop("passphrase", "change", code=1)
    assert "nog geen wachtzin" in cop.stderr
    cop("passphrase", "set", secrets={"--new-passphrase-fd": "kort"}, code=1)
    assert "te kort" in cop.stderr
    cop("passphrase", "set", secrets={"--new-passphrase-fd": PHRASE})
    before = {path: path.read_bytes() for path in cop.workspace.rglob("*") if path.is_file()}
    cop("incident", "list", code=1)
    assert "--passphrase-fd" in cop.stderr
    cop("incident", "list", secrets={"--passphrase-fd": OTHER}, code=1)
    assert "past niet" in cop.stderr
    cop("passphrase", "set", secrets={"--passphrase-fd": PHRASE}, code=1)
    assert "al een wachtzin" in cop.stderr
    cop("incident", "list", "--passphrase-fd", "99", code=1)
    assert "bestandsnummer 99" in cop.stderr
    cop("incident", "list", "--passphrase", PHRASE, code=2)
    assert before == {path: path.read_bytes() for path in cop.workspace.rglob("*") if path.is_file()}
    assert incident in cop("incident", "list", secrets={"--passphrase-fd": PHRASE})


def test_the_phrase_and_the_lines_may_come_in_on_one_descriptor(cop: Cop) -> None:
    incident = opened(cop, "Brand", "exercise")
    cop("passphrase", "set", "--passphrase-fd", "0", stdin=f"{PHRASE}\n")
    words = ("item", "put", incident, "-", "--passphrase-fd", "0", "--json")
    assert json.loads(cop(*words, stdin=f"{PHRASE}\n{line('een')}\n{line('twee')}\n"))["stored"] == 2


def test_an_exercise_played_in_a_closed_workspace_is_closed_too(cop: Cop) -> None:
    opened(cop, "Brand", "real")
    cop("passphrase", "set", secrets={"--passphrase-fd": PHRASE})
    cop("demo", "--headless", code=1)
    assert "--passphrase-fd" in cop.stderr
    cop("demo", "--headless", secrets={"--passphrase-fd": PHRASE})
    folders = [path for path in (cop.workspace / "oefening").iterdir() if path.is_dir()]
    assert len(folders) == 1
    assert readable(folders[0], ("Noorderlicht", "Chemiekade")) == []
    realms = {row["realm"] for row in cop.json("incident", "list", secrets={"--passphrase-fd": PHRASE})["incidents"]}
    assert realms == {"echt", "oefening"}


def test_on_a_terminal_the_phrase_is_typed_unseen(cop: Cop) -> None:
    opened(cop, "Brand", "real")
    code, screen = cop.typed("passphrase", "set", answers=(PHRASE, OTHER))
    assert code == 1
    assert "verschilt" in screen
    code, screen = cop.typed("passphrase", "set", answers=(PHRASE, PHRASE))
    assert code == 0
    assert PHRASE not in screen
    code, screen = cop.typed("incident", "list", answers=(OTHER, PHRASE))
    assert code == 0
    assert screen.count("past niet") == 1
    assert "Brand" in screen
    code, screen = cop.typed("incident", "list", answers=(OTHER, OTHER, OTHER))
    assert code == 1
    assert "Drie keer" in screen
    code, screen = cop.typed("passphrase", "change", answers=(PHRASE, OTHER, OTHER))
    assert code == 0
    assert PHRASE not in screen
    assert OTHER not in screen
    assert "Brand" in cop("incident", "list", secrets={"--passphrase-fd": OTHER})


def test_without_a_keyring_remembering_says_so(cop: Cop) -> None:
    opened(cop, "Brand", "real")
    cop("passphrase", "remember", code=1)
    assert "nog geen wachtzin" in cop.stderr
    cop("passphrase", "set", secrets={"--passphrase-fd": PHRASE})
    environment = dict(os.environ)
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    try:
        cop("passphrase", "remember", secrets={"--passphrase-fd": PHRASE}, code=1)
        assert "geen sleutelbos" in cop.stderr
        cop("passphrase", "remember", secrets={"--passphrase-fd": OTHER}, code=1)
        assert "past niet" in cop.stderr
        assert cop.json("passphrase", "forget") == {"remembered": False, "removed": False}
    finally:
        os.environ.clear()
        os.environ.update(environment)
