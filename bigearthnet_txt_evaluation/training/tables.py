"""Tables: Parquet files of the trainers that read rows. Exchange -> a row with its pictures inside.

`trl`: {"ID": 6021, "prompt": [{"role": "user", ...}], "completion": [...], "images": [...]}.
`datasets` opens the pictures, since the schema says what they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from bigearthnet_txt_evaluation.adapters.items import write_table
from bigearthnet_txt_evaluation.scoring.outcomes import BOX
from bigearthnet_txt_evaluation.training.exchanges import Exchange
from bigearthnet_txt_evaluation.training.messages import Form, conversation
from bigearthnet_txt_evaluation.training.targets import corners

_PICTURE = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
_TURNS = pa.list_(pa.struct([("role", pa.string()), ("content", pa.string())]))
_PARTS = pa.list_(pa.struct([("type", pa.string()), ("text", pa.string())]))
_TYPED = pa.list_(pa.struct([("role", pa.string()), ("content", _PARTS)]))
_OBJECTS = pa.struct(
    [
        ("ref", pa.list_(pa.string())),
        ("bbox", pa.list_(pa.list_(pa.float64()))),
        ("bbox_type", pa.string()),
    ]
)
_REFERENCE = re.compile(r"<ref>(.+?)</ref>")
_NAMES = {"double": "float64"}  # Arrow type -> as `datasets` names it


def _columns(**own: pa.DataType) -> pa.Schema:
    """ID and pictures, and the columns of a format, with their features for `datasets`."""
    kinds = {"ID": pa.int64(), **own, "images": pa.list_(_PICTURE)}
    info = {"info": {"features": {name: _feature(kind) for name, kind in kinds.items()}}}
    return pa.schema([*kinds.items()], metadata={"huggingface": json.dumps(info)})


def _feature(kind: pa.DataType) -> Any:
    """The feature of a type in the spelling that every version of `datasets` reads."""
    if kind == _PICTURE:
        return {"_type": "Image"}
    if pa.types.is_struct(kind):
        return {field.name: _feature(field.type) for field in kind}
    if not pa.types.is_list(kind):
        return {"dtype": _NAMES.get(str(kind), str(kind)), "_type": "Value"}
    inner = _feature(kind.value_type)
    return {"feature": inner, "_type": "Sequence"} if "_type" in inner else [inner]


def _turn(role: str, text: str) -> dict[str, str]:
    return {"role": role, "content": text}


def _marked(one: Exchange) -> str:
    """The prompt behind a placeholder for every picture."""
    return "<image>" * len(one.pictures) + one.prompt


def _trl(one: Exchange) -> dict[str, Any]:
    return {"prompt": [_turn("user", one.prompt)], "completion": [_turn("assistant", one.answer)]}


def _llamafactory(one: Exchange) -> dict[str, Any]:
    return {"messages": [_turn("user", _marked(one)), _turn("assistant", one.answer)]}


def _axolotl(one: Exchange) -> dict[str, Any]:
    return {"messages": conversation(one.prompt, one.answer, len(one.pictures))}


def _swift(one: Exchange) -> dict[str, Any]:
    """The box, and the expression that asks for it, stand beside placeholders."""
    is_box = one.row["type"] == BOX
    asked = _REFERENCE.sub("<ref-object>", _marked(one))
    said = "<bbox>" if is_box else one.answer
    objects = {
        "ref": _REFERENCE.findall(one.prompt),
        "bbox": [[*corners(one.row)]] if is_box else [],
        "bbox_type": "norm1",
    }
    return {"messages": [_turn("user", asked), _turn("assistant", said)], "objects": objects}


Maker = Callable[[Exchange], dict[str, Any]]
TABLES: Mapping[str, tuple[pa.Schema, Maker]] = {
    "trl": (_columns(prompt=_TURNS, completion=_TURNS), _trl),
    "swift": (_columns(messages=_TURNS, objects=_OBJECTS), _swift),
    "llamafactory": (_columns(messages=_TURNS), _llamafactory),
    "axolotl": (_columns(messages=_TYPED), _axolotl),
}


def table_writer(name: str) -> Callable[[Path, Iterable[Exchange], Form], None]:
    """What writes the Parquet files of a format."""
    columns, made = TABLES[name]

    def row_of(one: Exchange) -> dict[str, Any]:
        images = [{"bytes": picture, "path": None} for picture in one.pictures.values()]
        return {"ID": one.row["ID"], **made(one), "images": images}

    def write(path: Path, given: Iterable[Exchange], _: Form) -> None:
        write_table(path, columns, given, row_of)

    return write
