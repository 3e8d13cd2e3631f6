"""Checking a TOML file that people write against a table of its fields: every mistake in Dutch and with its line.

One definition of a file gives both the check and the JSON schema that is published, so that they cannot drift apart.
Chain designs and mapping profiles are read with it.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Place = tuple[tuple[str, int], ...]  # ((table, index), …): which [[table]] of which [[table]]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a table: its kind (a key of `KINDS`), whether it must be there, and what it may be."""

    kind: str
    required: bool = False
    choices: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None
    table: str = ""


# table name -> field name -> rule; "" is the file itself
Tables = Mapping[str, Mapping[str, Field]]


@dataclass(frozen=True, slots=True)
class FileFault:
    """One mistake in a file: the line and what to do about it."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"regel {self.line}: {self.text}"


class Lines:
    """Finds the line of a key in TOML text, which the standard reader does not tell."""

    def __init__(self, text: str) -> None:
        self._at: dict[tuple[Place, str], int] = {}
        place: Place = ()
        counts: dict[tuple[Place, str], int] = {}
        for number, line in enumerate(text.splitlines(), 1):
            head = re.match(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?", line)
            if head:
                place = self._enter(_names(head[2]), head[1] == "[[", counts)
                for depth in range(len(place)):  # a table may stand only in the name of one inside it
                    self._at.setdefault((place[: depth + 1], ""), number)
                continue
            key = re.match(r"\s*(?:([\w-]+)|\"([^\"]*)\"|'([^']*)')\s*=", line)
            if key:
                self._at.setdefault((place, next(part for part in key.groups() if part is not None)), number)

    @staticmethod
    def _enter(names: list[str], array: bool, counts: dict[tuple[Place, str], int]) -> Place:
        place: Place = ()
        for depth, name in enumerate(names):
            last = depth == len(names) - 1
            index = counts.get((place, name), 0 if (last and array) else -1)
            if last and array:
                counts[(place, name)] = index + 1
                place = (*place, (name, index))
            else:
                place = (*place, (name, max(0, index - 1) if index > 0 else 0))
        return place

    def of(self, place: Place, key: str = "") -> int:
        """Return the line of a key, else of the table it is in, else of the nearest table above."""
        while True:
            for wanted in ((place, key), ((*place, (key, 0)), ""), (place, "")):
                if wanted in self._at:
                    return self._at[wanted]
            if not place:
                return 1
            key, place = place[-1][0], place[:-1]


def _names(head: str) -> list[str]:
    """Return the parts of a table's name: waarden."in gebruik" has two."""
    parts = re.findall(r"\"([^\"]*)\"|'([^']*)'|([^.\s\"']+)", head)
    return [next(filter(None, part), "") for part in parts]


def read_tables(text: str, tables: Tables) -> tuple[dict[str, Any], Lines, list[FileFault]]:
    """Return what a file says, where, and every mistake in it; with a mistake in the TOML itself nothing is said."""
    text = text.removeprefix("\ufeff")  # Windows' Notepad writes it
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        words = "de TOML-schrijfwijze klopt hier niet; kijk naar aanhalingstekens en haken"
        return {}, Lines(""), [FileFault(line, words)]
    except (RecursionError, ValueError):  # thousands of brackets in each other, or a number of thousands of digits
        sizes = [len(each) for each in text.split("\n")]
        return {}, Lines(""), [FileFault(sizes.index(max(sizes)) + 1, "hier staat meer dan te lezen is")]
    lines = Lines(text)
    return data, lines, list(_Check(tables, lines).table("", data, ()))


def json_schema(tables: Tables, title: str) -> dict[str, Any]:
    """Return the JSON schema (draft 2020-12) of a file."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **_schema_of(tables, ""),
    }  # fmt: skip


def _is_word(value: Any) -> bool:
    return isinstance(value, str)


def _is_value(value: Any) -> bool:
    return isinstance(value, str | int) or (isinstance(value, float) and math.isfinite(value))


def _is_words(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_value, value.values()))


# kind -> type, how to say it, and for tables with free names what each of their values must be
KINDS: dict[str, tuple[type, str]] = {
    "tekst": (str, "een tekst tussen aanhalingstekens"),
    "getal": (int, "een heel getal"),
    "waarheid": (bool, "true of false"),
    "teksten": (list, "een lijst van teksten"),
    "tabel": (dict, "een tabel"),
    "tabellen": (list, "een of meer [[…]]-tabellen"),
    "namen": (dict, "een tabel van naam = \"tekst\""),
    "waarden": (dict, "een tabel van naam = waarde"),
    "woorden": (dict, "een tabel met per veld een tabel van \"hun woord\" = \"ons woord\""),
}  # fmt: skip
_FREE: dict[str, tuple[Callable[[Any], bool], str]] = {
    "namen": (_is_word, "een tekst tussen aanhalingstekens"),
    "waarden": (_is_value, "een tekst, getal of true/false"),
    "woorden": (_is_words, "een tabel van \"hun woord\" = \"ons woord\""),
}  # fmt: skip


class _Check:
    """Goes through a file, table by table."""

    def __init__(self, tables: Tables, lines: Lines) -> None:
        self._tables = tables
        self._lines = lines

    def table(self, table: str, data: Mapping[str, Any], place: Place) -> Iterator[FileFault]:
        rules = self._tables[table]
        title = f"[{table}]" if table else "het bestand"
        for name, rule in rules.items():
            if rule.required and name not in data:
                yield FileFault(self._lines.of(place), f"‘{name}’ ontbreekt in {title}")
        near = ", ".join(sorted(rules))
        for name, value in data.items():
            if name in rules:
                yield from self._value(name, rules[name], value, place)
            else:
                yield FileFault(self._lines.of(place, name), f"‘{name}’ is hier onbekend; mogelijk: {near}")

    def _value(self, name: str, rule: Field, given: Any, place: Place) -> Iterator[FileFault]:
        line = self._lines.of(place, name)
        expected, spelled = KINDS[rule.kind]
        fits: bool = isinstance(given, expected) and not (rule.kind == "getal" and isinstance(given, bool))
        if not fits:
            yield FileFault(line, f"‘{name}’ moet {spelled} zijn")
        elif rule.kind == "getal":
            yield from _number(name, rule, given, line)
        elif rule.kind in {"tekst", "teksten"}:
            yield from _words(name, rule, given, line)
        elif rule.kind in _FREE:
            yield from self._free(name, rule, given, place)
        elif rule.kind == "tabel":
            yield from self.table(rule.table, given, (*place, (name, 0)))
        elif rule.kind == "tabellen":
            for index, row in enumerate(given):
                if isinstance(row, dict):
                    yield from self.table(rule.table, row, (*place, (name, index)))
                else:
                    yield FileFault(line, f"‘{name}’ moet een lijst van tabellen zijn")

    def _free(self, name: str, rule: Field, given: Mapping[str, Any], place: Place) -> Iterator[FileFault]:
        fits, spelled = _FREE[rule.kind]
        inside: Place = (*place, (name, 0))
        for word, value in given.items():
            if not word.strip():
                yield FileFault(self._lines.of(inside, word), f"in ‘{name}’ staat een lege naam")
            elif not fits(value):
                line = self._lines.of((*inside, (word, 0))) if isinstance(value, dict) else self._lines.of(inside, word)
                yield FileFault(line, f"‘{word}’ in ‘{name}’ moet {spelled} zijn")


def _number(name: str, rule: Field, value: int, line: int) -> Iterator[FileFault]:
    if (rule.low is not None and value < rule.low) or (rule.high is not None and value > rule.high):
        yield FileFault(line, f"‘{name}’ = {value} valt buiten {rule.low} tot {rule.high or 'onbegrensd'}")


def _words(name: str, rule: Field, value: Any, line: int) -> Iterator[FileFault]:
    words = [value] if rule.kind == "tekst" else value
    if any(not isinstance(word, str) for word in words):
        yield FileFault(line, f"‘{name}’ moet alleen teksten bevatten")
    elif rule.choices:
        allowed = ", ".join(rule.choices)
        for word in words:
            if word not in rule.choices:
                yield FileFault(line, f"‘{word}’ kan niet bij ‘{name}’; kies uit {allowed}")


def _schema_of(tables: Tables, table: str) -> dict[str, Any]:
    rules = tables[table]
    return {
        "type": "object",
        "properties": {name: _schema_field(tables, rule) for name, rule in rules.items()},
        "required": [name for name, rule in rules.items() if rule.required],
        "additionalProperties": False,
    }


def _schema_field(tables: Tables, rule: Field) -> dict[str, Any]:
    text: dict[str, Any] = {"type": "string", **({"enum": list(rule.choices)} if rule.choices else {})}
    value = {"type": ["string", "number", "boolean"]}
    bounds = {"minimum": rule.low, "maximum": rule.high}
    plain: dict[str, dict[str, Any]] = {
        "tekst": text, "teksten": {"type": "array", "items": text}, "waarheid": {"type": "boolean"},
        "getal": {"type": "integer", **{name: bound for name, bound in bounds.items() if bound is not None}},
        "namen": {"type": "object", "additionalProperties": {"type": "string"}},
        "waarden": {"type": "object", "additionalProperties": value},
        "woorden": {
            "type": "object", "additionalProperties": {"type": "object", "additionalProperties": value},
        },
    }  # fmt: skip
    if rule.kind in plain:
        return plain[rule.kind]
    inner = _schema_of(tables, rule.table)
    return inner if rule.kind == "tabel" else {"type": "array", "items": inner}
