"""A page to look at: some patches of a release, with everything the release says about them.

manifest.json -> choose -> a row of patches + its rows of text -> <article> -> gallery.html
Example: box row 2 `[0.0 0.69, 0.57 1.0]` -> `<rect x="0" y="83" width="69" height="37">` over each
of the four pictures.
"""

from __future__ import annotations

import base64
import io
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import accumulate
from pathlib import Path
from string import Template
from typing import Any, NamedTuple

import numpy as np
import pyarrow.compute as pc
from PIL import Image
from tqdm import tqdm

from bigearthnet_txt import (
    CLASSES,
    CLC,
    COLUMNS,
    NOTICE,
    PATCH_SIZE,
    REFERENCE_MAP,
    SPLITS,
    composite,
    composite_bands,
    decode_bands,
)
from bigearthnet_txt_reader.maps import land_cover
from bigearthnet_txt_reader.origin import band
from bigearthnet_txt_reader.release import FileEntry, Release, Shard
from bigearthnet_txt_reader.sensed import (
    QUANTITIES,
    quantities_of,
    regions_of,
    title_of,
    views_of,
)
from builder.errors import UsageError
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
_VIEWS = {*_PICTURES, *(quantity.view for quantity in QUANTITIES.values())}
_RASTERS = (
    *sorted({band for view in _VIEWS for band in composite_bands(view)}),
    REFERENCE_MAP.name,
)
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
    """A patch to show: row `row` of the patches of a shard."""

    shard: Shard
    row: int


def write_gallery(release: Release, out: Path, *, patches: int) -> int:
    """Writes one HTML page about up to `patches` patches; returns how many it shows.

    The page has no links to anything outside it. Raises UsageError if `patches` is below 1,
    DataError or ReleaseError if a file cannot be read or is shorter than the manifest says.
    """
    if patches < 1:
        raise UsageError(f"--patches {patches}: needs at least 1")
    choices = choose(release, patches)
    shown = tqdm(choices, unit=" patches", desc="gallery", delay=2)
    page = Template(_PAGE.read_text("utf-8")).substitute(
        band=band(release.warning),
        version=escape(release.version),
        shown=f"{len(choices):,}",
        total=f"{sum(release.rows.get('patches', {}).values()):,}",
        folder=escape(release.name),
        notice=NOTICE,
        counts=_counts(release.rows),
        articles="\n".join([_article(release, choice) for choice in shown]),
    )
    write_text(out, page)
    return len(choices)


def choose(release: Release, patches: int) -> list[Choice]:
    """Up to `patches` patches, as many from each split as the smaller splits allow.

    They come at even steps through the shards of a split.
    """
    sizes: dict[str, int] = {
        split: release.rows.get("patches", {}).get(split, 0) for split in SPLITS
    }
    wanted = _shares(sizes, patches)
    choices = []
    for split, size in sizes.items():
        shards = release.shards_of(split)
        for k in range(wanted[split]):
            row = (2 * k + 1) * size // (2 * wanted[split])
            part, within = _locate([shard.patches for shard in shards], row)
            choices.append(Choice(shards[part], within))
    return choices


def _shares(sizes: Mapping[str, int], patches: int) -> dict[str, int]:
    """How many of `patches` each split gives: one after the other, as long as it has any left."""
    wanted = dict.fromkeys(sizes, 0)
    for _ in range(min(patches, sum(sizes.values()))):
        left = (split for split, size in sizes.items() if wanted[split] < size)
        wanted[min(left, key=wanted.__getitem__)] += 1
    return wanted


def _locate(sizes: Sequence[int], row: int) -> tuple[int, int]:
    """Where row `row` of all parts together lies: (part, row in the part)."""
    starts = [0, *accumulate(sizes)]
    part = bisect_right(starts, row) - 1
    return part, row - starts[part]


def _read_patch(release: Release, entry: FileEntry, row: int) -> Row:
    """A row of `patches` with the columns shown; only the row group that holds it is read."""
    with release.parquet(entry) as file:
        groups = range(file.num_row_groups)
        sizes = [file.metadata.row_group(number).num_rows for number in groups]
        group, within = _locate(sizes, row)
        table = file.read_row_group(group, columns=[*_SHOWN, *_RASTERS])
    found: Row = table.slice(within, 1).to_pylist()[0]
    return found


def _read_texts(release: Release, entry: FileEntry, patch_id: str) -> list[Row]:
    """The rows about a patch in a file of texts, without their previews."""
    names = [column.name for column in COLUMNS[entry.config] if column.name != "image"]
    rows: list[Row] = []
    for table in release.row_groups(entry, names):
        rows += table.filter(pc.equal(table["patch_id"], patch_id)).to_pylist()
    return rows


def _article(release: Release, choice: Choice) -> str:
    shard = choice.shard
    patch = _read_patch(release, shard.files["patches"], choice.row)
    texts = [
        row
        for entry in shard.texts.values()
        for row in _read_texts(release, entry, patch["patch_id"])
    ]
    rasters = decode_bands({name: patch[name] for name in _RASTERS if patch[name] is not None})
    sensed = [row for row in texts if row["type"] != "captioning" and quantities_of(row)]
    others = [row for row in texts if row not in sensed]
    boxes = _of_types(others, "bounding box")
    questions = _of_types(others, "binary", "mcq")
    parts = [
        _heading(patch),
        _pictures(rasters, boxes),
        legend(rasters[REFERENCE_MAP.name]),
        *map(_caption, _of_types(texts, "captioning")),
        _list("Boxes", "boxes", [_box_row(number, row) for number, row in enumerate(boxes, 1)]),
        _list("Questions", "questions", list(map(_question, questions))),
        *_sensed(rasters, sensed),
    ]
    return _tag("article", "\n".join(parts), id=patch["patch_id"])


def _of_types(rows: Sequence[Row], *types: str) -> list[Row]:
    return [row for row in rows if row["type"] in types]


def _tag(name: str, content: str, **attributes: object) -> str:
    """An HTML element around ready HTML.

    Attributes are escaped; `data_row` is written data-row, and `class_` class.
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
    """The composites and the land cover, each with the boxes over it.

    A release without pixels has no composites.
    """
    # Solid lines first, so that dashes show if two boxes agree.
    numbered = sorted(enumerate(boxes, 1), key=lambda entry: entry[1]["category"] == "point")
    overlay = "".join(_overlay(number, row) for number, row in numbered)
    names = _PICTURES if len(rasters) == len(_RASTERS) else {}
    pictures = {about: composite(rasters, name) for name, about in names.items()}
    pictures["land cover (CORINE 2018)"] = land_cover(rasters[REFERENCE_MAP.name])
    figures = (_figure(picture, about, overlay) for about, picture in pictures.items())
    return _tag("div", "\n".join(figures), class_="pictures")


def _sensed(rasters: Mapping[str, np.ndarray], rows: Sequence[Row]) -> Iterator[str]:
    """The questions on radar and infrared, behind the views that show their answers.

    The boxes of a question lie over its views, and are seen while it is pointed at.
    """
    if not rows:
        return
    names = dict.fromkeys(name for row in rows for name in quantities_of(row))
    views = {QUANTITIES[name].view: title_of(name) for name in names}
    figures = [
        _figure(composite(rasters, view), about, _compared_on(view, rows))
        for view, about in views.items()
    ]
    yield _text("h3", "Radar and infrared")
    yield _tag("div", "\n".join(figures), class_="pictures")
    yield _tag("ol", "\n".join(map(_question, rows)), class_="questions")


def _compared_on(view: str, rows: Sequence[Row]) -> str:
    return "".join(_compared(row) for row in rows if view in views_of(row))


def _compared(row: Row) -> str:
    """The boxes that a question compares, each with its label."""
    shapes = []
    for number, (label, (x0, y0, x1, y1), right) in enumerate(regions_of(row), 1):
        kind = "right" if right else "other"
        box = _tag("rect", "", class_=kind, x=x0, y=y0, width=x1 - x0, height=y1 - y0)
        name = _text("text", label, x=x0 + 2, y=y0 + 7)
        shapes.append(_tag("g", box + name, style=_color(number)))
    return _tag("g", "".join(shapes), class_="compared", data_row=row["ID"])


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
    """A box row as drawn over a picture, in pixels.

    Its number is at the point, or in a corner that changes from row to row.
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


def legend(codes: np.ndarray) -> str:
    """The classes of a reference map in class order, unlabelled land last.

    Each has the colors of its CORINE codes and its share.
    """
    found, counts = np.unique(codes, return_counts=True)
    pixels = dict(zip(found.tolist(), counts.tolist(), strict=True))
    entries = []
    for label in (*CLASSES, None):
        mine = {code: count for code, count in pixels.items() if CLC[code].label == label}
        if mine:
            name = label or f"no class: {'; '.join(CLC[code].name for code in mine)}"
            said = escape(f"{name} {_share(sum(mine.values()) / codes.size)}")
            entries.append(_tag("li", "".join(map(_swatch, mine)) + said))
    return _tag("ul", "".join(entries), class_="legend")


def _swatch(code: int) -> str:
    style = f"background:{CLC[code].color}"
    return _tag("span", "", class_="swatch", style=style, title=CLC[code].name)


def _share(part: float) -> str:
    return f"{part:.1%}" if part >= 0.0005 else "<0.1%"


def _list(title: str, kind: str, items: Sequence[str]) -> str:
    return _text("h3", title if items else f"{title}: none") + _tag(
        "ol", "\n".join(items), class_=kind
    )


def _caption_kind(row: Row) -> str:
    """ "Short caption", "Long caption without setting"; a published one has no grain."""
    if row["category"] != "None":
        return "Caption of radar and infrared"
    kind = f"{row['grain']} caption".capitalize() if row["grain"] else "Caption"
    return kind if row["setting"] else f"{kind} without setting"


def _caption(row: Row) -> str:
    return (
        _text("h3", _caption_kind(row))
        + _text("p", row["input"], class_="soft")
        + _text("p", row["output"], class_="caption")
    )


def _box_row(number: int, row: Row) -> str:
    x0, y0, x1, y1 = row["box_pixels"]
    pixels = f"columns {x0} to {x1 - 1}, rows {y0} to {y1 - 1}"
    about = f"{row['category']}, {'; '.join(row['classes'])}, {pixels}"
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
        for text in row["options"] or ()
    )
    about = _text("span", f"{row['type']}, {row['category']}", class_="soft")
    pointed: dict[str, object] = {"data_row": row["ID"], "tabindex": 0} if views_of(row) else {}
    listed = _tag("ul", "".join(options), class_="options")
    return _tag("li", f"{_asked(row)} {about}{listed}", **pointed)


def _counts(rows: Mapping[str, Mapping[str, int]]) -> str:
    """Rows of each config and split, as a table."""
    lines = [_tag("tr", "".join(_text("th", title) for title in ("rows", *SPLITS)))]
    for config, splits in rows.items():
        cells = (_count(splits.get(split)) for split in SPLITS)
        lines.append(_tag("tr", _text("th", config) + "".join(cells)))
    return _tag("table", "".join(lines))


def _count(rows: int | None) -> str:
    return _tag("td", "" if rows is None else f"{rows:,}", class_="number")
