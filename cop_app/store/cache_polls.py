"""How asking a source went, as runs of equal outcomes: the whole record of a source's health in a few rows.

A source that is asked every minute for a week is ten thousand looks that nearly all say the same; a row per look would
outgrow the data, and leaving looks out would make its past untellable.
"""

from __future__ import annotations

from cop_app.store.cache_records import Poll
from cop_app.store.database import Connection


def note(connection: Connection, dataset: int, poll: Poll, within: int | None) -> None:
    """Write one look; it lengthens the last row when outcome and note are the same and that row is recent enough."""
    last = connection.execute(
        "SELECT id, outcome, note, last_at FROM poll WHERE dataset = ? ORDER BY id DESC LIMIT 1", (dataset,)
    ).fetchone()
    recent = last is not None and (within is None or poll.first_at - last[3] <= within)
    if recent and last[1:3] == (poll.outcome, poll.note):
        connection.execute("UPDATE poll SET last_at = ?, times = times + 1 WHERE id = ?", (poll.last_at, last[0]))
        return
    connection.execute(
        "INSERT INTO poll (dataset, outcome, first_at, last_at, times, note) VALUES (?,?,?,?,?,?)", (dataset, *poll)
    )


def runs(connection: Connection, dataset: int) -> list[Poll]:
    """Return the runs of a dataset, oldest first."""
    query = "SELECT outcome, first_at, last_at, times, note FROM poll WHERE dataset = ? ORDER BY id"
    return [Poll(*row) for row in connection.execute(query, (dataset,)).fetchall()]
