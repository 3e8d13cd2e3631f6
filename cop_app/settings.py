"""The user's settings: one typed schema, one TOML file in the workspace; secrets are never in it.

Read with the standard library, written by hand-made lines, because the file is small and a person may edit it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from cop_app.domain.errors import UserFacingError


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user chose. `partners` maps a partner's name in the chain design to the address of its service."""

    language: str = "nl"
    palette: str = "dag"
    organisation: str = "Veiligheidsregio"
    place: str = ""
    region: str = ""
    design: str = ""
    single_keys: bool = True
    gloves: bool = False
    keyring: bool = False  # whether the passphrase may be asked of the system's keyring
    partners: dict[str, str] = field(default_factory=dict)


def read_settings(workspace: Path) -> Settings:
    """Return the workspace's settings, or the defaults when there are none yet.

    Raises:
        UserFacingError: `instellingen.fout` when the file is not readable; it is left as it is.
    """
    path = workspace / "settings.toml"
    if not path.is_file():
        return Settings()
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        known = {f.name for f in fields(Settings)}
        settings = replace(Settings(), **{name: value for name, value in data.items() if name in known})
        for f in fields(Settings):
            if type(getattr(settings, f.name)) is not type(getattr(Settings(), f.name)):
                raise ValueError(f.name)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValueError) as error:
        raise UserFacingError(
            "instellingen.fout", "De instellingen in {bestand} zijn niet te lezen ({reden}).",
            advice="Herstel het bestand of zet het opzij; het programma begint dan met de standaard.",
            bestand=str(path), reden=str(error),
        ) from error  # fmt: skip
    return settings


def write_settings(workspace: Path, settings: Settings) -> None:
    """Write the settings; the old file is replaced only when the new one is complete.

    Raises:
        UserFacingError: `instellingen.schrijven`; the old file is then as it was.
    """
    lines = []
    for f in fields(Settings):
        value = getattr(settings, f.name)
        if isinstance(value, dict):
            continue
        lines.append(f"{f.name} = {_toml(value)}")
    lines.append("\n[partners]")
    lines += [f"{_toml(name)} = {_toml(url)}" for name, url in sorted(settings.partners.items())]
    path = workspace / "settings.toml"
    part = path.with_suffix(".part")
    try:
        workspace.mkdir(parents=True, exist_ok=True)
        part.write_text("\n".join(lines) + "\n", encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise UserFacingError(
            "instellingen.schrijven", "De instellingen in {bestand} zijn niet te schrijven.",
            advice="Kies een werkmap waar u mag schrijven en waar plaats is.", bestand=str(path),
        ) from error  # fmt: skip


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
