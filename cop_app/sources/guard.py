"""Where the program may connect to: the guard against answers that steer us to another machine.

A service can name any address in `next`, in a redirect or in its data. Only the origin that stands in the source's own
address is ever contacted; a host name is resolved once, every address it gives is judged, and the connection goes to
exactly the judged address, so that a name that changes its mind in between gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import MaxRetryError, NewConnectionError
from urllib3.util.retry import Retry

from cop_app.i18n import _
from cop_app.sources.catalogue import is_local_host
from cop_app.sources.faults import SourceFault

_A_YEAR = 366 * 86_400  # seconds
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port: the only thing two addresses must share to count as the same service."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, url: str) -> Origin | None:
        """Return the origin of an absolute http(s) address, None for anything else (also with a name or password)."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            return None
        if parts.scheme not in _DEFAULT_PORTS or not host or parts.username is not None:
            return None
        return cls(parts.scheme, host.lower().rstrip("."), port or _DEFAULT_PORTS[parts.scheme])

    def upgraded(self) -> Origin:
        """Return the secure form of a plain origin on the standard port; itself otherwise."""
        return Origin("https", self.host, 443) if (self.scheme, self.port) == ("http", 80) else self


@dataclass(frozen=True, slots=True)
class AddressRules:
    """What a source may reach: its own origin, and private or own-machine addresses only when a person typed them."""

    origin: Origin
    typed: bool

    def admits(self, url: str) -> bool:
        """Return whether an address from an answer may be followed: same origin, or its secure form."""
        other = Origin.of(url)
        return other is not None and other in (self.origin, self.origin.upgraded())

    def refuse_url(self, url: str) -> None:
        """Refuse an address outside the origin, and plain http that nobody typed.

        Raises:
            SourceFault: `bron.ander_adres` or `bron.onbeveiligd`.
        """
        if not self.admits(url):
            raise SourceFault(
                "bron.ander_adres",
                _("De dienst verwijst naar een ander adres ({url}); dat volgen we niet."),
                advice=_("Voeg dat adres zelf als bron toe als het klopt."),
                passing=False, url=url[:200],
            )  # fmt: skip
        if url.startswith("http:") and not self.typed:
            raise SourceFault(
                "bron.onbeveiligd",
                _("Het adres {url} is onbeveiligd (http) en niet zelf ingevoerd."),
                advice=_("Gebruik https, of neem het adres zelf over in de broncatalogus."),
                passing=False, url=url[:200],
            )  # fmt: skip

    def may_connect(self, address: str) -> bool:
        """Return whether a resolved IP address is allowed.

        This computer and its own wire only when the typed text itself says so; a private network only when typed.
        """
        found = ipaddress.ip_address(address.partition("%")[0])
        if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        if found.is_multicast or found.is_unspecified or found.is_reserved:
            return False
        if found.is_loopback or found.is_link_local:
            return self.typed and is_local_host(self.origin.host)
        return found.is_global or self.typed


def _resolve(rules: AddressRules, connection: HTTPConnection) -> list[str]:
    """Return the addresses of the host, each of which must be allowed."""
    host = connection._dns_host
    try:
        found = socket.getaddrinfo(host, connection.port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise NewConnectionError(connection, f"unknown host: {error}") from error
    addresses = list(dict.fromkeys(str(row[4][0]) for row in found))
    if not addresses or not all(rules.may_connect(address) for address in addresses):
        raise SourceFault(
            "bron.adres_geweigerd",
            _("{host} verwijst naar een adres op dit of een afgeschermd netwerk; dat openen we niet vanzelf."),
            advice=_("Klopt het? Voer dan zelf het adres van de dienst in."),
            passing=False, host=host,
        )  # fmt: skip
    return addresses


def _connect(rules: AddressRules, connection: HTTPConnection) -> socket.socket:
    """Connect to the first judged address that answers."""
    failure: OSError | None = None
    for address in _resolve(rules, connection):
        try:
            return urllib3.util.connection.create_connection(
                (address, connection.port), connection.timeout, socket_options=connection.socket_options
            )
        except OSError as error:
            failure = error
    if isinstance(failure, TimeoutError):
        raise urllib3.exceptions.ConnectTimeoutError(connection, str(failure)) from failure
    raise NewConnectionError(connection, str(failure)) from failure


def _pool_classes(rules: AddressRules) -> dict[str, Any]:
    """Return urllib3 pools whose connections ask the rules; names and certificates are still checked by host name."""

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _connect(rules, self)

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _connect(rules, self)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


class PoliteRetry(Retry):
    """Tries a GET again a few times, waiting as the server asks, but not longer than `retry_after_max` seconds.

    A longer wait is not slept away: the answer is handed up, so that the runner can plan it.
    """

    def increment(self, *arguments: Any, **named: Any) -> PoliteRetry:
        """Count one try; give the answer back when it asks for a longer wait than we sit out."""
        response = named.get("response")
        if response is not None and self.retry_after_max is not None:
            asked = self.get_uncapped_wait(response)
            if asked is not None and asked > self.retry_after_max:
                url = named.get("url") or (arguments[1] if len(arguments) > 1 else None)
                raise MaxRetryError(named["_pool"], str(url or ""))
        return super().increment(*arguments, **named)

    def get_uncapped_wait(self, response: Any) -> float | None:
        """Return how many seconds the answer asks to wait; None when it does not say."""
        header = response.headers.get("Retry-After")
        if header is None:
            return None
        try:
            # urllib3 cuts what it parses to the longest wait it knows, and we want to hear the whole wait.
            return max(0.0, Retry(0, retry_after_max=_A_YEAR).parse_retry_after(header))
        except urllib3.exceptions.InvalidHeader:
            return None


class GuardedAdapter(HTTPAdapter):
    """The requests adapter that connects only where the rules allow."""

    def __init__(self, rules: AddressRules, retry: Retry) -> None:
        self._rules = rules
        super().__init__(pool_connections=2, pool_maxsize=2, max_retries=retry)

    def init_poolmanager(self, *arguments: Any, **named: Any) -> None:
        """Make the pools with our own connections."""
        super().init_poolmanager(*arguments, **named)
        self.poolmanager.pool_classes_by_scheme = _pool_classes(self._rules)
