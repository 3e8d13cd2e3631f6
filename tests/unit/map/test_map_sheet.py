"""Every word on a map sheet is looked through before it is printed: the strip, the author and the wind too."""

from __future__ import annotations

from dataclasses import astuple

from cop_app.domain import bodies
from cop_app.domain.bodies import actor_fields
from cop_app.domain.events import Event, Header
from cop_app.domain.incident import Actor, Classification, Realm, Team
from cop_app.domain.picture import PictureFold
from cop_app.domain.sharing import release
from cop_app.map.sheet import Paper
from cop_app.reports.map_sheet import SheetRequest, map_sheet

PHONE = "06-12345678"
ACTOR = actor_fields(Actor("OvD-B", Team.COPI, "Brandweer"))


def test_no_person_is_in_any_word_of_a_sheet() -> None:
    fold = PictureFold()
    for n, body in enumerate((
        {"kind": bodies.INCIDENT_OPENED, "title": f"Brand {PHONE}", "incident_kind": "brand", "region": "R",
         "place": [142000.0, 503000.0], "address": f"bij {PHONE}", "at": 1},
        {"kind": bodies.GRIP_DECLARED, "level": 1, "region": f"R {PHONE}", "by": "OvD-B", "at": 1, "competent": "ja"},
    ), 1):  # fmt: skip
        header = Header("echt", "i", "open", "d", n, "", n, "cop/1", n, n, "", "")
        fold.add(Event(f"e{n}", header, {"actor": ACTOR, **body}, n))
    request = SheetRequest(
        Paper.A3, (142000.0, 503000.0), 5000.0, 1, 1, f"beeld {PHONE}", f"OvD {PHONE}", "", (f"bron {PHONE}",),
        f"wind {PHONE}", f"meting {PHONE}",
    )  # fmt: skip
    permit = release("print", Realm.ECHT, Classification.INTERN, recipient=f"GHOR {PHONE}")
    sheet = map_sheet(fold.picture, (), request, permit, "blad 1")
    assert "12345678" not in repr(astuple(sheet.words))
    assert sheet.masked == 9
