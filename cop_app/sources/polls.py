"""What is noted of every look at a source: the only record of how it was doing, now and at any moment before.

Nothing is kept beside it that could tell another story. The cache keeps the rows; what stands in them is decided here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Protocol

from cop_app.domain.errors import UserFacingError
from cop_app.geo.boxes import Box
from cop_app.sources.faults import SourceFault
from cop_app.sources.paging import Validator

OK = "ok"
INCOMPLETE = "onvolledig"
UNCHANGED = "ongewijzigd"
FAULT = "storing"
LOADED = (OK, INCOMPLETE)
_TOLD = 20


class PollRun(Protocol):
    """A run of equal looks, one after the other: the outcome, from when to when, how many, and what was noted."""

    @property
    def outcome(self) -> str: ...  # noqa: D102
    @property
    def first_at(self) -> int: ...  # noqa: D102
    @property
    def last_at(self) -> int: ...  # noqa: D102
    @property
    def times(self) -> int: ...  # noqa: D102
    @property
    def note(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class LoadNote:
    """What is kept of a load that ended: what was asked, what is covered since, its proof, and how to ask again.

    `question` is the source as it was set, `asked` the area that was asked (RD metres, None = everything); `whole` and
    `covered` say what is held after it. `held_since` is not 0 when only a part was asked: the rest is not newer than
    that moment.
    """

    question: str = ""
    asked: Box | None = None
    whole: bool = True
    covered: Box | None = None
    held_since: int = 0
    proof: str = ""
    received: int = 0
    expected: int | None = None
    problems: tuple[str, ...] = ()
    validators: tuple[Validator, ...] = ()

    def text(self) -> str:
        """Return it as the note of a poll."""
        found = {
            "vraag": self.question, "gevraagd": self.asked, "geheel": self.whole, "gebied": self.covered,
            "sinds": self.held_since, "bewijs": self.proof, "ontvangen": self.received, "opgegeven": self.expected,
            "problemen": self.problems[:_TOLD], "kenmerken": [[v.url, v.etag, v.modified] for v in self.validators],
        }  # fmt: skip
        return json.dumps(found, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def of(cls, text: str) -> LoadNote:
        """Read the note of a load; what an older version did not write reads as a load of everything."""
        found = _object(text)
        return cls(
            str(found.get("vraag", "")), _box(found.get("gevraagd")), bool(found.get("geheel", True)),
            _box(found.get("gebied")), int(found.get("sinds", 0)), str(found.get("bewijs", "")),
            int(found.get("ontvangen", 0)), found.get("opgegeven"), tuple(found.get("problemen", ())),
            tuple(Validator(*row) for row in found.get("kenmerken", ())),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class FaultNote:
    """What is kept of a look that failed: the Dutch text, and whether and when trying again can help."""

    fault: str
    retry_after: int = 0
    passing: bool = True

    @classmethod
    def of_fault(cls, fault: UserFacingError) -> FaultNote:
        """Return the note of a fault."""
        return cls(str(fault), fault.retry_after, fault.passing) if isinstance(fault, SourceFault) else cls(str(fault))

    def text(self) -> str:
        """Return it as the note of a poll: the bare text when there is no more to say."""
        if self.passing and not self.retry_after:
            return self.fault
        found = {"storing": self.fault, "wachten": self.retry_after, "voorbijgaand": self.passing}
        return json.dumps(found, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def of(cls, text: str) -> FaultNote:
        """Read the note of a fault."""
        found = _object(text)
        if "storing" not in found:
            return cls(text)
        return cls(str(found["storing"]), int(found.get("wachten", 0)), bool(found.get("voorbijgaand", True)))


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _box(value: Any) -> Box | None:
    return (value[0], value[1], value[2], value[3]) if value else None
