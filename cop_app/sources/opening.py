"""Opens a load of any kind of source: the only place that knows all kinds.

Whoever adds a protocol adds it here; schedule, cache and proof see pages and nothing of where they come from.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Protocol

from cop_app.formats.csvtable import read_csv
from cop_app.formats.geojson import read_geojson
from cop_app.formats.geopackage import read_vector
from cop_app.geo.boxes import Box
from cop_app.geo.columns import FeatureBatch
from cop_app.i18n import _
from cop_app.sources.catalogue import SourceKind, SourceSpec
from cop_app.sources.faults import SourceFault
from cop_app.sources.fetch import Limits
from cop_app.sources.file_source import FileLoad, file_unchanged
from cop_app.sources.ogc_features import OgcFeatures
from cop_app.sources.paging import Page, Proof, Validator

_VECTOR = {".gpkg", ".zip", ".shp", ".kml", ".kmz", ".gpx", ".fgb"}


class Load(Protocol):
    """One running load: pages until StopIteration, then proof and validators; close() when it is dropped."""

    def __iter__(self) -> Iterator[Page]: ...

    def __next__(self) -> Page: ...

    @property
    def proof(self) -> Proof:
        """Return how it ended."""
        ...

    @property
    def validators(self) -> tuple[Validator, ...]:
        """Return what to send next time."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


def open_load(
    spec: SourceSpec,
    validators: tuple[Validator, ...] = (),
    resume: str = "",
    *,
    seen: Collection[str] = (),
    box: Box | None = None,
    headers: Mapping[str, str] | None = None,
    limits: Limits | None = None,
) -> Load | None:
    """Return a load of the source, or None when the source says that nothing changed since the validators were given.

    `headers` holds the credentials, `seen` the keys stored when resuming, `box` the area in RD metres (None = all; a
    file is always read whole).

    Raises:
        SourceFault: when the source cannot be opened.
    """
    if spec.kind is SourceKind.FILE:
        return None if file_unchanged(spec, validators) else FileLoad(spec, read_file)
    client = OgcFeatures.of(spec, headers=headers, limits=limits)
    try:
        if not resume and client.unchanged(validators):
            client.fetcher.close()
            return None
        return client.iter_pages(spec, box=box, resume=resume, seen=seen)
    except BaseException:
        client.fetcher.close()
        raise


def read_file(path: Path, spec: SourceSpec) -> FeatureBatch:
    """Read a file by its kind.

    Raises:
        SourceFault: `bron.bestandssoort` for a kind we do not read.
    """
    suffix = path.suffix.lower()
    if suffix in {".geojson", ".json"}:
        return read_geojson(path.read_bytes(), crs=spec.crs or None, key=spec.key)
    if suffix in {".csv", ".txt"}:
        return read_csv(path.read_bytes(), crs=spec.crs or None, key=spec.key)
    if suffix in _VECTOR:
        return _chosen_layer(path, spec)
    raise SourceFault(
        "bron.bestandssoort",
        _("Bestanden van de soort ‘{kind}’ leest dit programma niet als bron."),
        advice=_("Sla het op als GeoJSON, CSV of GeoPackage."),
        passing=False, kind=path.suffix or path.name,
    )  # fmt: skip


def _chosen_layer(path: Path, spec: SourceSpec) -> FeatureBatch:
    """Return the layer that the source names, or the only one there is, or the one that is called as the source is."""
    layers = read_vector(path, crs=spec.crs or None, key=spec.key)
    if spec.collection in layers:
        return layers[spec.collection]
    if len(layers) > 1 and not spec.collection and spec.name in layers:
        return layers[spec.name]
    if len(layers) == 1 and not spec.collection:
        return next(iter(layers.values()))
    raise SourceFault(
        "bron.welke_laag",
        _("In {bestand} staan de lagen {lagen}; het is niet duidelijk welke bedoeld is."),
        advice=_("Noem een van deze lagen als collectie (--collection)."),
        passing=False, bestand=path.name, lagen=", ".join(sorted(layers)),
    )  # fmt: skip
