"""The chain designs of a workspace as files: reading all of them, also the broken, and taking up a new one.

Every version stays in ketens/, because an incident keeps the version that was in force when it was decided on.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from cop_app.bootstrap.folder import Workspace
from cop_app.bootstrap.workspace import trusted_regions
from cop_app.domain.chain import ChainDesign
from cop_app.domain.chain_file import DesignError, read_design
from cop_app.domain.errors import UserFacingError
from cop_app.domain.toml_tables import FileFault
from cop_app.i18n import _
from cop_app.paths import resource
from cop_app.store.region_keys import signature_beside, signature_path

DESIGNS_FOLDER = "ketens"


@dataclass(frozen=True, slots=True)
class DesignFile:
    """A file in ketens/ (or the shipped example): the design, or what is wrong with it, and who signed it."""

    path: Path
    design: ChainDesign | None
    faults: tuple[FileFault, ...] = ()
    verdict: str = ""
    shipped: bool = False


def design_files(workspace: Workspace) -> tuple[DesignFile, ...]:
    """Return all designs, one's own with the newest version first, then the shipped example."""
    own = [_read(workspace, path) for path in sorted((workspace.root / DESIGNS_FOLDER).glob("*.toml"))]
    own.sort(key=lambda file: -(file.design.version if file.design else 0))
    shipped = [replace(_read(workspace, path), shipped=True) for path in sorted(resource("ketens").glob("*.toml"))]
    return (*own, *shipped)


def design_in_force(workspace: Workspace) -> DesignFile | None:
    """Return what new incidents get: the newest of the region, else the newest of one's own, else the shipped one."""
    sound = [file for file in design_files(workspace) if file.design is not None]
    region = workspace.settings.region
    fitting = [file for file in sound if file.design is not None and file.design.region == region and not file.shipped]
    return next(iter([*fitting, *sound]), None)


def read_design_file(path: Path) -> ChainDesign:
    """Read a design that a person chose.

    Raises:
        DesignError: with every fault and its line. UserFacingError: `keten.bestand`, `keten.geen_utf8`.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UserFacingError(
            "keten.geen_utf8", _("{bestand} is geen UTF-8 (byte {n})."), advice=_("Bewaar het ontwerp als UTF-8."),
            bestand=path.name, n=error.start + 1,
        ) from error  # fmt: skip
    except OSError as error:
        raise UserFacingError(
            "keten.bestand", _("Het bestand {bestand} is niet te lezen."), advice=_("Kies een TOML-bestand."),
            bestand=path.name,
        ) from error  # fmt: skip
    return replace(read_design(text), signature=signature_beside(path))


def adopt_design(workspace: Workspace, path: Path) -> ChainDesign:
    """Take up a design with its signature; new incidents of its region get it, running ones keep theirs.

    Raises:
        DesignError, UserFacingError: as `read_design_file`; `keten.opslaan` when it cannot be kept.
    """
    design = read_design_file(path)
    folder = workspace.root / DESIGNS_FOLDER
    name = re.sub(r"[^a-z0-9]+", "-", design.name.lower()).strip("-") or "keten"
    target = folder / f"{name}-v{design.version}-{design.sha256[:8]}.toml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        signature = signature_path(path)
        if signature.is_file():
            shutil.copyfile(signature, signature_path(target))
        part = target.with_name(target.name + ".deel")
        shutil.copyfile(path, part)
        part.replace(target)
    except OSError as error:
        raise UserFacingError(
            "keten.opslaan", _("Het ketenontwerp is niet op te slaan."),
            advice=_("Is er nog plaats op de schijf, en mag u in de werkmap schrijven?"),
        ) from error  # fmt: skip
    return trusted_regions(workspace).judged(design)


def _read(workspace: Workspace, path: Path) -> DesignFile:
    try:
        design = read_design_file(path)
    except DesignError as error:
        return DesignFile(path, None, error.faults)
    except UserFacingError as error:
        return DesignFile(path, None, (FileFault(0, str(error)),))
    verdict = trusted_regions(workspace).judge(design)
    return DesignFile(path, replace(design, signed_by=verdict.signed_by), (), verdict.text)
