"""docs/cli.md is the command line: it names every command and every word of it, and nothing that is not there."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from cop_app.cli.program import GROUPS, parser_for

ROOT = Path(__file__).resolve().parents[3]
DOCUMENT = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
EVERYWHERE = {"--help", "--workspace", "--passphrase-fd"}
RELEASE = {"--ceiling", "--to", "--ground", "--released-by"}

Words = dict[str, argparse.ArgumentParser]


def below(parser: argparse.ArgumentParser, path: str = "") -> Words:
    """Return every command that can be typed, by its words after `cop`."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            inner = {name: below(child, f"{path} {name}".strip()) for name, child in action.choices.items()}
            found = {words: child for known in inner.values() for words, child in known.items()}
            return found if path else {"": parser, **found}
    return {path: parser}


def options_of(parser: argparse.ArgumentParser) -> set[str]:
    return {word for action in parser._actions for word in action.option_strings if word.startswith("--")}


def choices_of(parser: argparse.ArgumentParser, option: str) -> list[str]:
    (action,) = [action for action in parser._actions if option in action.option_strings]
    return [str(choice) for choice in action.choices or ()]


def rows(text: str) -> list[str]:
    """Return the command of each row of the tables, without Markdown's escapes."""
    return [span.replace("\\|", "|") for span in re.findall(r"^\| `(cop[^`]*)` \|", text, re.MULTILINE)]


def command_in(words: str, known: Words) -> str:
    """Return the longest known command that the words after `cop` begin with; "" for the window itself."""
    parts = re.findall(r"^[a-z]+(?: [a-z]+)?", words)
    tries = [parts[0], parts[0].split()[0]] if parts else []
    return next((candidate for candidate in tries if candidate in known), "")


COMMANDS = below(parser_for(["--help"]))
WRITTEN: dict[str, set[str]] = {}
for _row in rows(DOCUMENT):
    WRITTEN.setdefault(command_in(_row[4:], COMMANDS), set()).update(re.findall(r"--[a-z-]+", _row))


def test_the_parser_knows_every_group_of_commands() -> None:
    assert {name.split()[0] for name in COMMANDS if name} == set(GROUPS)


@pytest.mark.parametrize("command", sorted(COMMANDS), ids=lambda name: f"cop {name}".strip())
def test_the_document_names_every_word_of_a_command_and_no_other(command: str) -> None:
    assert command in WRITTEN, f"docs/cli.md has no row for cop {command}"
    words = options_of(COMMANDS[command]) - EVERYWHERE
    if words >= RELEASE:  # the words that all exits share stand in a table of their own
        words -= RELEASE
    assert WRITTEN[command] == words


def test_words_that_hold_everywhere_and_at_exits_stand_in_tables_of_their_own() -> None:
    alone = set(re.findall(r"^\| `(--[a-z-]+)", DOCUMENT, re.MULTILINE))
    assert alone == EVERYWHERE | RELEASE


@pytest.mark.parametrize(
    ("command", "option"),
    [("source add", "--kind"), ("incident open", "--realm"), ("coordinates", "--from"), ("coordinates", "--to"),
     ("demo", "--palette"), ("export", "--ceiling")],
)  # fmt: skip
def test_choices_are_written_as_the_parser_has_them(command: str, option: str) -> None:
    assert f"{option} {'|'.join(choices_of(COMMANDS[command], option))}" in DOCUMENT.replace("\\|", "|")


def test_every_team_is_named() -> None:
    *most, last = choices_of(COMMANDS["needs"], "--team")
    assert f"`TEAM` is {', '.join(most)} of {last}." in DOCUMENT


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_what_any_document_says_to_type_can_be_typed(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("\\|", "|")
    spans = re.findall(r"(?:`cop|^cop|\$\(cop|; cop|run\.py --) ([a-z-][^`\n#);]*)", text, re.MULTILINE)
    for span in spans:
        first = span.split()[0]
        command = command_in(span, COMMANDS)
        whole_group = any(name.startswith(f"{first} ") for name in COMMANDS)
        assert command or whole_group or first.startswith("-"), f"{path.name}: cop {span}"
        known = options_of(COMMANDS[command]) if command else set().union(*map(options_of, COMMANDS.values()))
        assert set(re.findall(r"--[a-z-]+", span)) <= known, f"{path.name}: cop {span}"
