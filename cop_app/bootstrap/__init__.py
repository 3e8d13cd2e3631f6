"""The composition root: a workspace, a realm and a clock become a ready Session, and an incident gets its desk.

Here session, worker, sources, store and replay meet, without Qt, so that a window, the command line and a test stand on
the same ground. Each name is loaded when it is first asked for: the first paint needs the folder alone.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cop_app.bootstrap.access import passphrase_needed, remembered_passphrase, try_passphrase
    from cop_app.bootstrap.exercise import exercise_layers, overview_layers, play, read_exercise
    from cop_app.bootstrap.folder import PRACTICE, Workspace, open_workspace
    from cop_app.bootstrap.observations import observation_of
    from cop_app.bootstrap.workspace import find_incident, load_designs, open_keys, open_session, trusted_regions

__all__ = [
    "PRACTICE",
    "Workspace",
    "exercise_layers",
    "find_incident",
    "load_designs",
    "observation_of",
    "open_keys",
    "open_session",
    "open_workspace",
    "overview_layers",
    "passphrase_needed",
    "play",
    "read_exercise",
    "remembered_passphrase",
    "trusted_regions",
    "try_passphrase",
]

_WHERE = {
    "access": ("passphrase_needed", "remembered_passphrase", "try_passphrase"),
    "exercise": ("exercise_layers", "overview_layers", "play", "read_exercise"),
    "folder": ("PRACTICE", "Workspace", "open_workspace"),
    "observations": ("observation_of",),
    "workspace": ("find_incident", "load_designs", "open_keys", "open_session", "trusted_regions"),
}
_MODULE_OF = {name: module for module, names in _WHERE.items() for name in names}


def __getattr__(name: str) -> Any:
    """Return what is asked for from the module in which it is made."""
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
