"""The workbench behind the pages of Voorbereiden: chain design, maps and settings of the workspace, and the loads."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from cop_app.bootstrap import Workspace, open_workspace
from cop_app.bootstrap.designs import DesignFile, adopt_design, design_files, design_in_force
from cop_app.bootstrap.maps import MapPackage, add_map, map_packages, remove_map
from cop_app.domain import bodies
from cop_app.domain.chain import ChainDesign
from cop_app.domain.commands import Note
from cop_app.domain.errors import UserFacingError
from cop_app.domain.functions import actor_for
from cop_app.settings import write_settings
from cop_app.ui.opening import Reality
from cop_app.ui.prepare.loads import Loads, told


class Workbench(QObject):
    """Does what the pages ask and says what changed: sources, imports, check, design, maps or settings."""

    changed = Signal(str)
    failed = Signal(object)  # UserFacingError

    def __init__(self, workspace: Workspace, reality: Reality, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self._reality = reality
        self.loads = Loads(reality, self)
        self.loads.changed.connect(self.changed)
        self.loads.failed.connect(self.failed)

    def close(self) -> None:
        """End the second process; what was stored stays."""
        self.loads.close()

    # -- design

    def designs(self) -> tuple[DesignFile, ...]:
        """Return every design file here, also the broken."""
        return design_files(self.workspace)

    def design(self) -> DesignFile | None:
        """Return the design that new incidents get."""
        return design_in_force(self.workspace)

    def adopt(self, path: Path) -> ChainDesign:
        """Take up a design file.

        Raises:
            UserFacingError: DesignError with every fault and its line, or that it cannot be kept.
        """
        design = adopt_design(self.workspace, path)
        self._reality.reopen()
        self.changed.emit("design")
        return design

    def running(self) -> int:
        """Return how many running incidents of the design's region have another version in force."""
        return len(self._behind())

    def use_in_running(self) -> None:
        """Have the running incidents of the region use the design in force; each gets an event that says so."""
        found = self.design()
        design = found.design if found is not None else None
        try:
            for incident in self._behind():
                fields = {"region": design.region, "sha256": design.sha256} if design is not None else {}
                self._reality.session.submit(incident, Note(bodies.DESIGN_ADOPTED, fields), actor_for("IM ROT"))
        except UserFacingError as fault:
            self._tell(fault)
        self.changed.emit("design")

    def _behind(self) -> list[str]:
        found = self.design()
        design = found.design if found is not None else None
        if found is None or design is None or found.shipped:
            return []
        session = self._reality.session
        running = [i for i in session.incidents() if i.closed_at is None and i.region == design.region]
        return [i.id for i in running if session.picture_at(i.id).designs.get(design.region) != design.sha256]

    # -- maps and settings

    def maps(self) -> tuple[MapPackage, ...]:
        """Return the maps on this laptop."""
        return map_packages(self.workspace)

    def add_map(self, path: Path) -> bool:
        """Copy a map package into the workspace; False when it is none (told by `failed`)."""
        try:
            add_map(self.workspace, path)
        except UserFacingError as fault:
            self._tell(fault)
            return False
        self.changed.emit("maps")
        return True

    def remove_map(self, package: MapPackage) -> None:
        """Take one's own map away."""
        try:
            remove_map(self.workspace, package)
        except OSError as fault:
            self._tell(fault)
        self.changed.emit("maps")

    def choose_region(self, region: str, organisation: str) -> None:
        """Keep the region and the organisation of this laptop."""
        settings = replace(self.workspace.settings, region=region, organisation=organisation)
        try:
            write_settings(self.workspace.root, settings)
        except OSError as fault:
            self._tell(fault)
            return
        self.workspace = open_workspace(self.workspace.root)
        self.changed.emit("settings")

    # -- inside

    def _tell(self, fault: Exception) -> None:
        self.failed.emit(told(fault))
