"""croissant.json: the release in MLCommons' Croissant 1.0.

It follows from the manifest and the columns of the contract.

mlcroissant.Dataset("bigearthnet_txt/croissant.json").records("vqa") -> {"vqa/ID": 44, "vqa/input":
b"Are there ...", ...}

Every Parquet file is listed with its SHA-256, by its path beside this file; a record set is a
config. Bands are left out: Croissant has no type for rasters in byte planes, and what it offers
instead would decode them wrongly. The names follow the format's 1.0 specification.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bigearthnet_txt import COLUMNS, HOMEPAGE, NOTICE, Column
from bigearthnet_txt_reader.release import FileEntry, Release

_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_PARQUET = "application/x-parquet"
_TYPES = {
    "string": "sc:Text",
    "bool": "sc:Boolean",
    "image": "sc:ImageObject",
    "float64": "sc:Float",
    "int32": "sc:Integer",
    "int64": "sc:Integer",
}
_ABOUT = "Texts about pairs of Sentinel-1 and Sentinel-2 patches, with the pixels"
_LICENSE = "https://cdla.dev/permissive-1-0/"


def croissant(manifest: Release, citation: str) -> str:
    """The text of croissant.json."""
    configs = list(dict.fromkeys(file.config for file in manifest.files))
    stated: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "BigEarthNet.txt",
        "description": f"{_ABOUT}. {NOTICE}.",
        "url": HOMEPAGE,
        "license": _LICENSE,
        "version": manifest.version,
        "citeAs": citation,
        "distribution": [*map(_file_object, manifest.files), *map(_file_set, configs)],
        "recordSet": [_record_set(config) for config in configs],
    }
    return json.dumps(stated, indent=1) + "\n"


def _file_object(file: FileEntry) -> Mapping[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path,
        "contentUrl": file.path,
        "contentSize": f"{file.bytes} B",
        "encodingFormat": _PARQUET,
        "sha256": file.sha256,
    }


def _file_set(config: str) -> Mapping[str, Any]:
    return {
        "@type": "cr:FileSet",
        "@id": f"{config}-files",
        "name": f"{config}-files",
        "encodingFormat": _PARQUET,
        "includes": f"data/{config}/*.parquet",
    }


def _record_set(config: str) -> Mapping[str, Any]:
    fields = [_field(config, column) for column in COLUMNS[config] if column.layout is None]
    return {"@type": "cr:RecordSet", "@id": config, "name": config, "field": fields}


def _field(config: str, column: Column) -> Mapping[str, Any]:
    kind = column.kind.removeprefix("list:")
    stated = {
        "@type": "cr:Field",
        "@id": f"{config}/{column.name}",
        "name": column.name,
        "description": column.about,
        "dataType": _TYPES[kind],
        "source": _source(config, column.name, image=kind == "image"),
    }
    return stated | ({"repeated": True} if kind != column.kind else {})


def _source(config: str, column: str, *, image: bool) -> Mapping[str, Any]:
    """Where the values of a field lie; those of pictures are bytes inside a struct."""
    source = {"fileSet": {"@id": f"{config}-files"}, "extract": {"column": column}}
    return source | ({"transform": {"jsonPath": "bytes"}} if image else {})
