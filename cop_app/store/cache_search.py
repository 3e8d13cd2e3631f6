"""Finding features by name: what is typed, with or without accents, each word from its beginning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

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


def question(text: str) -> str:
    """Return the FTS5 question for typed text: every word, from its beginning; "" when there is no word in it."""
    return " ".join(f'"{word}"*' for word in re.findall(r"\w+", text))


def search(connection: Connection, text: str, limit: int, layer: str = "") -> list[SearchHit]:
    """Return the best hits: shortest title first among equals, so that the street stands before its addresses."""
    asked = question(text)
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
    connection.executemany("DELETE FROM search_entry WHERE dataset = ? AND key = ?", [(dataset, key) for key in keys])


def index(connection: Connection, dataset: int, layer: str, batch: FeatureBatch, fields: Sequence[str]) -> None:
    """Put features in the index under the words of these properties; those without any of them stay out."""
    read = msgspec.json.Decoder(dict[str, object]).decode
    centres = (batch.geometry.boxes[:, :2] + batch.geometry.boxes[:, 2:]) / 2
    rows = []
    for number, raw in enumerate(batch.properties):
        found = read(raw)
        title = " ".join(str(found[name]) for name in fields if found.get(name) not in (None, ""))
        if title:
            x, y = centres[number].tolist()
            place = (None, None) if np.isnan(x) else (x, y)
            rows.append((dataset, batch.keys[number], title, str(found.get("klasse") or ""), layer, *place))
    connection.executemany(
        "INSERT INTO search_entry (dataset, key, title, kind, layer, x, y) VALUES (?,?,?,?,?,?,?)", rows
    )
