"""The clock of an exercise: story time runs at a rate of wall time, pauses and jumps are segments, never rewritten.

Nobody else does arithmetic with speed. Norms and freshness use the story.
"""

from __future__ import annotations

from dataclasses import dataclass

from cop_app.domain.clock import Clock


@dataclass(frozen=True, slots=True)
class Segment:
    """From this wall moment the story runs on from `story` at `rate`."""

    wall: int
    story: int
    rate: float
    reason: str


class ReplayClock:
    """Story time over a wall clock; starts paused at `story_start`."""

    def __init__(self, base: Clock, story_start: int, rate: float = 1.0) -> None:
        self._base = base
        self._rate = rate
        self._segments = [Segment(base.wall(), story_start, 0.0, "klaar")]

    def wall(self) -> int:
        """Return the device's own time."""
        return self._base.wall()

    def story(self) -> int:
        """Return the story time now."""
        last = self._segments[-1]
        return last.story + int((self._base.wall() - last.wall) * last.rate)

    @property
    def running(self) -> bool:
        """Return whether the story moves."""
        return self._segments[-1].rate > 0

    @property
    def rate(self) -> float:
        """Return how many story seconds go in a wall second when running."""
        return self._rate

    @property
    def segments(self) -> tuple[Segment, ...]:
        """Return the whole mapping, for the evaluation."""
        return tuple(self._segments)

    def play(self) -> None:
        """Let the story run."""
        self._add(self.story(), self._rate, "start")

    def pause(self) -> None:
        """Hold the story."""
        self._add(self.story(), 0.0, "pauze")

    def set_rate(self, rate: float) -> None:
        """Change the rate from now on."""
        self._rate = rate
        if self.running:
            self._add(self.story(), rate, "tempo")

    def jump(self, story: int) -> None:
        """Go to a story moment; recorded as a jump."""
        self._add(story, self._rate if self.running else 0.0, "sprong")

    def _add(self, story: int, rate: float, reason: str) -> None:
        self._segments.append(Segment(self._base.wall(), story, rate, reason))
