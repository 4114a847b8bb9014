"""The contract: names, orders and types that readers rely on."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any, get_args

import pyarrow.parquet as pq
import pytest

import bigearthnet_txt
from bigearthnet_txt import (
    BANDS,
    CLASSES,
    CLC,
    COLUMNS,
    CONFIGS,
    GROUPS,
    LETTERS,
    S1_BANDS,
    S2_BANDS,
    SETTING,
    SPLITS,
    TASKS,
    UNCLASSIFIED,
    Config,
    Split,
    dataset_info,
    feature_dicts,
    features,
    schema,
)

NAMES = """
BANDS BENCHMARK_STATUS Band BandStatistics BigEarthNetTxt CLASSES CLC COLUMNS COMPOSITES CONFIGS
COUNTRIES Clc Column Config GRAINS GROUPS HOMEPAGE LETTERS LICENSE MAPS_ROOT NOTICE PATCH_SIZE
Pixels REFERENCE_MAP ROOTS S1_BANDS S2_BANDS SEASONS SENSORS SENSOR_TASKS SETTING SPLITS SYMMETRIES
Sensor Split Stretch TASKS Task UNCLASSIFIED Untransformable VIEWS VIEWS_VERSION __version__ alike
band_statistics bands_noise collate compose composite composite_bands dataset_info decode_bands
decode_group feature_dicts features load render schema show stack_bands to_geotiff to_planes
to_xarray transform
"""
REGENERATE = (
    'python -c "import json, bigearthnet_txt as t; '
    'print(json.dumps({c: t.dataset_info(c, t.__version__) for c in t.CONFIGS}, indent=2))"'
    " > dataset_infos.json"
)


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
        "sensor",
        "benchmark",
    }
    assert str(schema("vqa").field("visibility").type) == "int32"


def test_every_question_and_box_has_a_pack() -> None:
    """Packs are numbered from 0 over all configs; captions, which tell everything, have none."""
    assert {task.pack for task in TASKS if task.config != "captions"} == set(range(8))
    assert [task.category for task in TASKS if task.pack is None] == ["None"]
    for config, names in {c: schema(c).names for c in CONFIGS}.items():
        assert ("pack" in names) == (config in ("vqa", "refexp", "sensor", "benchmark"))


def test_scores_are_given_by_group() -> None:
    """Country, season and climate zone are no sight: a group of their own."""
    metadata = [task.category for task in TASKS if task.group == "metadata"]
    assert metadata == ["country", "climate zone", "season"]
    assert {task.group for task in TASKS} <= set(GROUPS)


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
    """The `dataset_infos.json` beside the module declares the configs as the contract does."""
    stored = (Path(bigearthnet_txt.__file__).parent / "dataset_infos.json").read_text("utf-8")
    declared = {config: dataset_info(config, bigearthnet_txt.__version__) for config in CONFIGS}
    assert stored == json.dumps(declared, indent=2) + "\n", (
        f"not what the contract says; regenerate it: {REGENERATE}"
    )
