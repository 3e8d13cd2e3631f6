"""Opening a database file safely: one driver, one way to fail, nothing overwritten.

Every file goes through SQLCipher with a raw 256-bit key, with or without a passphrase, because its page checksums
find damage that plain SQLite hands out as data. Every failure of the file becomes one clear sentence; a file that
cannot be opened is left exactly as it was.
"""

from __future__ import annotations

import errno
import itertools
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import sqlcipher3

from cop_app.domain.errors import UserFacingError
from cop_app.i18n import _

Connection = Any  # sqlcipher3 has no types


class Pages(NamedTuple):
    """How a file is cut and sealed: bytes to a page, SQLCipher's name for the seal, and pages that the journal holds.

    What is committed stands in the journal; when that holds more it is taken into the file, else at closing.
    """

    size: int
    seal: str
    journal: int


SMALL = Pages(4096, "HMAC_SHA512", 1000)  # SQLCipher's own choice; for many small writes, such as the log
# For rows of tens of kilobytes: a quarter of the seals, each at the speed of the processor's own instructions, and a
# journal that holds a load of 100,000 features.
LARGE = Pages(16384, "HMAC_SHA256", 4000)
_FULL = {"SQLITE_FULL"}
_DAMAGED = {"SQLITE_CORRUPT", "SQLITE_NOTADB"}
_BUSY = {"SQLITE_BUSY", "SQLITE_LOCKED"}
_READ_ONLY = {"SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM"}
_REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EEXIST}


def open_database(
    path: Path, keys: Sequence[bytes], version: int, migrate: Callable[[Connection, int], None], *,
    read_only: bool = False, durable: bool = True, pages: Pages = SMALL,
) -> Connection:  # fmt: skip
    """Open (or make) a file and bring it to `version`; `migrate(connection, from_version)` runs in one transaction.

    `keys` are tried in order; a file under a later key is moved to the first. `durable` means synchronous=FULL: what
    was committed survives a cut of the power. A new file is cut and sealed as `pages`; an older one keeps its own.

    Raises:
        UserFacingError: `opslag.sleutel` (another key, or the start of the file is damaged), `opslag.beschadigd`,
            `opslag.nieuwer`, `opslag.alleen_lezen`, `opslag.vol`, `opslag.bezet`, `opslag.ontbreekt`.
    """
    if read_only and not path.exists():
        raise _missing(path)
    with told_plainly(path):
        if not read_only:
            path.parent.mkdir(parents=True, exist_ok=True)
        connection, used = _with_fitting_key(path, keys, read_only, pages)
    try:
        with told_plainly(path):
            if read_only:
                connection.execute("PRAGMA query_only = ON")
                if not _check_version(path, connection, version):
                    raise _missing(path)  # the writer is about to make it
                return connection
            found = _check_version(path, connection, version)
            if used != keys[0]:
                _change_key(path, connection, keys[0])
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            connection.execute("PRAGMA foreign_keys = ON")
            if found < version:
                with transaction(connection):
                    migrate(connection, found)
                    connection.execute(f"PRAGMA user_version = {version}")
            connection.execute(f"PRAGMA wal_autocheckpoint = {pages.journal}")
        return connection
    except BaseException:
        connection.close()
        raise


def _with_fitting_key(
    path: Path, keys: Sequence[bytes], read_only: bool, pages: Pages = SMALL
) -> tuple[Connection, bytes]:
    """Open with the first key that fits. How the file was cut is under the seal too, so every way is tried."""
    refused: Exception | None = None
    for cut, key in itertools.product((pages, LARGE if pages == SMALL else SMALL), keys):
        connection = _connect(path, key, read_only, cut)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlcipher3.DatabaseError as error:
            connection.close()
            if _name(error) != "SQLITE_NOTADB":
                raise
            refused = error
        else:
            connection.execute("PRAGMA cache_size = -16000")  # only now: it reads the file
            return connection, key
    raise UserFacingError(
        "opslag.sleutel",
        _("Het bestand {bestand} past niet bij de sleutels van deze werkmap, of het begin is beschadigd."),
        advice=_("Er is niets overschreven. Zet de sleutels of het bestand terug uit een reservekopie."),
        bestand=str(path),
    ) from refused


def _connect(path: Path, key: bytes, read_only: bool, pages: Pages) -> Connection:
    target = path.resolve().as_uri() + (f"?mode=ro{_unchanging(path)}" if read_only else "?mode=rwc")
    connection = sqlcipher3.connect(
        target, uri=True, isolation_level=None, check_same_thread=False, timeout=5.0, cached_statements=256
    )
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute(f"PRAGMA cipher_page_size = {pages.size}")
    connection.execute(f"PRAGMA cipher_hmac_algorithm = {pages.seal}")
    return connection


def _unchanging(path: Path) -> str:
    """Return the flag for a medium that cannot be written, where the driver cannot make its shared index.

    Only when no writer left a journal behind: with one, skipping it would hide stored events.
    """
    journal = path.with_name(path.name + "-wal")
    if os.access(path.parent, os.W_OK) or (journal.exists() and journal.stat().st_size):
        return ""
    return "&immutable=1"


def _check_version(path: Path, connection: Connection, version: int) -> int:
    found = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if found > version:
        raise UserFacingError(
            "opslag.nieuwer", _("Het bestand {bestand} is gemaakt door een nieuwere versie van dit programma."),
            advice=_("Werk dit programma bij; er is niets veranderd."), bestand=str(path),
        )  # fmt: skip
    return found


def rekey(path: Path, keys: Sequence[bytes]) -> None:
    """Move a closed database from a later key in `keys` to the first, in one transaction.

    Leaving the write-ahead log needs the file to itself, so that a window that reads it elsewhere is noticed before
    anything changes, and no page under the old key stays behind in that log.

    Raises:
        UserFacingError: as `open_database`; `opslag.bezet` when the file is open elsewhere.
    """
    with told_plainly(path):
        connection, used = _with_fitting_key(path, keys, read_only=False)
        try:
            if used != keys[0]:
                connection.execute("PRAGMA journal_mode = DELETE").fetchall()
                _change_key(path, connection, keys[0])
        finally:
            connection.close()


def _change_key(path: Path, connection: Connection, key: bytes) -> None:
    """Write every page anew under a key; the driver rolls back by itself and then tells no more than "error"."""
    try:
        done = connection.execute(f"PRAGMA rekey = \"x'{key.hex()}'\"").fetchall()
    except sqlcipher3.Error as error:
        if _name(error) in {"SQLITE_ERROR", ""}:
            raise _full(path) from error
        raise
    if done != [("ok",)]:
        raise _full(path)


@contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """Run the block as one transaction that is either whole or not there."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlcipher3.Error):
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        raise


@contextmanager
def told_plainly(path: Path) -> Iterator[None]:
    """Turn a failure of the file under this block into a sentence a person can act on.

    Raises:
        UserFacingError: `opslag.vol`, `opslag.beschadigd`, `opslag.bezet` or `opslag.alleen_lezen`.
    """
    try:
        yield
    except sqlcipher3.IntegrityError:
        raise
    except sqlcipher3.Error as error:
        told = _sentence(_name(error), path)
        if told is None:
            raise
        raise told from error
    except OSError as error:
        raise (_read_only(path) if error.errno in _REFUSED else _full(path)) from error


def _name(error: Exception) -> str:
    parts = str(getattr(error, "sqlite_errorname", "") or "").split("_")
    return "_".join(parts[:2])


def _sentence(name: str, path: Path) -> UserFacingError | None:
    if name in _FULL or name == "SQLITE_IOERR":
        return _full(path)
    if name in _DAMAGED:
        return UserFacingError(
            "opslag.beschadigd", _("Het bestand {bestand} is beschadigd; er is niets overschreven."),
            advice=_("Maak een kopie van de map en haal alles opnieuw op bij een ander team of van een stick."),
            bestand=str(path),
        )  # fmt: skip
    if name in _BUSY:
        return UserFacingError(
            "opslag.bezet", _("Het bestand {bestand} is in gebruik bij een ander venster."),
            advice=_("Sluit het andere venster of wacht even."), bestand=str(path),
        )  # fmt: skip
    return _read_only(path) if name in _READ_ONLY else None


def _missing(path: Path) -> UserFacingError:
    return UserFacingError("opslag.ontbreekt", _("Het bestand {bestand} bestaat niet."), bestand=str(path))


def _full(path: Path) -> UserFacingError:
    return UserFacingError(
        "opslag.vol", _("De schijf van {bestand} is vol of weigert te schrijven; het laatste is niet opgeslagen."),
        advice=_("Maak ruimte en probeer het opnieuw; wat al opgeslagen was, is er nog."), bestand=str(path),
    )  # fmt: skip


def _read_only(path: Path) -> UserFacingError:
    return UserFacingError(
        "opslag.alleen_lezen", _("In de map van {bestand} kan niet geschreven worden."),
        advice=_("Kies een map waar u mag schrijven, of open alleen om te lezen."), bestand=str(path),
    )  # fmt: skip


def replace_file(path: Path, data: bytes) -> None:
    """Write a small file whole or not at all (temporary file, fsync, rename), readable for its owner only.

    Raises:
        UserFacingError: `opslag.vol` or `opslag.alleen_lezen`.
    """
    with told_plainly(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".nieuw")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
