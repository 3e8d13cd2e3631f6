"""The composition root: a workspace, a realm and a clock become a ready Session, and an incident gets its desk.

Here session, worker, sources, store and replay meet, without Qt, so that a window, the command line and a test stand on
the same ground.
"""

from cop_app.bootstrap.access import passphrase_needed, remembered_passphrase, try_passphrase
from cop_app.bootstrap.exercise import exercise_layers, overview_layers, play, read_exercise
from cop_app.bootstrap.observations import observation_of
from cop_app.bootstrap.workspace import (
    PRACTICE,
    Workspace,
    find_incident,
    load_designs,
    open_keys,
    open_session,
    open_workspace,
    trusted_regions,
)

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
