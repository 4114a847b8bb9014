"""Cards of the page: a wrong or unread answer with its pictures. Example -> HTML."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from html import escape
from io import BytesIO

import numpy as np

from bigearthnet_txt import CLASSES, CLC
from bigearthnet_txt_evaluation.scoring.outcomes import BOX, Outcome, target
from bigearthnet_txt_evaluation.scoring.reports.examples import Example, Patch
from bigearthnet_txt_reader.maps import land_cover

_LONGEST = 700  # letters of an answer


def card(example: Example) -> str:
    """One answer: what was asked, what is right, what the model said, and where it lies."""
    outcome = example.outcome
    row = outcome.row
    said = outcome.text if len(outcome.text) <= _LONGEST else f"{outcome.text[:_LONGEST]} \u2026"
    texts = [
        _tag(
            "p",
            escape(
                f"{row['type']}, {row['category']} \u00b7 {row['country']} \u00b7 ID {row['ID']}"
            ),
            "where",
        ),
        _tag("p", escape(row["input"]), "asked"),
        _tag("p", f"<b>right</b> {escape(row['output'])}", "right"),
        _tag("p", f"<b>{_label(outcome)}</b> {escape(said) or '<i>nothing</i>'}", "said"),
    ]
    return f'<article>{_pictures(example)}<div class="texts">{"".join(texts)}</div></article>'


def _tag(name: str, content: str, kind: str) -> str:
    return f'<{name} class="{kind}">{content}</{name}>'


def _label(outcome: Outcome) -> str:
    """ "unread: several answers", "read as b", "overlap 0.31"."""
    if outcome.unread:
        return f"unread: {escape(outcome.reading.how)}"
    if outcome.row["type"] == BOX:
        return f"overlap {outcome.score:.2f}"
    return f"read as {escape(str(outcome.reading.value))}"


def _pictures(example: Example) -> str:
    if example.patch is None:
        return '<div class="pictures"><p>no picture in this release</p></div>'
    boxes, codes = "".join(_boxes(example.outcome)), example.patch.codes
    land = _picture(_png(codes), boxes, "land cover")
    shown = _preview(example.patch, boxes) + land
    return f'<div class="pictures">{shown}{_legend(codes)}</div>'


def _preview(patch: Patch, boxes: str) -> str:
    if patch.preview is None:
        return ""
    return _picture(f"data:image/jpeg;base64,{b64encode(patch.preview).decode()}", boxes, "patch")


def _picture(source: str, boxes: str, about: str) -> str:
    return (
        f'<svg class="picture" viewBox="0 0 1 1" role="img" aria-label="{about}">'
        f'<image href="{source}" width="1" height="1"/>{boxes}</svg>'
    )


def _boxes(outcome: Outcome) -> Iterator[str]:
    """The right box, and the one that was read."""
    if outcome.row["type"] == BOX:
        yield _rectangle(target(outcome.row), "target")
        if isinstance(outcome.reading.value, tuple):
            yield _rectangle(outcome.reading.value, "guess")


def _rectangle(corners: tuple[float, ...], kind: str) -> str:
    x0, y0, x1, y1 = corners
    place = f'x="{x0:.4f}" y="{y0:.4f}" width="{x1 - x0:.4f}" height="{y1 - y0:.4f}"'
    return f'<rect class="halo" {place}/><rect class="{kind}" {place}/>'


def _png(codes: np.ndarray) -> str:
    buffer = BytesIO()
    land_cover(codes).save(buffer, "PNG")
    return f"data:image/png;base64,{b64encode(buffer.getvalue()).decode()}"


def _legend(codes: np.ndarray) -> str:
    """The classes of a map in class order, unlabelled land last, each with its part."""
    found, counts = np.unique(codes, return_counts=True)
    pixels = dict(zip(found.tolist(), counts.tolist(), strict=True))
    items = []
    for label in (*CLASSES, None):
        mine = {code: n for code, n in pixels.items() if CLC[code].label == label}
        if mine:
            part = sum(mine.values()) / codes.size
            swatches = "".join(f'<i style="background:{CLC[code].color}"></i>' for code in mine)
            items.append(f"<li>{swatches}{escape(label or 'no class')} {part:.0%}</li>")
    return f'<ul class="legend">{"".join(items)}</ul>'
