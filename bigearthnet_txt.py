"""BigEarthNet.txt: the contract of the dataset, and the way into its pixels.

What a release holds is defined here once: bands, classes, splits, tasks and the columns of the
configs. Arrow schema, `datasets.Features`, card and `dataset_infos.json` all follow from `COLUMNS`.
The module imports nothing of the project.

    >>> from datasets import load_dataset
    >>> from bigearthnet_txt import decode_bands, render
    >>> patch = load_dataset("bigearthnet_txt", "patches", split="test")[0]
    >>> decode_bands(patch)["B08"].shape, decode_bands(patch)["VV"].dtype
    ((120, 120), dtype('float32'))
    >>> render(patch, "false_color").size
    (120, 120)

In `datasets` 2.x and 3.x the file also runs as a loading script; in 4.x and 5.x `BigEarthNetTxt` is
imported from it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple, TypeAlias

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    import datasets

    from bigearthnet_txt_reader.band_statistics import BandStatistics, band_statistics
    from bigearthnet_txt_reader.collating import collate
    from bigearthnet_txt_reader.forms import decode_bands
    from bigearthnet_txt_reader.geo import to_geotiff, to_xarray
    from bigearthnet_txt_reader.loading import load
    from bigearthnet_txt_reader.looking import show
    from bigearthnet_txt_reader.noise import bands_noise
    from bigearthnet_txt_reader.pixels import Pixels, stack_bands
    from bigearthnet_txt_reader.symmetries import SYMMETRIES, compose
    from bigearthnet_txt_reader.turned_words import Untransformable
    from bigearthnet_txt_reader.turning import transform
    from bigearthnet_txt_reader.views import (
        COMPOSITES,
        VIEWS,
        VIEWS_VERSION,
        Stretch,
        composite,
        composite_bands,
        render,
    )

__all__ = [
    # the release and the way in
    "BandStatistics", "BigEarthNetTxt", "Pixels", "band_statistics", "decode_bands", "load", "render", "show",
    "stack_bands", "to_geotiff", "to_xarray",
    # for training: batches, turned rows, noise
    "SYMMETRIES", "Untransformable", "bands_noise", "collate", "compose", "transform",
    # bands and the archives they come from
    "BANDS", "Band", "MAPS_ROOT", "PATCH_SIZE", "REFERENCE_MAP", "ROOTS", "S1_BANDS", "S2_BANDS",
    "SENSORS", "Sensor",
    # views: pictures with fixed stretches
    "COMPOSITES", "Stretch", "VIEWS", "VIEWS_VERSION", "composite", "composite_bands",
    # classes and places
    "CLASSES", "CLC", "COUNTRIES", "Clc", "SEASONS", "UNCLASSIFIED",
    # tasks, configs, splits and their columns
    "BENCHMARK_STATUS", "COLUMNS", "CONFIGS", "Column", "Config", "GRAINS", "GROUPS", "LETTERS", "SENSOR_TASKS",
    "SETTING", "SPLITS", "Split", "TASKS", "Task", "dataset_info", "feature_dicts", "features", "schema",
    # stored bytes
    "alike", "decode_group", "to_planes",
    # who made it, and on which terms
    "HOMEPAGE", "LICENSE", "NOTICE", "__version__",
]  # fmt: skip

__version__ = "0.1.0"
LICENSE = "cdla-permissive-1.0"
NOTICE = "Contains modified Copernicus Sentinel data 2017/2018"
HOMEPAGE = "https://txt.bigearth.net"
PATCH_SIZE = 120  # pixels of 10 m; a patch is 1.2 km x 1.2 km (BigEarthNet v2.0)


class Band(NamedTuple):
    """A spectral or radar band: ground sampling distance in metres, pixels per side, dtype, unit of
    the stored values.
    """

    name: str
    resolution: int
    size: int
    dtype: str
    unit: str


class Sensor(NamedTuple):
    """What one satellite gives a patch. A band or a sensor is added here; all else iterates.

    `key` stands for its bands in `load(bands=["s2"])`; `root` is the folder of its archive; `column`
    of the metadata holds the name of its patch.
    """

    key: str
    title: str
    root: str
    column: str
    bands: tuple[Band, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(band.name for band in self.bands)


def _bands(resolutions: Mapping[str, int], dtype: str, unit: str) -> tuple[Band, ...]:
    """Bands of one kind by their metres a pixel, in spectral order: sorting would put B8A last."""
    sizes = {name: PATCH_SIZE * 10 // metres for name, metres in resolutions.items()}
    return tuple(
        Band(name, resolutions[name], size, dtype=dtype, unit=unit) for name, size in sizes.items()
    )


_S2_METRES = {"B01": 60, "B02": 10, "B03": 10, "B04": 10, "B05": 20, "B06": 20, "B07": 20, "B08": 10, "B8A": 20, "B09": 60,
              "B11": 20, "B12": 20}  # fmt: skip
_S1_METRES = {"VV": 10, "VH": 10}
_S2 = Sensor(key="s2", title="Sentinel-2", root="BigEarthNet-S2", column="patch_id",
             bands=_bands(_S2_METRES, "<u2", "surface reflectance x 10000"))  # fmt: skip
_S1 = Sensor(key="s1", title="Sentinel-1", root="BigEarthNet-S1", column="s1_name",
             bands=_bands(_S1_METRES, "<f4", "backscatter in dB"))  # fmt: skip
SENSORS = (_S2, _S1)
S2_BANDS, S1_BANDS = _S2.names, _S1.names
BANDS = {band.name: band for sensor in SENSORS for band in sensor.bands}
MAPS_ROOT = "Reference_Maps"
ROOTS = (*(sensor.root for sensor in SENSORS), MAPS_ROOT)  # the archives of BigEarthNet v2.0
REFERENCE_MAP = Band("reference_map", 10, 120, dtype="<u2", unit="CORINE 2018 level-3 code")

_CLASSES = """
Urban fabric; Industrial or commercial units; Arable land; Permanent crops; Pastures; Complex cultivation patterns;
Land principally occupied by agriculture, with significant areas of natural vegetation; Agro-forestry areas; Broad-leaved forest;
Coniferous forest; Mixed forest; Natural grassland and sparsely vegetated areas; Moors, heathland and sclerophyllous vegetation;
Transitional woodland, shrub; Beaches, dunes, sands; Inland wetlands; Coastal wetlands; Inland waters; Marine waters"""
CLASSES = tuple(
    re.split(r";\s+", _CLASSES.strip())
)  # the authors' order, as in torchgeo; data name classes, never number them


class Clc(NamedTuple):
    """A CORINE level-3 code: its name, its class of the nineteen (None: unlabelled), its map color."""

    name: str
    label: str | None
    color: str


# The table of the BigEarthNet v2.0 pipeline (clc_metadata.json): code, color, index in CLASSES or
# None, CLC name.
_CLC = """
111 e6004d 0 Continuous urban fabric|112 ff0000 0 Discontinuous urban fabric|121 cc4df2 1 Industrial or commercial units
122 cc0000 - Road and rail networks and associated land|123 e6cccc - Port areas|124 e6cce6 - Airports
131 a600cc - Mineral extraction sites|132 a64d00 - Dump sites|133 ff4dff - Construction sites|141 ffa6ff - Green urban areas
142 ffe6ff - Sport and leisure facilities|211 ffffa8 2 Non-irrigated arable land|212 ffff00 2 Permanently irrigated land
213 e6e600 2 Rice fields|221 e68000 3 Vineyards|222 f2a64d 3 Fruit trees and berry plantations|223 e6a600 3 Olive groves
231 e6e64d 4 Pastures|241 ffe6a6 3 Annual crops associated with permanent crops|242 ffe64d 5 Complex cultivation patterns
243 e6cc4d 6 Land principally occupied by agriculture, with significant areas of natural vegetation
244 f2cca6 7 Agro-forestry areas|311 80ff00 8 Broad-leaved forest|312 00a600 9 Coniferous forest|313 4dff00 10 Mixed forest
321 ccf24d 11 Natural grassland|322 a6ff80 12 Moors and heathland|323 a6e64d 12 Sclerophyllous vegetation
324 a6f200 13 Transitional woodland/shrub|331 e6e6e6 14 Beaches, dunes, sands|332 cccccc - Bare rock
333 ccffcc 11 Sparsely vegetated areas|334 000000 - Burnt areas|335 a6e6cc - Glaciers and perpetual snow
411 a6a6ff 15 Inland marshes|412 4d4dff 15 Peatbogs|421 ccccff 16 Salt marshes|422 e6e6ff 16 Salines
423 a6a6e6 - Intertidal flats|511 00ccf2 17 Water courses|512 80f2e6 17 Water bodies|521 00ffa6 18 Coastal lagoons
522 a6ffe6 18 Estuaries|523 e6f2ff 18 Sea and ocean
"""


def _clc(entry: str) -> tuple[int, Clc]:
    code, color, index, name = entry.split(" ", 3)
    return int(code), Clc(name, None if index == "-" else CLASSES[int(index)], f"#{color}")


CLC: dict[int, Clc] = dict(_clc(entry) for entry in _CLC.strip().replace("\n", "|").split("|"))
UNCLASSIFIED = 999  # pixels without a CORINE polygon; a patch that holds one is not used

COUNTRIES = (
    "Austria",
    "Belgium",
    "Finland",
    "Ireland",
    "Kosovo",
    "Lithuania",
    "Luxembourg",
    "Portugal",
    "Serbia",
    "Switzerland",
)
SEASONS = ("Spring", "Summer", "Fall", "Winter")  # meteorological; options say Autumn, as published


class Task(NamedTuple):
    """One (type, category) pair, the config its rows live in, the pack of a patch's rows, and the
    group in which its scores are counted.
    """

    type: str
    category: str
    config: str
    pack: int | None = None
    group: str = "content"

    @property
    def name(self) -> str:
        """As settings, statistics and weights name it: "binary/presence"."""
        return f"{self.type}/{self.category}"


# The rows of a patch stand in this order. Each task has a topic in `builder/tasks`, and judges in
# the solver. Tasks whose questions betray each other's answers have different packs (SPEC.md).
TASKS = (
    Task("captioning", "None", "captions"),
    Task("binary", "presence", "vqa", 0),
    Task("binary", "area", "vqa", 4),
    Task("binary", "count", "vqa", 7),
    Task("binary", "adjacency", "vqa", 3),
    Task("mcq", "presence", "vqa", 1),
    Task("mcq", "area", "vqa", 5),
    Task("mcq", "count", "vqa", 6),
    Task("mcq", "adjacency", "vqa", 2),
    Task("mcq", "relative pos", "vqa", 2),
    Task("mcq", "country", "vqa", 0, group="metadata"),
    Task("mcq", "climate zone", "vqa", 0, group="metadata"),
    Task("bounding box", "point", "refexp", 1),
    Task("bounding box", "reference", "refexp", 5),
    Task("mcq", "season", "vqa", 0, group="metadata"),
)
_SENSOR = """
binary/backscatter; mcq/backscatter; mcq/level; binary/depolarization; mcq/depolarization; binary/infrared; mcq/infrared
binary/moisture; mcq/moisture; binary/shortwave; mcq/shortwave; binary/red edge; binary/agreement; bounding box/radar square
captioning/radar"""
# What radar and infrared show: rows of releases that are built with --sensor.
SENSOR_TASKS = tuple(Task(kind, category, "sensor", group="sensor")
                     for kind, category in re.findall(r"(\w[\w ]*)/([\w ]+)", _SENSOR))  # fmt: skip
GROUPS = ("content", "metadata", "sensor")  # what has to be seen, known or sensed; scored apart
GRAINS = ("short", "middle", "long")  # of captions: one of each a patch
LETTERS = ("a", "b", "c", "d")  # of the options of a multiple-choice question, in order

Config: TypeAlias = Literal["captions", "vqa", "refexp", "sensor", "benchmark", "patches"]
Split: TypeAlias = Literal["train", "validation", "test", "bench"]
SPLITS: tuple[Split, ...] = ("train", "validation", "test", "bench")
CONFIGS: dict[str, tuple[Split, ...]] = {
    "captions": SPLITS[:3],
    "vqa": SPLITS[:3],
    "refexp": SPLITS[:3],
    "sensor": SPLITS[:3],
    "benchmark": SPLITS[3:],
    "patches": SPLITS,
}  # config -> its splits
SETTING = ("country", "season", "climate_zone")  # the columns that say where and when
BENCHMARK_STATUS = "machine-checked, not human-verified"


@dataclass(frozen=True)
class Column:
    """A column: `kind` is a `datasets` dtype, "image", or either behind "list:"; `layout` describes
    the bytes of a raster.
    """

    name: str
    kind: str
    about: str
    layout: Mapping[str, str] | None = None


def _raster(band: Band) -> Column:
    shape, metres = f"{band.size},{band.size}", f"{band.resolution} m"
    layout = {
        "dtype": band.dtype,
        "shape": shape,
        "unit": band.unit,
        "layout": "byte planes, C order",
        "resolution": metres,
    }
    return Column(
        band.name,
        "binary",
        f"{band.unit}, {band.size} x {band.size} px, {np.dtype(band.dtype).name}, byte planes",
        layout,
    )


_PLACE = (
    Column("latitude", "float64", "of the patch's center, degrees north, WGS 84"),
    Column("longitude", "float64", "of the patch's center, degrees east, WGS 84"),
    Column("country", "string", "nearest of ten countries, from the BigEarthNet v2.0 metadata"),
    Column(
        "season",
        "string",
        "meteorological season of the Sentinel-2 date: Spring, Summer, Fall, Winter",
    ),
    Column(
        "climate_zone",
        "string",
        "Koeppen-Geiger zone at the center, legend of Beck et al. (2018); null without a climate raster",
    ),
)
_TEXT = (
    Column(
        "ID", "int64", "63 bits of a hash of patch, task and index: the same as long as the row is"
    ),
    Column("s1_name", "string", "name of the Sentinel-1 patch"),
    Column("patch_id", "string", "name of the Sentinel-2 patch"),
    Column("input", "string", "the question or instruction"),
    Column(
        "output",
        "string",
        "the answer: yes/no, a letter a to d, a box [x0 y0, x1 y1], or a caption",
    ),
    Column("type", "string", "binary, mcq, bounding box, captioning"),
    Column("category", "string", "what is asked; captions hold the word None"),
    Column("split", "string", "train, validation, test, bench"),
    *_PLACE,
    Column("image", "image", "true color (B04, B03, B02), fixed stretch, JPEG, 120 x 120 px"),
)
_TWINS = (
    Column("classes", "list:string", "the classes the row speaks of"),
    Column("patch_row", "int64", "row number of the patch in the same split of the config patches"),
    Column("template", "string", "id of the wording"),
)
_VQA = (
    Column(
        "options",
        "list:string",
        "the answers to choose from, in order: four texts (mcq) or yes, no (binary)",
    ),
    Column("answer", "string", "the text of the right option"),
)
_BOX = (
    Column(
        "box",
        "list:float64",
        "x0, y0, x1, y1 as parts of the patch's side, x right, y down, from the top-left corner",
    ),
    Column("box_pixels", "list:int32", "x0, y0, x1, y1 in pixels of 10 m, half-open"),
    Column(
        "point",
        "list:float64",
        "x, y of the point asked about, as parts of the patch's side; null for references",
    ),
    Column(
        "centroid",
        "list:float64",
        "x, y of the region's centroid, the point that the published set asks about; null for references",
    ),
    Column("expression", "string", "the referring expression; null for points"),
)
_SETTING = Column(
    "setting",
    "bool",
    "does the caption tell country, season and climate zone? null where there is no caption, or a published one",
)
_GRAIN = Column(
    "grain",
    "string",
    "how much the caption tells: short, middle, long; null where there is no caption, or a published one",
)
_VISIBILITY = Column(
    "visibility",
    "int32",
    "pixels that decide the answer, as SPEC.md counts them; null where nothing has to be seen",
)
_PACK = Column(
    "pack",
    "int32",
    "rows of a patch with the same number may stand in one conversation: none betrays another's answer; null for captions and published rows",
)
_AUDIT = (
    Column("bands", "list:string", "the least bands that the answer needs"),
    Column("quantity", "string", "what is compared, such as VV or NDMI"),
    Column(
        "values",
        "list:float64",
        "the numbers that decide, in the order of the boxes: dB, reflectance x 10000 or an index",
    ),
)
_BENCHMARK = (
    Column("group", "string", "what the row asks of: content, metadata, sensor; scored apart"),
    Column("block", "string", "the block of the patch, by its first place, such as 33UUP_26_56"),
    Column("verification", "string", "how far the row was checked"),
    Column("verified_by", "int32", "how many people judged the row"),
    Column("verdict", "string", "what they said: accepted, corrected; null where no person did"),
    Column(
        "benchmark_version",
        "string",
        "of the frozen benchmark, such as 1.0; null until it is frozen",
    ),
)
COLUMNS: dict[str, tuple[Column, ...]] = {
    "captions": _TEXT + (_SETTING, _GRAIN) + _TWINS,
    "vqa": _TEXT + _VQA + (_VISIBILITY, _PACK) + _TWINS,
    "refexp": _TEXT + _BOX + (_VISIBILITY, _PACK) + _TWINS,
    "sensor": _TEXT + _VQA + _BOX + (_VISIBILITY, _PACK) + _TWINS + _AUDIT,
    "benchmark": _TEXT + _VQA + _BOX + (_SETTING, _GRAIN, _VISIBILITY, _PACK) + _TWINS + _BENCHMARK,
    "patches": (
        Column("patch_id", "string", "name of the Sentinel-2 patch"),
        Column("s1_name", "string", "name of the Sentinel-1 patch"),
        Column("s2v1_name", "string", "name of the patch in BigEarthNet v1"),
        Column("split", "string", "train, validation, test, bench"),
        Column("labels", "list:string", "all classes with at least one pixel, alphabetical"),
        Column("contains_seasonal_snow", "bool", "from the BigEarthNet v2.0 metadata"),
        Column("contains_cloud_or_shadow", "bool", "from the BigEarthNet v2.0 metadata"),
        *_PLACE,
        Column("image", "image", "true color (B04, B03, B02), fixed stretch, JPEG, 120 x 120 px"),
        Column("sar", "image", "VV, VH, VV-VH, fixed stretch, JPEG, 120 x 120 px"),
        *(_raster(band) for band in BANDS.values()),
        _raster(REFERENCE_MAP),
        Column("epsg", "int32", "EPSG code of the patch's UTM zone"),
        Column("bounds", "list:float64", "left, bottom, right, top in metres of that zone"),
    ),
}

_IMAGE = pa.struct([("bytes", pa.binary()), ("path", pa.string())])


def _arrow_type(kind: str) -> pa.DataType:
    if kind.startswith("list:"):
        return pa.list_(_arrow_type(kind[5:]))
    return _IMAGE if kind == "image" else pa.type_for_alias({"float64": "double"}.get(kind, kind))


def _feature(kind: str) -> dict[str, Any]:
    """The feature as `datasets` writes it, in the spelling ("Sequence") that every version from
    2.14 to 5.x reads.
    """
    if kind.startswith("list:"):
        return {"feature": _feature(kind[5:]), "_type": "Sequence"}
    return {"_type": "Image"} if kind == "image" else {"dtype": kind, "_type": "Value"}


def feature_dicts(config: str) -> dict[str, Any]:
    """Name -> feature of a config, as in `dataset_infos.json` and in the metadata of the Parquet
    schema.
    """
    return {column.name: _feature(column.kind) for column in COLUMNS[config]}


@cache
def schema(config: str) -> pa.Schema:
    """The Arrow schema of a config's files; raster fields carry dtype, shape, unit and layout as
    field metadata.
    """
    fields = [
        pa.field(c.name, _arrow_type(c.kind), metadata=dict(c.layout) if c.layout else None)
        for c in COLUMNS[config]
    ]
    return pa.schema(
        fields, metadata={"huggingface": json.dumps({"info": {"features": feature_dicts(config)}})}
    )


def features(config: str) -> datasets.Features:
    """The `datasets.Features` of a config, from the same columns as its schema."""
    import datasets

    return datasets.Features.from_dict(feature_dicts(config))


def dataset_info(
    config: str,
    version: str,
    splits: Mapping[str, tuple[int, int]] | None = None,
    download_size: int = 0,
) -> dict[str, Any]:
    """What a config declares of itself; `splits` gives (rows, bytes in memory) per split that has
    rows.

    The card's YAML and `dataset_infos.json` both come from this dictionary, which is in the JSON's
    form.
    """
    info: dict[str, Any] = {
        "description": f"BigEarthNet.txt, {config}. {NOTICE}.",
        "homepage": HOMEPAGE,
        "license": LICENSE,
        "features": feature_dicts(config),
        "config_name": config,
        "version": {"version_str": version},
    }
    if splits is not None:
        info["splits"] = {
            s: {"name": s, "num_bytes": b, "num_examples": n} for s, (n, b) in splits.items()
        }
        info |= {"download_size": download_size, "dataset_size": sum(b for _, b in splits.values())}
    return info


def to_planes(raster: np.ndarray) -> bytes:
    """Bytes of a raster as byte planes: all low bytes, then all next bytes (they compress better
    than mixed ones).
    """
    little = np.ascontiguousarray(raster, raster.dtype.newbyteorder("<"))
    return little.view(np.uint8).reshape(-1, little.itemsize).T.tobytes()


@cache
def alike(names: tuple[str, ...]) -> tuple[tuple[Band, ...], ...]:
    """The bands of these names in groups of one size and dtype; a group is decoded at once, with
    fewer calls than bands.
    """
    groups: dict[tuple[int, str], list[Band]] = {}
    for band in (*BANDS.values(), REFERENCE_MAP):
        if band.name in names:
            groups.setdefault((band.size, band.dtype), []).append(band)
    return tuple(map(tuple, groups.values()))


def decode_group(row: Mapping[str, Any], bands: Sequence[Band]) -> np.ndarray:
    """The rasters (bands, rows, columns) of bands of one size and dtype. Raises ValueError where
    bytes are missing.
    """
    size, dtype = bands[0].size, np.dtype(bands[0].dtype)
    given, expected = [row[band.name] for band in bands], size * size * dtype.itemsize
    for band, planes in zip(bands, given, strict=True):
        if (found := None if planes is None else len(planes)) != expected:
            raise ValueError(
                f"{band.name}: {found} bytes, expected {expected}; is the row from this release, and built with pixels?"
            )
    values = np.frombuffer(b"".join(given), np.uint8).reshape(
        len(bands), dtype.itemsize, size, size
    )
    while (
        width := values.itemsize
    ) < dtype.itemsize:  # planes in pairs, low and high: half the time of writing every second byte
        high = values[:, 1::2].astype(f"<u{2 * width}")
        high <<= 8 * width
        high |= values[:, ::2]
        values = high
    return values[:, 0].view(dtype)


def _found_manifest(folder: Path) -> Path:
    manifest = folder / "manifest.json"
    if not manifest.is_file():
        way_out = "give the folder of a finished release as base_path"
        raise FileNotFoundError(f"{manifest}: not there; {way_out}")
    return manifest


def _files_by_split(folder: Path, manifest: Mapping[str, Any], config: str) -> dict[str, list[str]]:
    """Split -> the paths of a config's files, of the splits that have any."""
    files: dict[str, list[str]] = {}
    for entry in manifest["files"]:
        if entry["config"] == config:
            files.setdefault(entry["split"], []).append(str(folder / entry["path"]))
    if not files:
        raise ValueError(f"{folder}: this release has no rows of the config {config!r}")
    return {split: files[split] for split in CONFIGS[config] if split in files}


@cache
def _builder_class() -> type:
    import datasets
    import pyarrow.parquet as pq

    class BigEarthNetTxt(datasets.ArrowBasedBuilder):  # type: ignore[misc] # datasets has no stubs
        """Reads a release by its manifest: `BigEarthNetTxt(config_name="vqa",
        base_path="bigearthnet_txt")`.
        """

        BUILDER_CONFIGS: ClassVar = [datasets.BuilderConfig(name=config) for config in CONFIGS]

        def __init__(self, *args: Any, base_path: str | None = None, **kwargs: Any) -> None:
            folder = Path(base_path or ".").resolve()
            self._folder = folder.parent if folder.name == "scripts" else folder
            manifest = _found_manifest(self._folder)
            self._manifest = json.loads(manifest.read_bytes())
            # The key of the cache: a rebuilt release is read anew, and so is another one of the
            # same name and version.
            kwargs["hash"] = sha256(manifest.read_bytes()).hexdigest()[:16]
            super().__init__(*args, base_path=base_path, **kwargs)
            self.info.version = datasets.Version(self._manifest["version"])

        def _info(self) -> datasets.DatasetInfo:
            return datasets.DatasetInfo(
                features=features(self.config.name), license=LICENSE, homepage=HOMEPAGE
            )

        def _split_generators(self, dl_manager: Any) -> list[datasets.SplitGenerator]:
            files = _files_by_split(self._folder, self._manifest, self.config.name)
            return [
                datasets.SplitGenerator(name=split, gen_kwargs={"files": paths})
                for split, paths in files.items()
            ]

        def _generate_tables(self, files: Sequence[str]) -> Iterator[tuple[str, pa.Table]]:
            for path in files:
                for k, batch in enumerate(pq.ParquetFile(path).iter_batches(1000)):
                    yield (
                        f"{path}:{k}",
                        pa.Table.from_batches([batch]).replace_schema_metadata(None),
                    )

    BigEarthNetTxt.__module__ = __name__
    return BigEarthNetTxt


_READER = {
    "band_statistics": "BandStatistics band_statistics",
    "collating": "collate",
    "forms": "decode_bands",
    "geo": "to_geotiff to_xarray",
    "loading": "load",
    "looking": "show",
    "noise": "bands_noise",
    "pixels": "Pixels stack_bands",
    "symmetries": "SYMMETRIES compose",
    "turned_words": "Untransformable",
    "turning": "transform",
    "views": "COMPOSITES Stretch VIEWS VIEWS_VERSION composite composite_bands render",
}  # module -> its names
_FROM_READER = {name: module for module, names in _READER.items() for name in names.split()}


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


if not TYPE_CHECKING:  # which sees the names themselves, above, and takes no other

    def __getattr__(name: str) -> Any:
        """Imports what needs more than this file only if it is asked for."""
        if name == "BigEarthNetTxt":
            return _builder_class()
        if name in _FROM_READER:
            module = import_module(f"bigearthnet_txt_reader.{_FROM_READER[name]}")
            return getattr(module, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


# datasets 2.x and 3.x run the file as a loading script and look through the module's names.
if __name__.startswith("datasets_modules."):
    BigEarthNetTxt = _builder_class()
