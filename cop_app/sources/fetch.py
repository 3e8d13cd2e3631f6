"""One guarded GET: timeouts, size cap while streaming, few redirects on the same host, and JSON or nothing.

Every way in which a partner's server can fail ends in a Dutch `SourceFault` that says what went wrong; nothing that was
cut off or padded is ever taken for an answer.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import requests
import urllib3

from cop_app.i18n import _
from cop_app.sources.faults import SourceFault
from cop_app.sources.guard import AddressRules, GuardedAdapter, Origin, PoliteRetry

# One line tells that a source broke and one that it recovered (runner); the library would tell every try.
logging.getLogger("urllib3").setLevel(logging.ERROR)

AGENT = "Ketenbeeld (COP veiligheidsregio)"
MEGABYTE = 1 << 20
MAX_REDIRECTS = 3
_REDIRECTS = {301, 302, 303, 307, 308}
_TRY_AGAIN = (429, 502, 503, 504)
_SILENCE = (urllib3.exceptions.ReadTimeoutError, urllib3.exceptions.ConnectTimeoutError)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much: seconds to connect, between bytes, in all; bytes of one answer; tries and their wait."""

    connect: float = 10.0
    read: float = 30.0
    total: float = 120.0
    page_bytes: int = 64 * MEGABYTE
    document_bytes: int = 8 * MEGABYTE
    tries: int = 2
    backoff: float = 0.5
    longest_wait: int = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole body of one good answer. `etag` and `modified` are validators for a conditional request."""

    url: str
    status: int
    body: bytes
    headers: Mapping[str, str]

    @property
    def etag(self) -> str:
        """Return the ETag, or ""."""
        return self.headers.get("ETag", "")

    @property
    def modified(self) -> str:
        """Return Last-Modified, or ""."""
        return self.headers.get("Last-Modified", "")

    def document(self) -> dict[str, Any]:
        """Return the body as a JSON object; double keys and NaN are refused.

        Raises:
            SourceFault: `bron.geen_json`.
        """
        return parse_document(self.body, self.url)


def parse_document(body: bytes, url: str) -> dict[str, Any]:
    """Read a JSON object strictly (no double keys, no NaN, no bottomless nesting).

    Raises:
        SourceFault: `bron.geen_json`.
    """
    try:
        found = json.loads(body, object_pairs_hook=_no_double_keys, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise _not_json(url) from error
    if not isinstance(found, dict):
        raise _not_json(url)
    return found


def _no_double_keys(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"double key {key}")
        found[key] = value
    return found


def _no_constant(text: str) -> float:
    raise ValueError(text)


def _not_json(url: str) -> SourceFault:
    return SourceFault(
        "bron.geen_json",
        _("Het antwoord van {url} is geen geldige JSON."),
        advice=_("Meld dit aan de beheerder van de dienst."),
        url=url,
    )


class Fetcher:
    """GETs from one origin. One per source; not shared between threads. Close it when done."""

    def __init__(
        self, url: str, *, typed: bool, headers: Mapping[str, str] | None = None, limits: Limits | None = None
    ) -> None:
        origin = Origin.of(url)
        if origin is None:
            raise SourceFault(
                "bron.url", _("‘{url}’ is geen webadres."), advice=_("Begin met https://."), passing=False, url=url
            )
        self.limits = limits or Limits()
        self.rules = AddressRules(origin, typed)
        retry = PoliteRetry(
            total=self.limits.tries, redirect=0, allowed_methods={"GET"}, status_forcelist=_TRY_AGAIN,
            backoff_factor=self.limits.backoff, backoff_max=self.limits.longest_wait, raise_on_status=False,
            raise_on_redirect=False, respect_retry_after_header=True, retry_after_max=self.limits.longest_wait,
        )  # fmt: skip
        self._session = requests.Session()
        # Proxies and .netrc from the environment would take the connection out of the guard's hands.
        self._session.trust_env = False
        self._session.headers.update({"User-Agent": AGENT, "Accept": "application/geo+json, application/json;q=0.9"})
        self._session.headers.update(headers or {})
        adapter = GuardedAdapter(self.rules, retry)
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_unused: object) -> None:
        self.close()

    def document(self, url: str) -> dict[str, Any]:
        """Return a JSON object, as a landing page is.

        Raises:
            SourceFault: as `get`, or `bron.geen_json`.
        """
        return self.get(url, cap=self.limits.document_bytes).document()

    def get(self, url: str, *, cap: int = 0, validators: Mapping[str, str] | None = None) -> Answer:
        """Return the whole answer, following at most three redirects on the same host.

        With `validators` (`If-None-Match`, `If-Modified-Since`) status 304 is a good answer with an empty body.

        Raises:
            SourceFault: everything a network and a server can do wrong, in Dutch.
        """
        deadline = time.monotonic() + self.limits.total
        for _hop in range(MAX_REDIRECTS + 1):
            self.rules.refuse_url(url)
            response = self._open(url, validators or {})
            try:
                if response.status_code in _REDIRECTS and "Location" in response.headers:
                    url = urljoin(url, response.headers["Location"])
                    continue
                refuse_status(response, url)
                if response.status_code == 304:
                    return Answer(url, 304, b"", response.headers)
                refuse_content_type(response, url)
                body = self._body(response, url, cap or self.limits.page_bytes, deadline)
                return Answer(url, response.status_code, body, response.headers)
            finally:
                response.close()
        raise SourceFault(
            "bron.omleiding",
            _("{url} leidt meer dan {n} keer om."),
            advice=_("Vraag de beheerder om het goede adres."),
            passing=False, url=url, n=MAX_REDIRECTS,
        )  # fmt: skip

    def _open(self, url: str, validators: Mapping[str, str]) -> requests.Response:
        timeout = (self.limits.connect, self.limits.read)
        try:
            return self._session.get(url, timeout=timeout, stream=True, allow_redirects=False, headers=dict(validators))
        except requests.Timeout as error:
            raise _slow(url) from error
        except requests.exceptions.SSLError as error:
            raise SourceFault(
                "bron.certificaat",
                _("Het certificaat van {url} klopt niet."),
                advice=_("Verstuur niets; meld dit aan de beheerder van de dienst."),
                url=url,
            ) from error
        except requests.RequestException as error:
            reason = getattr(error.args[0] if error.args else None, "reason", None)
            # A refused connection is a kind of connect time-out to urllib3, but to a duty officer it is not slowness.
            refused = isinstance(reason, urllib3.exceptions.NewConnectionError)
            if isinstance(reason, _SILENCE) and not refused:
                raise _slow(url) from error
            raise SourceFault(
                "bron.onbereikbaar",
                _("{url} is niet bereikbaar."),
                advice=_("Controleer het netwerk; we proberen het vanzelf opnieuw."),
                url=url,
            ) from error

    def _body(self, response: requests.Response, url: str, cap: int, deadline: float) -> bytes:
        parts: list[bytes] = []
        size = 0
        try:
            for part in response.iter_content(64 * 1024):
                size += len(part)
                if size > cap:
                    raise SourceFault(
                        "bron.te_groot",
                        _("Het antwoord van {url} is groter dan {n} MB."),
                        advice=_("Vraag een kleiner gebied of een kleinere bladzijde."),
                        url=url, n=max(1, cap // MEGABYTE),
                    )  # fmt: skip
                if time.monotonic() > deadline:
                    raise _slow(url)
                parts.append(part)
        except requests.ConnectionError as error:
            # requests reports a silence between bytes as a connection error.
            silent = isinstance(error.args[0] if error.args else None, urllib3.exceptions.ReadTimeoutError)
            raise (_slow(url) if silent else _cut_off(url)) from error
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise _cut_off(url) from error
        return b"".join(parts)


def _slow(url: str) -> SourceFault:
    return SourceFault(
        "bron.traag", _("{url} antwoordt niet op tijd."), advice=_("We proberen het vanzelf opnieuw."), url=url
    )


def _cut_off(url: str) -> SourceFault:
    return SourceFault(
        "bron.afgebroken",
        _("Het antwoord van {url} is halverwege afgebroken."),
        advice=_("We proberen het vanzelf opnieuw."),
        url=url,
    )


def refuse_status(response: requests.Response, url: str) -> None:
    """Turn an error status into a fault that says what to do.

    Raises:
        SourceFault: `bron.wachten`, `bron.toegang`, `bron.weg`, `bron.verzoek` or `bron.storing`.
    """
    status = response.status_code
    if status < 300 or status == 304:
        return
    if status == 429 or (status == 503 and "Retry-After" in response.headers):
        wait = PoliteRetry(0).get_uncapped_wait(response) or 0.0
        raise SourceFault(
            "bron.wachten",
            _("{url} vraagt om later terug te komen (over {n} s)."),
            advice=_("We proberen het vanzelf opnieuw."),
            retry_after=int(wait * 1000), url=url, n=int(wait),
        )  # fmt: skip
    code, text, advice, passing = _explain_status(status)
    raise SourceFault(code, text, advice=advice, passing=passing, url=url, status=status)


def _explain_status(status: int) -> tuple[str, str, str, bool]:
    if status in {401, 403}:
        advice = _("Voer de toegangssleutel opnieuw in.")
        return "bron.toegang", _("{url} geeft geen toegang ({status})."), advice, False
    if status in {404, 410}:
        advice = _("Controleer het adres en de collectie.")
        return "bron.weg", _("{url} bestaat niet (meer) ({status})."), advice, False
    if status < 500:
        return "bron.verzoek", _("{url} weigert het verzoek ({status})."), _("Controleer de bron."), False
    return "bron.storing", _("{url} heeft een storing ({status})."), _("We proberen het vanzelf opnieuw."), True


def refuse_content_type(response: requests.Response, url: str) -> None:
    """Refuse anything that does not call itself JSON, such as a log-in page.

    Raises:
        SourceFault: `bron.geen_json`, naming what came instead.
    """
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind.endswith("json"):
        return
    raise SourceFault(
        "bron.geen_json",
        _("{url} gaf geen gegevens maar {kind}."),
        advice=_("Is dit een inlogpagina of een storingsmelding? Controleer het adres in de browser."),
        url=url, kind=_("een webpagina") if kind == "text/html" else (kind or _("iets zonder soort")),
    )  # fmt: skip
