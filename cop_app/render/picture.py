"""The picture as an image file: map, marks and words, with marking, time and name on its edge. An exit.

Needs no screen: a QGuiApplication on the offscreen platform is enough. What may not leave is not on the marks that are
handed in; text that looks like a person is masked here once more, because this is where it leaves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import QRectF
from PySide6.QtGui import QGuiApplication, QImage, QPainter

from cop_app.domain.errors import UserFacingError
from cop_app.domain.sharing import Counts, Release, require
from cop_app.geo.columns import FeatureBatch
from cop_app.i18n import _
from cop_app.map.mark_types import Mark
from cop_app.map.masking import Masking
from cop_app.map.palette import Palette
from cop_app.map.viewport import Viewport
from cop_app.render.base_map import BaseMap, paint_datasets
from cop_app.render.base_names import BaseNames, names_of, place_words
from cop_app.render.lettering import draw_labels, draw_text
from cop_app.render.marks import paint_marks
from cop_app.render.pens import colour

EDGE_PX = 26
_DOTS_PER_METRE = 3780  # 96 dpi
_applications: list[QGuiApplication] = []  # kept: fonts and kept signs outlive a painting


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is on the image: the view without the edge, what to draw in it, and the words of the edge."""

    view: Viewport
    palette: Palette
    layers: Mapping[str, FeatureBatch]
    marks: Sequence[Mark]
    title: str
    time: str
    exercise: bool
    withheld: int = 0  # objects that the guard left off
    datasets: Mapping[str, tuple[str, FeatureBatch]] = field(default_factory=dict)  # by name the class and features


def write_picture(sheet: Sheet, release: Release, path: Path) -> None:
    """Write the sheet as PNG; an old file is replaced only when the new one is complete.

    Raises:
        UserFacingError: `delen.geen_toestemming` without a release for this exit, what its ledger raises;
            `plaatje.schrijven`.
    """
    mask = Masking()
    clean = replace(sheet, title=mask.text(sheet.title), marks=[mask.mark(mark) for mark in sheet.marks])
    require(release, "picture", Counts(sheet.withheld, mask.count))
    _application()
    image = _painted(clean, release.marking)
    image.setText("Title", f"{release.marking} · {clean.title} · {clean.time}")
    image.setText("Software", "Ketenbeeld")
    part = path.parent / f".{path.stem}.part"
    try:
        if not image.save(str(part), "PNG"):  # type: ignore[call-overload]
            raise OSError(str(path))
        part.replace(path)
    except OSError as error:
        raise UserFacingError(
            "plaatje.schrijven", _("Het plaatje {bestand} is niet te schrijven."),
            advice=_("Kies een map waar u mag schrijven en waar plaats is."), bestand=str(path),
        ) from error  # fmt: skip
    finally:
        with suppress(OSError):
            part.unlink()


def _application() -> None:
    if QGuiApplication.instance() is None:
        _applications.append(QGuiApplication(["ketenbeeld"]))


def _painted(sheet: Sheet, marking: str) -> QImage:
    view, palette = sheet.view, sheet.palette
    image = QImage(view.width, view.height + EDGE_PX, QImage.Format.Format_RGB32)
    image.setDotsPerMeterX(_DOTS_PER_METRE)
    image.setDotsPerMeterY(_DOTS_PER_METRE)
    image.fill(colour(palette, "land"))
    marks = list(sheet.marks)
    painter = QPainter(image)
    painter.setClipRect(0, 0, view.width, view.height)
    BaseMap(sheet.layers).paint(painter, view, palette)
    paint_datasets(painter, view, palette, sheet.datasets)
    paint_marks(painter, view, palette, marks, words=False)
    names = BaseNames(sheet.layers).joined(names_of(sheet.datasets))
    draw_labels(painter, palette, place_words(names, marks, view, palette))
    painter.setClipping(False)
    _paint_edge(painter, sheet, marking)
    painter.end()
    return image


def _paint_edge(painter: QPainter, sheet: Sheet, marking: str) -> None:
    width, top = sheet.view.width, sheet.view.height
    ground, ink = ("exercise", "onExercise") if sheet.exercise else ("s2", "text")
    painter.fillRect(QRectF(0, top, width, EDGE_PX), colour(sheet.palette, ground))
    baseline = top + EDGE_PX / 2 + 4.5
    words = ((12.0, marking, 700, "left"), (width / 2, f"{sheet.title} · {sheet.time}", 500, "centre"),
             (width - 12.0, "Ketenbeeld", 600, "right"))  # fmt: skip
    for x, text, weight, align in words:
        draw_text(painter, sheet.palette, x, baseline, text, size=13, weight=weight, ink=ink, halo_width=0.0,
                  align=align)  # fmt: skip
