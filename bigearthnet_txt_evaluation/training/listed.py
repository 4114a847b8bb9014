"""Listed: formats whose pictures are files of their own. Exchanges -> JSON and pictures/, or a tar.

llava: [{"id": "6021", "image": ["S2A_..._57.true_color.jpg", ...], "conversations": [...]}, ...]
"""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from itertools import chain, groupby
from pathlib import Path
from typing import Any

from bigearthnet_txt_evaluation.adapters.files import CATEGORIES, annotation
from bigearthnet_txt_evaluation.training.exchanges import Exchange
from bigearthnet_txt_evaluation.training.messages import Form, conversation
from bigearthnet_txt_evaluation.training.targets import corners

PICTURES = "pictures"
Patch = tuple[str, list[Exchange]]


def _by_patch(given: Iterable[Exchange]) -> Iterator[Patch]:
    """Name of a patch -> its exchanges."""
    for name, mine in groupby(given, lambda one: one.row["patch_id"]):
        yield name, [*mine]


def _names(one: Exchange) -> list[str]:
    """The files of the pictures of a row."""
    return [f"{one.row['patch_id']}.{view}.jpg" for view in one.pictures]


def _pictures(mine: Iterable[Exchange]) -> dict[str, bytes]:
    """The files of the pictures of a patch: of all its rows, each once."""
    pairs = (zip(_names(one), one.pictures.values(), strict=True) for one in mine)
    return dict(chain.from_iterable(pairs))


def _whole(path: Path, content: object) -> None:
    """Writes JSON whole or not at all."""
    beside = path.with_suffix(".partial")
    beside.write_text(json.dumps(content) + "\n", "utf-8")
    beside.replace(path)


def _pictured(path: Path, given: Iterable[Exchange]) -> Iterator[list[Exchange]]:
    """The exchanges of each patch, whose pictures are on disk by then."""
    folder = path.parent.parent / PICTURES
    folder.mkdir(exist_ok=True)
    for _, mine in _by_patch(given):
        for file, picture in _pictures(mine).items():
            (folder / file).write_bytes(picture)
        yield mine


def write_llava(path: Path, given: Iterable[Exchange], _: Form) -> None:
    """LLaVA: a list of conversations; pictures by their names in `pictures`."""
    told: list[dict[str, Any]] = []
    for mine in _pictured(path, given):
        told += (_told(one, _names(one)) for one in mine)
    _whole(path, told)


def _told(one: Exchange, names: Sequence[str]) -> dict[str, Any]:
    """A conversation; one picture is a name, several are a list."""
    return {
        "id": str(one.row["ID"]),
        "image": names[0] if len(names) == 1 else names,
        "conversations": [
            {"from": "human", "value": "<image>\n" * len(names) + one.prompt},
            {"from": "gpt", "value": one.answer},
        ],
    }


def write_coco(path: Path, given: Iterable[Exchange], form: Form) -> None:
    """COCO: boxes in pixels, each with the text that asks for it; numbers hold for the split."""
    images: list[dict[str, Any]] = []
    boxes: list[dict[str, Any]] = []
    for mine in _pictured(path, given):
        number = mine[0].row["patch_row"] + 1
        sides = {"width": form.size, "height": form.size}
        images.append({"id": number, "file_name": _names(mine[0])[0], **sides})
        boxes += _boxes(mine, number, form.size)
    _whole(path, {"images": images, "categories": CATEGORIES, "annotations": boxes})


def _boxes(mine: Sequence[Exchange], image: int, side: int) -> Iterator[dict[str, Any]]:
    """The boxes of a patch, numbered from a thousand times the number of its image."""
    for k, one in enumerate(mine):
        numbers = {"id": 1000 * image + k, "image_id": image}
        yield numbers | annotation(one.row, corners(one.row), side)


def write_tar(path: Path, given: Iterable[Exchange], _: Form) -> None:
    """WebDataset: a sample a patch, its pictures by view, and all its conversations as JSON."""
    beside = path.with_suffix(".partial")
    with tarfile.open(beside, "w", format=tarfile.USTAR_FORMAT) as tar:
        for patch, mine in _by_patch(given):
            for name, picture in _pictures(mine).items():
                _add(tar, name, picture)
            _add(tar, f"{patch}.json", json.dumps(_sample(patch, mine)).encode())
    beside.replace(path)


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    """A file without date or owner: the same rows give the same bytes."""
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    tar.addfile(entry, BytesIO(content))


def _sample(patch: str, mine: Sequence[Exchange]) -> dict[str, Any]:
    return {"patch_id": patch, "texts": [_text(one) for one in mine]}


def _keys(one: Exchange) -> list[str]:
    """The keys by which the sample of a patch holds the pictures of a row."""
    return [f"{view}.jpg" for view in one.pictures]


def _text(one: Exchange) -> dict[str, Any]:
    stated = {name: one.row[name] for name in ("ID", "type", "category")}
    return (
        stated
        | {"images": _keys(one)}
        | {"messages": conversation(one.prompt, one.answer, len(one.pictures))}
    )
