"""The contract: names, orders and types that readers rely on.

Its helpers turn stored bytes into pixels.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pyarrow.parquet as pq
import pytest

import bigearthnet_txt
from bigearthnet_txt import (
    BANDS,
    CLASSES,
    CLC,
    COLUMNS,
    CONFIGS,
    LETTERS,
    REFERENCE_MAP,
    S1_BANDS,
    S2_BANDS,
    SETTING,
    SPLITS,
    TASKS,
    UNCLASSIFIED,
    Config,
    Split,
    dataset_info,
    decode_bands,
    feature_dicts,
    features,
    render,
    schema,
    stack_bands,
    to_planes,
)

NAMES = """
BANDS BENCHMARK_STATUS Band BigEarthNetTxt CLASSES CLC COLUMNS COMPOSITES CONFIGS COUNTRIES Clc
Column Config HOMEPAGE LETTERS LICENSE MAPS_ROOT NOTICE PATCH_SIZE Pixels REFERENCE_MAP ROOTS
S1_BANDS S2_BANDS SEASONS SENSORS SETTING SPLITS Sensor Split Stretch TASKS Task UNCLASSIFIED
__version__ alike composite composite_bands dataset_info decode_bands decode_group feature_dicts
features load render schema stack_bands to_planes
"""
REGENERATE = (
    'python -c "import json, bigearthnet_txt as t; '
    'print(json.dumps({c: t.dataset_info(c, t.__version__) for c in t.CONFIGS}, indent=2))"'
    " > dataset_infos.json"
)


@pytest.fixture
def rasters() -> dict[str, np.ndarray]:
    """All bands and the map of a patch, all zero."""
    return {
        band.name: np.zeros((band.size, band.size), band.dtype)
        for band in (*BANDS.values(), REFERENCE_MAP)
    }


def row_of(rasters: dict[str, np.ndarray]) -> dict[str, Any]:
    return {name: to_planes(raster) for name, raster in rasters.items()}


def clc_entries(shared: Path) -> list[dict[str, Any]]:
    """The authors' table of CORINE codes."""
    path = shared / "samples" / "bigearthnet-pipeline-metadata" / "clc_metadata.json"
    entries: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["clc_data"]
    return entries


def test_the_public_names_are_these() -> None:
    """A name that a user can import stays; each is there, and completion lists it."""
    assert sorted(bigearthnet_txt.__all__) == NAMES.split()
    assert set(NAMES.split()) <= set(dir(bigearthnet_txt))
    assert all(hasattr(bigearthnet_txt, name) for name in NAMES.split())


def test_what_is_no_name_is_refused() -> None:
    """A misspelled name is an AttributeError that quotes it."""
    with pytest.raises(AttributeError, match="has no attribute 'laod'"):
        bigearthnet_txt.laod  # noqa: B018 # the access is what is tested


def test_type_checkers_see_the_configs_and_splits_there_are() -> None:
    """The literal types of `load` are the names that the contract lists."""
    assert get_args(Config) == tuple(CONFIGS)
    assert get_args(Split) == SPLITS


def test_letters_and_setting_columns_have_one_home() -> None:
    """Four options are lettered a to d; three columns say where and when."""
    assert "".join(LETTERS) == "abcd"
    assert set(SETTING) <= set(schema("vqa").names)


def test_bands_stand_in_spectral_order() -> None:
    """B8A lies between B08 and B09, VV before VH; sorting by name would move both."""
    assert S2_BANDS == (
        "B01",
        "B02",
        "B03",
        "B04",
        "B05",
        "B06",
        "B07",
        "B08",
        "B8A",
        "B09",
        "B11",
        "B12",
    )
    assert S1_BANDS == ("VV", "VH")
    assert tuple(BANDS) == S2_BANDS + S1_BANDS != tuple(sorted(BANDS))
    assert [c.name for c in COLUMNS["patches"] if c.name in BANDS] == list(BANDS)


def test_bands_have_the_resolution_of_their_sensor() -> None:
    """B02, B03, B04, B08 and radar have 10 m, B01 and B09 60 m, and the rest 20 m.

    A patch is 1.2 km wide.
    """
    meters = (
        dict.fromkeys(BANDS, 20)
        | dict.fromkeys(("B02", "B03", "B04", "B08", "VV", "VH"), 10)
        | {"B01": 60, "B09": 60}
    )
    assert {name: band.resolution for name, band in BANDS.items()} == meters
    assert {band.resolution: band.size for band in BANDS.values()} == {10: 120, 20: 60, 60: 20}
    assert {name for name, band in BANDS.items() if band.dtype == "<f4"} == {"VV", "VH"}


def test_classes_are_the_authors_nineteen(shared: Path) -> None:
    """The names, in the order in which the authors' table of CORINE codes brings them up."""
    labels = dict.fromkeys(entry["name_19"] for entry in clc_entries(shared))
    assert [label for label in labels if label != "UNLABELED"] == list(CLASSES)
    assert len(CLASSES) == 19


def test_classes_are_those_of_the_metadata(shared: Path) -> None:
    """The labels of BigEarthNet v2.0 are the nineteen classes, to the letter.

    Its 480,038 patches are read for it.
    """
    labels = pq.read_table(
        shared / "samples" / "bigearthnet-pipeline-metadata" / "metadata.parquet",
        columns=["labels"],
    )["labels"]
    assert set(labels.combine_chunks().flatten().unique().to_pylist()) == set(CLASSES)


def test_clc_table_is_the_authors(shared: Path) -> None:
    """Every code has the authors' name, color and class; code 999 is kept apart."""
    expected = {}
    for entry in clc_entries(shared):
        label = None if entry["name_19"] == "UNLABELED" else entry["name_19"]
        expected[int(entry["code"])] = (
            entry["name_clc"],
            label,
            "#{:02x}{:02x}{:02x}".format(*entry["color"][:3]),
        )
    del expected[UNCLASSIFIED]
    assert {code: tuple(clc) for code, clc in CLC.items()} == expected


def test_twelve_codes_belong_to_no_class() -> None:
    """Twelve codes belong to no class.

    Roads, ports, airports, mines, dumps, construction, parks, sport, bare rock, burnt areas,
    glaciers and tidal flats.
    """
    assert [code for code, clc in CLC.items() if clc.label is None] == [
        122,
        123,
        124,
        131,
        132,
        133,
        141,
        142,
        332,
        334,
        335,
        423,
    ]


def test_there_are_fifteen_tasks() -> None:
    """One captioning, four binary, eight mcq and two box tasks, all different."""
    assert len({(task.type, task.category) for task in TASKS}) == len(TASKS) == 15
    assert Counter(task.config for task in TASKS) == {"captions": 1, "vqa": 12, "refexp": 2}


@pytest.mark.parametrize("config", ["captions", "vqa", "refexp", "benchmark"])
def test_texts_begin_with_the_published_columns(config: str) -> None:
    """The thirteen columns of the published set come first, under their names and in order.

    The image follows them.
    """
    published = (
        "ID s1_name patch_id input output type category split latitude longitude country season "
        "climate_zone image"
    )
    assert " ".join(schema(config).names[:14]) == published


def test_captions_say_whether_they_tell_their_setting() -> None:
    """A boolean column in the configs that hold captions, and in no other."""
    assert {config for config in CONFIGS if "setting" in schema(config).names} == {
        "captions",
        "benchmark",
    }
    assert str(schema("captions").field("setting").type) == "bool"


def test_questions_and_boxes_say_what_decides() -> None:
    """A whole number of pixels in the configs that hold questions or boxes, and in no other."""
    assert {config for config in CONFIGS if "visibility" in schema(config).names} == {
        "vqa",
        "refexp",
        "benchmark",
    }
    assert str(schema("vqa").field("visibility").type) == "int32"


@pytest.mark.parametrize("config", CONFIGS)
def test_schema_and_features_agree(config: str) -> None:
    """`datasets` derives from the features the very types that the files have."""
    by_datasets = features(config).arrow_schema
    assert by_datasets.names == schema(config).names
    assert by_datasets.types == schema(config).types


@pytest.mark.parametrize("config", CONFIGS)
def test_parquet_metadata_keep_the_old_spelling_of_lists(config: str) -> None:
    """Lists are called Sequence there: versions of `datasets` before 4.0 crash on List."""
    stored = json.loads(schema(config).metadata[b"huggingface"])["info"]["features"]
    assert stored == feature_dicts(config)
    kinds = {name: feature["_type"] for name, feature in stored.items()}
    assert kinds["classes" if config != "patches" else "labels"] == "Sequence"
    assert set(kinds.values()) == {"Value", "Image", "Sequence"}


def test_no_column_is_a_list_of_float32() -> None:
    """The Hub would tag the dataset as time series."""
    assert not [c.name for columns in COLUMNS.values() for c in columns if c.kind == "list:float32"]


def test_raster_columns_say_how_to_read_them() -> None:
    """The Parquet field of a band carries dtype, shape, unit, layout and resolution."""
    stored = {k.decode(): v.decode() for k, v in schema("patches").field("B05").metadata.items()}
    assert stored == {
        "dtype": "<u2",
        "shape": "60,60",
        "unit": "surface reflectance x 10000",
        "layout": "byte planes, C order",
        "resolution": "20 m",
    }


def test_dataset_infos_follow_from_the_contract() -> None:
    """The `dataset_infos.json` beside the module declares the five configs as the contract does."""
    stored = (Path(bigearthnet_txt.__file__).parent / "dataset_infos.json").read_text("utf-8")
    declared = {config: dataset_info(config, bigearthnet_txt.__version__) for config in CONFIGS}
    assert stored == json.dumps(declared, indent=2) + "\n", (
        f"not what the contract says; regenerate it: {REGENERATE}"
    )


def test_byte_planes_separate_low_from_high_bytes() -> None:
    """0x0102, 0x0304 are stored as 02 04 (low bytes), 01 03 (high bytes).

    The byte order in memory does not matter.
    """
    assert to_planes(np.array([[0x0102, 0x0304]], "<u2")).hex() == "02040103"
    assert to_planes(np.array([[0x0102, 0x0304]], ">u2")).hex() == "02040103"


def test_byte_planes_of_floats() -> None:
    """1.0 is 3f800000 and -2.5 is c0200000.

    The four bytes of each lie one plane apart, lowest first.
    """
    assert to_planes(np.array([1.0, -2.5], "<f4")).hex() == "0000" + "0000" + "8020" + "3fc0"


def test_bands_come_back_as_they_were() -> None:
    """Random rasters, NaN among them, survive storing and decoding bit for bit.

    They come in band order, with their dtypes.
    """
    random = np.random.default_rng(5)
    given = {
        b.name: np.frombuffer(random.bytes(b.size * b.size * int(b.dtype[-1])), b.dtype)
        for b in (*BANDS.values(), REFERENCE_MAP)
    }
    rows = {name: raster.reshape(-1, int(raster.size**0.5)) for name, raster in given.items()}
    back = decode_bands(row_of(rows))
    assert list(back) == [*BANDS, "reference_map"]
    for name, raster in rows.items():
        assert (back[name].dtype, back[name].shape) == (raster.dtype, raster.shape)
        assert back[name].tobytes() == raster.tobytes()


def test_only_the_columns_at_hand_are_decoded(rasters: dict[str, np.ndarray]) -> None:
    """A row read with two band columns gives two bands; its other columns are left alone."""
    row = row_of(rasters)
    assert list(decode_bands({"patch_id": "S2A", "VV": row["VV"], "B8A": row["B8A"]})) == [
        "B8A",
        "VV",
    ]


def test_truncated_bytes_are_refused(rasters: dict[str, np.ndarray]) -> None:
    """A band of the wrong length is named, with both lengths."""
    row = row_of(rasters) | {"B05": bytes(7198)}
    with pytest.raises(ValueError, match="B05: 7198 bytes, expected 7200"):
        decode_bands(row)


def test_pixels_that_were_never_built_are_refused(rasters: dict[str, np.ndarray]) -> None:
    """A band that is null, as in a release built with --maps-only, is named."""
    with pytest.raises(ValueError, match=r"VV: None bytes, expected 57600; .* built with pixels\?"):
        decode_bands(row_of(rasters) | {"VV": None})


def test_stacked_bands_stand_in_band_order(rasters: dict[str, np.ndarray]) -> None:
    """Layer k of a stack is band k: twelve of Sentinel-2, then VV and VH."""
    for k, name in enumerate(BANDS):
        rasters[name][...] = k
    for resolution, size in ((10, 120), (20, 60), (60, 20)):
        stack = stack_bands(row_of(rasters), resolution)
        assert (stack.dtype, stack.shape) == (np.float32, (14, size, size))
        assert [set(layer.ravel()) for layer in stack] == [{k} for k in range(14)]


def test_coarse_bands_are_repeated(rasters: dict[str, np.ndarray]) -> None:
    """A coarse pixel is repeated over the finer ones it covers.

    The 60 m pixel in row 0, column 1 fills rows 0..5 and columns 6..11 at 10 m, rows 0..2 and
    columns 3..5 at 20 m.
    """
    rasters["B01"][0, 1] = 7
    row = row_of(rasters)
    at_10, at_20, at_60 = (stack_bands(row, resolution)[0] for resolution in (10, 20, 60))
    assert (at_10[:6, 6:12] == 7).all() and at_10.sum() == 7 * 36
    assert (at_20[:3, 3:6] == 7).all() and at_20.sum() == 7 * 9
    assert at_60[0, 1] == at_60.sum() == 7


def test_fine_bands_are_averaged(rasters: dict[str, np.ndarray]) -> None:
    """At 20 m 1, 2, 3, 6 become 3; at 60 m 0..35 become 17.5, and the 20 m pixels 0..8 become 4."""
    rasters["B02"][:2, :2] = [[1, 2], [3, 6]]
    rasters["VV"][:6, 6:12] = np.arange(36).reshape(6, 6)
    rasters["B05"][57:, :3] = np.arange(9).reshape(3, 3)
    row, order = row_of(rasters), list(BANDS)
    assert stack_bands(row, 20)[order.index("B02"), 0, 0] == 3
    at_60 = stack_bands(row, 60)
    assert at_60[order.index("VV"), 0, 1] == 17.5
    assert at_60[order.index("B05"), 19, 0] == 4


def test_averages_do_not_overflow(rasters: dict[str, np.ndarray]) -> None:
    """The mean of a block of the largest uint16 is that number."""
    rasters["B03"][...] = 65535
    assert set(stack_bands(row_of(rasters), 60)[2].ravel()) == {65535}


def test_other_resolutions_are_refused(rasters: dict[str, np.ndarray]) -> None:
    """30 m fits no band; the error names the three that can be had."""
    with pytest.raises(ValueError, match="30 m: use 10, 20 or 60"):
        stack_bands(row_of(rasters), 30)


def test_true_color_is_brightened_by_a_power(rasters: dict[str, np.ndarray]) -> None:
    """True color is brightened by a power: (v / 3000) ** (2/3).

    375 -> 0.125 -> 0.25 -> 64; 24 -> 0.008 -> 0.04 -> 10; 3000 and more -> 255.
    """
    for name, values in {"B04": (375, 0), "B03": (24, 9000), "B02": (3000, 0)}.items():
        rasters[name][0, :2] = values
    picture = render(row_of(rasters), "true_color")
    assert (picture.mode, picture.size) == ("RGB", (120, 120))
    assert [picture.getpixel((x, 0)) for x in range(3)] == [(64, 10, 255), (0, 255, 0), (0, 0, 0)]


def test_false_color_shows_near_infrared_as_red(rasters: dict[str, np.ndarray]) -> None:
    """Middle gray of false color lies at 0.5 ** 1.3 of the range.

    It is at 2436.8 of 6000 for B08, at 1218.4 of 3000 for B04 and B03.
    """
    for name, values in {
        "B08": (2436, 2437, 6000),
        "B04": (1218, 1219, 0),
        "B03": (1218, 1219, 3000),
    }.items():
        rasters[name][0, :3] = values
    picture = render(row_of(rasters), "false_color")
    assert [picture.getpixel((x, 0)) for x in range(3)] == [
        (127, 127, 127),
        (128, 128, 128),
        (255, 0, 255),
    ]


def test_swir_repeats_its_20_m_bands(rasters: dict[str, np.ndarray]) -> None:
    """A 20 m pixel covers 2 x 2 pixels of the SWIR picture.

    Middle gray is at 1624.5 of 4000 for B12 and at 2436.8 of 6000 for B8A.
    """
    rasters["B12"][0, 0], rasters["B8A"][0, 0], rasters["B04"][0, 0] = 1624, 2437, 3000
    picture = np.asarray(render(row_of(rasters), "swir"))
    assert picture[:2, :2].tolist() == [
        [[127, 128, 255], [127, 128, 0]],
        [[127, 128, 0], [127, 128, 0]],
    ]
    assert not picture[2:].any() and not picture[:, 2:].any()


def test_sar_shows_both_polarizations_and_their_ratio(rasters: dict[str, np.ndarray]) -> None:
    """SAR shows both polarizations and their ratio.

    VV -5 dB of -25..0 -> 0.8; VH -14 dB of -32..-5 -> 2/3; their difference 9 dB of 0..15 -> 0.6.
    """
    rasters["VV"][0, :2], rasters["VH"][0, :2] = (-5, 3), (-14, -40)
    picture = render(row_of(rasters), "sar")
    assert [picture.getpixel((x, 0)) for x in range(2)] == [(204, 170, 153), (255, 0, 255)]


def test_an_unknown_composite_is_refused(rasters: dict[str, np.ndarray]) -> None:
    """The error names the composites there are."""
    with pytest.raises(ValueError, match="'ndvi': use one of true_color, false_color, swir, sar"):
        render(row_of(rasters), "ndvi")
