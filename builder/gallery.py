"""A page to look at: some patches of a finished release with everything the release says about
them.

manifest.json -> choose -> a row of patches + its rows of captions, vqa, refexp or benchmark ->
<article> -> gallery.html Example: box row 2 `[0.0 0.69, 0.57 1.0]` -> `<rect x="0" y="83"
width="69" height="37">` over each of the four pictures.
"""

from __future__ import annotations

import base64
import io
import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import accumulate
from pathlib import Path
from string import Template
from typing import Any, NamedTuple

import numpy as np
import pyarrow.parquet as pq
from PIL import Image, ImageColor
from tqdm import tqdm

from bigearthnet_txt import (
    CLASSES,
    CLC,
    NOTICE,
    PATCH_SIZE,
    REFERENCE_MAP,
    SPLITS,
    composite,
    composite_bands,
    decode_bands,
)
from bigearthnet_txt_reader.release import FileEntry
from builder.errors import DataError, UsageError
from builder.shards.manifest import totals
from builder.shards.release import MANIFEST
from builder.storage import write_text

_PAGE = Path(__file__).with_suffix(".html")
_PICTURES = {
    "true_color": "true color (B04, B03, B02)",
    "false_color": "false color (B08, B04, B03)",
    "sar": "SAR (VV, VH, VV-VH)",
}
_SHOWN = (
    "patch_id",
    "s1_name",
    "split",
    "country",
    "season",
    "climate_zone",
    "latitude",
    "longitude",
)
_BANDS = sorted({band for name in _PICTURES for band in composite_bands(name)})
_ROW_COLORS = (
    "#ffd400",
    "#00e5ff",
    "#ff7af6",
    "#ffffff",
    "#8dff5c",
    "#ffa04d",
)  # bright: they stand on dark-edged lines over pictures

Row = Mapping[str, Any]


class Choice(NamedTuple):
    """A patch to show: row `row` of the file `path` of `patches`."""

    path: str
    row: int


def write_gallery(release: Path, out: Path, *, patches: int) -> int:
    """Writes one HTML page, without links to anything outside it, about up to `patches` patches;
    returns how many it shows.

    Raises UsageError where `patches` is below 1, DataError where `release` has no manifest or a
    file is shorter than it says.
    """
    if patches < 1:
        raise UsageError(f"--patches {patches}: needs at least 1")
    if not (release / MANIFEST).is_file():
        raise DataError(
            f"{release}: no {MANIFEST}, so this is no finished release; build one with: python -m builder build"
        )
    manifest = json.loads((release / MANIFEST).read_text("utf-8"))
    files = [FileEntry(**entry) for entry in manifest["files"]]
    choices = choose(files, patches)
    articles = [
        _article(release, files, choice)
        for choice in tqdm(choices, unit=" patches", desc="gallery", delay=2)
    ]
    page = Template(_PAGE.read_text("utf-8")).substitute(
        version=escape(manifest["version"]),
        shown=f"{len(choices):,}",
        total=f"{sum(f.rows for f in files if f.config == 'patches'):,}",
        folder=escape(release.name),
        notice=NOTICE,
        counts=_counts(files),
        articles="\n".join(articles),
    )
    write_text(out, page)
    return len(choices)


def choose(files: Sequence[FileEntry], patches: int) -> list[Choice]:
    """Up to `patches` patches, as many from each split as the smaller splits allow, at even steps
    through the files of a split.
    """
    shards = {
        split: [f for f in files if (f.config, f.split) == ("patches", split)] for split in SPLITS
    }
    sizes = {split: sum(f.rows for f in entries) for split, entries in shards.items()}
    wanted = dict.fromkeys(SPLITS, 0)
    for _ in range(min(patches, sum(sizes.values()))):
        wanted[min((s for s in SPLITS if wanted[s] < sizes[s]), key=wanted.__getitem__)] += 1
    choices = []
    for split, entries in shards.items():
        for k in range(wanted[split]):
            shard, row = _locate(
                [f.rows for f in entries], (2 * k + 1) * sizes[split] // (2 * wanted[split])
            )
            choices.append(Choice(entries[shard].path, row))
    return choices


def _locate(sizes: Sequence[int], row: int) -> tuple[int, int]:
    """Where row `row` of all parts together lies: (part, row in the part)."""
    starts = [0, *accumulate(sizes)]
    part = bisect_right(starts, row) - 1
    return part, row - starts[part]


def _read_patch(path: Path, row: int) -> Row:
    """A row of `patches` with the columns shown; only the row group that holds it is read."""
    file = pq.ParquetFile(path)
    if row >= file.metadata.num_rows:
        raise DataError(
            f"{path}: {file.metadata.num_rows} rows, fewer than {MANIFEST} says; see: python -m builder verify"
        )
    group, within = _locate(
        [file.metadata.row_group(g).num_rows for g in range(file.num_row_groups)], row
    )
    table = file.read_row_group(group, columns=[*_SHOWN, *_BANDS, REFERENCE_MAP.name])
    found: Row = table.slice(within, 1).to_pylist()[0]
    return found


def _read_texts(release: Path, paths: Iterable[str], patch_id: str) -> list[Row]:
    """The rows about a patch in files of text configs, without their previews."""
    rows: list[Row] = []
    for path in paths:
        columns = [name for name in pq.read_schema(release / path).names if name != "image"]
        table = pq.read_table(
            release / path,
            columns=columns,
            filters=[("patch_id", "==", patch_id)],
            partitioning=None,
        )
        rows += table.to_pylist()
    return rows


def _article(release: Path, files: Sequence[FileEntry], choice: Choice) -> str:
    patch = _read_patch(release / choice.path, choice.row)
    shard = Path(choice.path).name  # shard k of every config of a split covers the same patches
    texts = _read_texts(
        release,
        (f.path for f in files if f.config != "patches" and Path(f.path).name == shard),
        patch["patch_id"],
    )
    boxes = [row for row in texts if row["type"] == "bounding box"]
    rasters = decode_bands(
        {name: patch[name] for name in (*_BANDS, REFERENCE_MAP.name) if patch[name] is not None}
    )
    parts = [
        _heading(patch),
        _pictures(rasters, boxes),
        legend(rasters[REFERENCE_MAP.name]),
        *(_caption(row) for row in texts if row["type"] == "captioning"),
        _list("Boxes", "boxes", [_box_row(number, row) for number, row in enumerate(boxes, 1)]),
        _list(
            "Questions",
            "questions",
            [_question(row) for row in texts if row["type"] in ("binary", "mcq")],
        ),
    ]
    return _tag("article", "\n".join(parts), id=patch["patch_id"])


def _tag(name: str, content: str, **attributes: object) -> str:
    """An HTML element around ready HTML; attributes are escaped, `data_row` is written data-row and
    `class_` class.
    """
    listed = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
    )
    return f"<{name}{listed}>{content}</{name}>"


def _text(name: str, text: str, **attributes: object) -> str:
    """An HTML element that shows a text as it is."""
    return _tag(name, escape(text), **attributes)


def _heading(patch: Row) -> str:
    latitude, longitude = patch["latitude"], patch["longitude"]
    place = f"{latitude:.4f}° N, {abs(longitude):.4f}° {'E' if longitude >= 0 else 'W'}"
    facts = (
        patch["split"],
        patch["country"],
        patch["season"],
        patch["climate_zone"] or "climate zone unknown",
        place,
    )
    return (
        _text("h2", patch["patch_id"])
        + _text("p", " · ".join(facts))
        + _text("p", patch["s1_name"], class_="soft")
    )


def _pictures(rasters: Mapping[str, np.ndarray], boxes: Sequence[Row]) -> str:
    """The composites (none in a release without pixels) and the land cover, each with the boxes
    over it.
    """
    solid_first = sorted(
        enumerate(boxes, 1), key=lambda entry: entry[1]["category"] == "point"
    )  # so dashes show where two boxes agree
    overlay = "".join(_overlay(number, row) for number, row in solid_first)
    pictures = {
        about: composite(rasters, name)
        for name, about in _PICTURES.items()
        if rasters.keys() >= set(_BANDS)
    }
    pictures["land cover (CORINE 2018)"] = land_cover(rasters[REFERENCE_MAP.name])
    return _tag(
        "div",
        "\n".join(_figure(picture, about, overlay) for about, picture in pictures.items()),
        class_="pictures",
    )


def _figure(picture: Image.Image, about: str, overlay: str) -> str:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    source = f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}"
    image = f'<img src="{source}" alt="{about}" width="{PATCH_SIZE}" height="{PATCH_SIZE}">'
    svg = _tag("svg", overlay, viewBox=f"0 0 {PATCH_SIZE} {PATCH_SIZE}")
    return _tag("figure", _tag("div", image + svg, class_="picture") + _text("figcaption", about))


def _color(number: int) -> str:
    return f"--row:{_ROW_COLORS[(number - 1) % len(_ROW_COLORS)]}"


def _overlay(number: int, row: Row) -> str:
    """A box row as drawn over a picture, in pixels; its number stands at the point, or in a corner
    that changes from row to row.
    """
    x0, y0, x1, y1 = row["box_pixels"]
    shapes = _tag("rect", "", class_=row["category"], x=x0, y=y0, width=x1 - x0, height=y1 - y0)
    x, y = (x0 + 2, x1 - 6)[number // 2 % 2], (y1 - 2, y0 + 7)[number % 2]
    if row["point"]:
        x, y = (round(part * PATCH_SIZE, 4) for part in row["point"])
        shapes += _tag("circle", "", cx=x, cy=y, r=1.5)
        x, y = x + 2, y - 1
    return _tag(
        "g", shapes + _tag("text", str(number), x=x, y=y), data_row=number, style=_color(number)
    )


def land_cover(codes: np.ndarray) -> Image.Image:
    """A reference map (CORINE codes, uint16, rows x columns) in the colors of `CLC`."""
    palette = np.zeros((max(CLC) + 1, 3), np.uint8)
    for code, clc in CLC.items():
        palette[code] = ImageColor.getrgb(clc.color)
    return Image.fromarray(palette[codes])


def legend(codes: np.ndarray) -> str:
    """The classes of a reference map in class order, each with the colors of its CORINE codes and
    its share; unlabelled land last.
    """
    pixels = dict(
        zip(*(values.tolist() for values in np.unique(codes, return_counts=True)), strict=True)
    )
    entries = []
    for label in (*CLASSES, None):
        found = {code: count for code, count in pixels.items() if CLC[code].label == label}
        if found:
            swatches = (
                _tag(
                    "span",
                    "",
                    class_="swatch",
                    style=f"background:{CLC[c].color}",
                    title=CLC[c].name,
                )
                for c in found
            )
            name = label or f"no class: {'; '.join(CLC[code].name for code in found)}"
            entries.append(
                _tag(
                    "li",
                    "".join(swatches)
                    + escape(f"{name} {_share(sum(found.values()) / codes.size)}"),
                )
            )
    return _tag("ul", "".join(entries), class_="legend")


def _share(part: float) -> str:
    return f"{part:.1%}" if part >= 0.0005 else "<0.1%"


def _list(title: str, kind: str, items: Sequence[str]) -> str:
    return _text("h3", title if items else f"{title}: none") + _tag(
        "ol", "\n".join(items), class_=kind
    )


def _caption(row: Row) -> str:
    return (
        _text("h3", "Caption" if row["setting"] else "Caption without setting")
        + _text("p", row["input"], class_="soft")
        + _text("p", row["output"], class_="caption")
    )


def _box_row(number: int, row: Row) -> str:
    x0, y0, x1, y1 = row["box_pixels"]
    about = f"{row['category']}, {'; '.join(row['classes'])}, columns {x0} to {x1 - 1}, rows {y0} to {y1 - 1}"
    chip = _tag("span", str(number), class_="chip", style=_color(number))
    return _tag(
        "li",
        f"{chip}{_asked(row)} {_text('span', about, class_='soft')}",
        data_row=number,
        tabindex=0,
    )


def _asked(row: Row) -> str:
    return f"{_text('span', row['input'])} {_text('code', row['output'])}"


def _question(row: Row) -> str:
    options = (
        _text("li", text, class_="answer" if text == row["answer"] else "other")
        for text in row["options"]
    )
    about = _text("span", f"{row['type']}, {row['category']}", class_="soft")
    return _tag("li", f"{_asked(row)} {about}{_tag('ul', ''.join(options), class_='options')}")


def _counts(files: list[FileEntry]) -> str:
    """Rows of each config and split, as a table."""
    lines = [_tag("tr", "".join(_text("th", title) for title in ("rows", *SPLITS)))]
    for config, splits in totals(files).items():
        cells = (
            _tag("td", f"{splits[split][0]:,}" if split in splits else "", class_="number")
            for split in SPLITS
        )
        lines.append(_tag("tr", _text("th", config) + "".join(cells)))
    return _tag("table", "".join(lines))
