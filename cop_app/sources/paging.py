"""Page after page until the whole collection is in, with proof that it is the whole.

Three real servers had three different paging faults: one repeats page 1 for ever-growing offsets, one writes a broken
`next`, one drops a parameter from it. GDAL read 1,000 of 2,500 features without a word. So every page must bring new
ids, `next` is followed only to the same origin, and at the end it is said whether the whole was proved.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import msgspec

from cop_app.geo.columns import FeatureBatch
from cop_app.i18n import _
from cop_app.sources.faults import SourceFault
from cop_app.sources.fetch import Answer, Fetcher

MAX_PAGES = 20_000
MAX_FEATURES = 2_000_000
_TOLD_PER_PAGE = 5
_EMPTY_PAGES_ALLOWED = 2
_TORN = {"bron.afgebroken", "bron.geen_json", "bron.geen_objecten"}
_NEXT_REFUSED = {"bron.verzoek", "bron.weg", "bron.ander_adres"}


@dataclass(frozen=True, slots=True)
class Proof:
    """How a load ended: whether the whole was proved, how many came, how many were announced, and why not."""

    complete: bool
    received: int
    matched: int | None
    reason: str
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One stored step: new features only, the token to go on from (""= last page) and the announced total.

    `received` counts all different features up to and including this page, before the local filter.
    """

    batch: FeatureBatch
    token: str
    matched: int | None
    received: int
    number: int


@dataclass(frozen=True, slots=True)
class Validator:
    """What to send to ask whether a page is still the same."""

    url: str
    etag: str = ""
    modified: str = ""

    def headers(self) -> dict[str, str]:
        """Return the conditional request headers."""
        both = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in both.items() if value}


@dataclass(frozen=True, slots=True)
class PageHead:
    """The paging members of an items document; `count` is the number of features really in it."""

    count: int
    matched: int | None
    returned: int | None
    next_url: str


@dataclass(frozen=True, slots=True)
class _State:
    """What must be remembered between pages; becomes the token."""

    url: str
    raw: int = 0
    unique: int = 0
    doubles: int = 0
    lost: int = 0
    short: int = 0
    pages: int = 0
    empty: int = 0
    own: bool = False
    probing: bool = False
    matched: int | None = None
    first_matched: int | None = None
    problems: tuple[str, ...] = ()

    def token(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def from_token(cls, token: str) -> _State:
        try:
            fields = json.loads(token)
            return cls(**{**fields, "problems": tuple(fields["problems"])})
        except (ValueError, TypeError, KeyError) as error:
            raise SourceFault(
                "bron.hervatten", _("Het laden is niet te hervatten."), advice=_("We beginnen opnieuw."), passing=True
            ) from error


class _Items(msgspec.Struct):
    """An items document, as lenient as safety allows: features stay raw."""

    type: str = ""
    features: list[msgspec.Raw] | None = None
    links: msgspec.Raw = msgspec.Raw()
    numberMatched: int | str | None = None  # noqa: N815
    numberReturned: int | str | None = None  # noqa: N815


class _Link(msgspec.Struct):
    rel: str = ""
    href: str = ""


def read_head(answer: Answer) -> PageHead:
    """Read the paging members.

    Raises:
        SourceFault: `bron.geen_json` or `bron.geen_objecten`.
    """
    try:
        items = msgspec.json.decode(answer.body, type=_Items)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise SourceFault(
            "bron.geen_json",
            _("Het antwoord van {url} is geen geldige GeoJSON."),
            advice=_("Meld dit aan de beheerder van de dienst."),
            url=answer.url,
        ) from error
    if items.type != "FeatureCollection" or items.features is None:
        raise SourceFault(
            "bron.geen_objecten",
            _("Het antwoord van {url} is geen verzameling objecten."),
            advice=_("Controleer het adres en de collectie."),
            url=answer.url,
        )
    return PageHead(
        len(items.features), _whole(items.numberMatched), _whole(items.numberReturned), _next(items.links, answer.url)
    )


def _whole(value: int | str | None) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _next(raw: msgspec.Raw, base: str) -> str:
    if not bytes(raw):
        return ""
    try:
        links = msgspec.json.decode(raw, type=list[_Link])
    except msgspec.MsgspecError:
        return ""
    href = next((link.href for link in links if link.rel == "next"), "")
    try:
        return urljoin(base, href) if href else ""
    except ValueError:
        return href


def with_parameters(url: str, **parameters: str) -> str:
    """Return the address with these query parameters set; those that are there already are replaced."""
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in parameters]
    return urlunsplit(parts._replace(query=urlencode([*kept, *parameters.items()], safe=":/,")))


class PagedLoad(Iterator[Page]):
    """An iterator over the pages of one load; after it ended, `proof` says whether the whole came in.

    A fault is raised from `next()`; what came before it is good, its last token resumes. `validators` holds what to
    send next time to ask whether anything changed (empty when the server gives no such means). `notes` are problems
    that are known beforehand.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        url: str,
        limit: int,
        read: Callable[[Answer], FeatureBatch],
        keep: Callable[[FeatureBatch], FeatureBatch],
        *,
        resume: str = "",
        seen: Collection[str] = (),
        notes: tuple[str, ...] = (),
    ) -> None:
        self._fetcher = fetcher
        self._first_url = url
        self._limit = limit
        self._read = read
        self._keep = keep
        self._seen = set(seen)
        self._state: _State | None = _State.from_token(resume) if resume else _State(url, problems=notes)
        self._validators: list[Validator] = []
        self._whole_from_start = not resume
        self.stuck = False  # whether it ended because a page repeated itself
        self.proof = Proof(False, 0, None, _("nog niet geladen"))

    @property
    def validators(self) -> tuple[Validator, ...]:
        """Return one validator per page when every page has one and the load is complete, else nothing."""
        usable = self.proof.complete and self._whole_from_start and all(v.etag or v.modified for v in self._validators)
        return tuple(self._validators) if usable else ()

    def close(self) -> None:
        """Close the connections; a closed load can be resumed with its last token."""
        self._fetcher.close()

    def __iter__(self) -> PagedLoad:
        return self

    def __next__(self) -> Page:
        state = self._state
        if state is None:
            raise StopIteration
        try:
            answer, batch, head, state = self._page(state)
        except SourceFault as fault:
            self._state = None
            if state.probing and not state.own and fault.code in _NEXT_REFUSED:
                # The service knows no offset; its own word that there is no next page stands.
                self.proof = self._prove(state, "")
                raise StopIteration from fault
            self.proof = self._incomplete(state, str(fault))
            raise
        if self._validators and self._validators[-1].url == answer.url:
            self._validators.pop()
        self._validators.append(Validator(answer.url, answer.etag, answer.modified))
        return self._step(state, batch, head)

    def _page(self, state: _State) -> tuple[Answer, FeatureBatch, PageHead, _State]:
        """Get one page; a torn page is asked once more, a broken `next` is replaced by our own offset."""
        torn = False
        while True:
            try:
                answer = self._fetcher.get(state.url)
                head = read_head(answer)
                return answer, self._read(answer), head, state
            except SourceFault as fault:
                if fault.code in _TORN and not torn:
                    torn = True
                elif fault.code in _NEXT_REFUSED and state.pages and not state.own and not state.probing:
                    note = _("de koppeling naar de volgende bladzijde deugt niet; zelf verder geteld")
                    state = replace(state, own=True, url=self._own(state.raw), problems=(*state.problems, note))
                else:
                    raise

    def _step(self, state: _State, batch: FeatureBatch, head: PageHead) -> Page:
        fresh = self._fresh(batch.keys)
        state = replace(
            state,
            raw=state.raw + head.count,
            unique=state.unique + len(fresh),
            doubles=state.doubles + len(batch) - len(fresh),
            lost=state.lost + head.count - len(batch),
            short=state.short + max(0, (head.returned or 0) - head.count),
            pages=state.pages + 1,
            empty=0 if head.count else state.empty + 1,
            matched=state.matched if head.matched is None else head.matched,
            first_matched=head.matched if state.first_matched is None else state.first_matched,
            problems=(*state.problems, *self._oddities(state, head, batch)),
        )
        self.stuck = bool(head.count) and not fresh
        following, end = self._following(state, head, repeated=self.stuck)
        new = batch if len(fresh) == len(batch) else batch.take(fresh)
        if following is None:
            self.proof = self._prove(state, end)
        else:
            self.proof = self._incomplete(state, _("het laden is nog bezig"))
        self._state = following
        token = following.token() if following else ""
        return Page(self._keep(new), token, state.matched, state.unique, state.pages)

    def _fresh(self, keys: list[str]) -> Sequence[int]:
        """Return the places of the features that did not come before, and remember them."""
        new = set(keys)
        if len(new) == len(keys) and self._seen.isdisjoint(new) and "#" not in "".join(keys):
            self._seen |= new
            return range(len(keys))
        fresh: list[int] = []
        for index, key in enumerate(keys):
            if key not in self._seen and not self._doubled(key):
                self._seen.add(key)
                fresh.append(index)
        return fresh

    def _doubled(self, key: str) -> bool:
        """Return whether the reader made this key of an id that came twice on the page (`id#2`)."""
        first, sign, number = key.rpartition("#")
        return bool(sign) and number.isdigit() and first in self._seen

    def _oddities(self, state: _State, head: PageHead, batch: FeatureBatch) -> list[str]:
        found: list[str] = []
        if head.returned is not None and head.returned != head.count:
            found.append(
                _("bladzijde {n}: {said} aangekondigd, {got} gekregen").format(
                    n=state.pages + 1, said=head.returned, got=head.count
                )
            )
        if len(batch) != head.count:
            found.append(
                _("bladzijde {n}: {lost} objecten onleesbaar").format(n=state.pages + 1, lost=head.count - len(batch))
            )
        return [*found, *(f"{problem.where}: {problem.text}" for problem in batch.problems[:_TOLD_PER_PAGE])]

    def _following(self, state: _State, head: PageHead, *, repeated: bool) -> tuple[_State | None, str]:
        """Return the state of the next page, or None with the reason why the load stops without a proper end."""
        if repeated:
            return None, _("pagina herhaalt zich")
        if state.pages >= MAX_PAGES or state.unique > MAX_FEATURES:
            return None, _("meer dan we in één keer laden")
        if state.empty > _EMPTY_PAGES_ALLOWED:
            return None, _("lege bladzijden zonder einde")
        if state.own or state.probing:
            done = head.count == 0 or (state.matched is not None and state.unique >= state.matched)
            return (None, "") if done else (replace(state, own=True, url=self._own(state.raw)), "")
        if head.next_url:
            return self._linked(state, head.next_url), ""
        if self._may_hide_more(state, head):
            return replace(state, probing=True, url=self._own(state.raw)), ""
        return None, ""

    def _linked(self, state: _State, url: str) -> _State:
        if self._fetcher.rules.admits(url):
            return replace(state, url=url)
        note = _("de volgende bladzijde wijst naar een ander adres; zelf verder geteld")
        return replace(state, own=True, url=self._own(state.raw), problems=(*state.problems, note))

    def _may_hide_more(self, state: _State, head: PageHead) -> bool:
        """Return whether a page without `next` may still not be the last: too few, or a suspiciously round number."""
        if state.matched is not None:
            return state.unique < state.matched and head.count > 0
        return head.count >= self._limit or (head.count > 0 and head.count % 50 == 0)

    def _own(self, offset: int) -> str:
        return with_parameters(self._first_url, offset=str(offset), limit=str(self._limit))

    def _prove(self, state: _State, end: str) -> Proof:
        matched = state.matched
        if matched is not None and state.first_matched not in {None, matched}:
            changed = _("het aantal veranderde tijdens het laden van {a} in {b}")
            return self._incomplete(state, changed.format(a=state.first_matched, b=matched))
        if state.lost:
            return self._incomplete(state, _("{n} objecten zijn onleesbaar").format(n=state.lost))
        if matched is not None and state.unique == matched:
            return Proof(True, state.unique, matched, _("aantal klopt met de opgave van de dienst"), state.problems)
        if end:
            return self._incomplete(state, end)
        if matched is not None:
            said = _("de dienst noemt {said} objecten, gekregen {got}").format(said=matched, got=state.unique)
            return self._incomplete(state, said)
        if state.doubles:
            return self._incomplete(state, _("{n} objecten kwamen dubbel").format(n=state.doubles))
        if state.short:
            return self._incomplete(state, _("{n} aangekondigde objecten kwamen niet").format(n=state.short))
        if state.own:
            return self._incomplete(state, _("het einde is niet te bewijzen"))
        return Proof(True, state.unique, None, _("de dienst meldt het einde en noemt geen aantal"), state.problems)

    @staticmethod
    def _incomplete(state: _State, reason: str) -> Proof:
        return Proof(False, state.unique, state.matched, reason, state.problems)
