"""Finding features by name: what is typed, with or without accents, each word from its beginning.

Nobody types a whole name at three in the morning, and a partner's list has its accents right where the caller has not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
import numpy as np

from cop_app.geo.columns import FeatureBatch
from cop_app.store.database import Connection


class SearchHit(NamedTuple):
    """A found feature; x and y are RD metres, None without a place."""

    title: str
    kind: str
    layer: str
    key: str
    x: float | None
    y: float | None


def question(text: str, *, whole: bool = False) -> str:
    """Return the FTS5 question for typed text: every word, from its beginning or whole; "" when no word is in it."""
    return " ".join(f'"{word}"' if whole else f'"{word}"*' for word in re.findall(r"\w+", text))


def search(
    connection: Connection, text: str, limit: int, layer: str = "", *, whole: bool = False
) -> list[SearchHit]:
    """Return the best hits: shortest title first among equals, so that the street stands before its addresses.

    With `whole` a word only finds the same word: house 4 and not house 40.
    """
    asked = question(text, whole=whole)
    if not asked:
        return []
    rows = connection.execute(
        "SELECT e.title, e.kind, e.layer, e.key, e.x, e.y FROM search s JOIN search_entry e ON e.id = s.rowid "
        "WHERE search MATCH ?1 AND (?2 = '' OR e.layer = ?2) "
        "ORDER BY bm25(search, 10.0, 2.0, 1.0), length(e.title), e.id LIMIT ?3",
        (asked, layer, limit),
    )
    return [SearchHit(*row) for row in rows.fetchall()]


def forget(connection: Connection, dataset: int, keys: Iterable[str]) -> None:
    """Take features out of the index."""
    chosen = msgspec.json.encode(list(keys)).decode()
    _remove(connection, "dataset = ? AND key IN (SELECT value FROM json_each(?))", (dataset, chosen))


def forget_all(connection: Connection, dataset: int) -> None:
    """Take all features of a dataset out of the index."""
    _remove(connection, "dataset = ?", (dataset,))


def _remove(connection: Connection, which: str, values: tuple[int | str, ...]) -> None:
    told = "INSERT INTO search (search, rowid, title, kind, layer) SELECT 'delete', id, title, kind, layer"
    for what in (f"{told} FROM", "DELETE FROM"):
        connection.execute(f"{what} search_entry WHERE {which}", values)


def index(connection: Connection, dataset: int, layer: str, batch: FeatureBatch, fields: Sequence[str]) -> None:
    """Put features in the index under the words of these properties; those without any of them stay out."""
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM search_entry").fetchone()
    connection.executemany(
        "INSERT INTO search_entry (dataset, key, title, kind, layer, x, y) VALUES (?,?,?,?,?,?,?)",
        _entries(dataset, layer, batch, fields),
    )
    connection.execute(
        "INSERT INTO search (rowid, title, kind, layer) SELECT id, title, kind, layer FROM search_entry WHERE id > ?",
        (last,),
    )


def _entries(
    dataset: int, layer: str, batch: FeatureBatch, fields: Sequence[str]
) -> list[tuple[int, str, str, str, str, float | None, float | None]]:
    names = tuple(dict.fromkeys((*fields, "klasse")))
    read, words, kind = _reader(names), [names.index(name) for name in fields], names.index("klasse")
    centres = (batch.geometry.boxes[:, :2] + batch.geometry.boxes[:, 2:]) / 2
    nowhere = np.isnan(centres[:, 0]).tolist()
    rows = []
    for key, raw, (x, y), lost in zip(batch.keys, batch.properties, centres.tolist(), nowhere, strict=True):
        found = msgspec.structs.astuple(read(raw))
        title = " ".join([str(found[word]) for word in words if found[word] not in (None, "")])
        if title:
            place = (None, None) if lost else (x, y)
            rows.append((dataset, key, title, str(found[kind] or ""), layer, *place))
    return rows


@lru_cache(maxsize=32)
def _reader(names: tuple[str, ...]) -> Callable[[bytes], Any]:
    """Return a reader of only these properties, as a structure with them in order."""
    made = msgspec.defstruct(
        "Words", [(f"p{place}", Any, msgspec.field(default=None, name=name)) for place, name in enumerate(names)],
        gc=False,
    )  # fmt: skip
    return msgspec.json.Decoder(made).decode
