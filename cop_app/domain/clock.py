"""The only place that asks the time.

Every instant in the program is an `int`: milliseconds since 1970-01-01 UTC. A clock has two faces: `wall` (what the
device says) and `story` (exercise time; equal to wall in reality). Freshness and norms use the story, audit the wall.
"""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from cop_app.domain.errors import UserFacingError

ZONE = ZoneInfo("Europe/Amsterdam")
SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
# What counts as an instant: from the year 1900 up to 3000. Beyond the calendar's end nothing can be shown any more.
EARLIEST = -2_208_988_800_000
LATEST = 32_503_680_000_000


class Clock(Protocol):
    """Gives both times in milliseconds since the epoch."""

    def wall(self) -> int:
        """Return the device's own time."""
        ...

    def story(self) -> int:
        """Return the time in the story that is played; equal to wall in reality."""
        ...


class SystemClock:
    """The device's clock; story and wall are the same."""

    def wall(self) -> int:
        """Return the device's own time."""
        return time.time_ns() // 1_000_000

    story = wall


class ManualClock:
    """A clock that stands still until a test or a player moves it."""

    def __init__(self, now: int, story: int | None = None) -> None:
        self._wall = now
        self._story = now if story is None else story

    def wall(self) -> int:
        """Return the time last set."""
        return self._wall

    def story(self) -> int:
        """Return the story time last set."""
        return self._story

    def advance(self, milliseconds: int, factor: float = 1.0) -> None:
        """Move the wall on, and the story `factor` times as far."""
        self._wall += milliseconds
        self._story += int(milliseconds * factor)

    def set_story(self, instant: int) -> None:
        """Jump the story to an instant; the wall does not move."""
        self._story = instant

    def set_both(self, instant: int) -> None:
        """Go to an instant on both faces: an exercise played at top speed, where nothing else has a time."""
        self._wall = self._story = instant


def local(instant: int) -> datetime:
    """Return the instant as Dutch local time."""
    return datetime.fromtimestamp(instant / 1000, ZONE)


def iso(instant: int) -> str:
    """Return ISO 8601 with offset, to the millisecond when there are any: 2026-03-12T19:42:00+01:00."""
    return local(instant).isoformat(timespec="milliseconds" if instant % 1000 else "seconds")


def parse_instant(text: str, today: int) -> int:
    """Read ISO 8601 with offset, or a bare 19:42 / 19:42:10 as local time on the day of `today`.

    Raises:
        UserFacingError: `tijd.overgeslagen` for a time that the clock skipped that night, `tijd.onleesbaar` when
            neither reading fits, an ISO time has no offset, or nothing can have happened in that year.
    """
    bare = re.fullmatch(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", text.strip())
    try:
        if bare:
            hour, minute, second = int(bare[1]), int(bare[2]), int(bare[3] or 0)
            moment = local(today).replace(hour=hour, minute=minute, second=second, microsecond=0)
            return _on_the_clock(moment, today, text)
        moment = datetime.fromisoformat(text.strip())
        if moment.tzinfo is None:
            raise ValueError(text)
        instant = int((moment - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1))
        if not EARLIEST <= instant < LATEST:
            raise ValueError(text)
    except (ValueError, OverflowError) as error:
        raise UserFacingError(
            "tijd.onleesbaar",
            "De tijd ‘{tijd}’ is niet te lezen.",
            advice="Schrijf 19:42 of 2026-03-12T19:42:00+01:00.",
            tijd=text,
        ) from error
    return instant


def _on_the_clock(moment: datetime, today: int, text: str) -> int:
    """Return the instant of a time on the clock: on the night that an hour comes twice, the last one that has been.

    Raises:
        UserFacingError: `tijd.overgeslagen` for a time that the clock skipped that night.
    """
    first, second = (round(moment.replace(fold=fold).timestamp() * 1000) for fold in (0, 1))
    if second < first:
        raise UserFacingError(
            "tijd.overgeslagen", "De tijd ‘{tijd}’ was er die nacht niet: de klok ging een uur vooruit.",
            advice="Kies een andere tijd, of schrijf haar met verschil: 2026-03-29T03:30:00+02:00.", tijd=text,
        )  # fmt: skip
    return first if second > today >= first else second


def age_text(milliseconds: int) -> str:
    """Say an age as people do: 8 s, 4 min, 5 u 10, 2 dagen."""
    seconds = max(0, milliseconds) // SECOND
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min"
    if seconds < 48 * 3600:
        return f"{seconds // 3600} u {seconds % 3600 // 60:02d}"
    return f"{seconds // 86400} dagen"
