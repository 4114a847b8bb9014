"""Answers the sensor questions of a release from GeoTIFFs: rasterio and NumPy, nothing of ours.

python tests/sensor/recompute.py raw bigearthnet_txt   ->   rows that are right, rows in all
"""

import re
import sys
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import rasterio

PAIRS = {"NDMI": ("B8A", "B11"), "NBR": ("B8A", "B12"), "NDREI": ("B8A", "B05")}
PAIRS |= {"NDVI": ("B08", "B04"), "NDBI": ("B11", "B8A")}
BOX = r"\[([\d.]+) ([\d.]+), ([\d.]+) ([\d.]+)\]"


def bands_of(raw, row):
    names = {"BigEarthNet-S2": row["patch_id"], "BigEarthNet-S1": row["s1_name"]}
    files = [f for root, name in names.items() for f in (raw / root).glob(f"*/{name}/*.tif")]
    return {f.stem.rsplit("_", 1)[1]: rasterio.open(f).read(1).astype(float) for f in files}


def mean(bands, name, box):
    band = bands[name]
    x0, y0, x1, y1 = (round(float(part) * len(band)) for part in box)
    cut = band[y0:y1, x0:x1]
    return 10 * np.log10((10 ** (cut / 10)).mean()) if name in ("VV", "VH") else cut.mean()


def value(bands, name, box):
    if name == "VH/VV":
        return mean(bands, "VH", box) - mean(bands, "VV", box)
    if name not in PAIRS:
        return mean(bands, name, box)
    one, other = (mean(bands, band, box) for band in PAIRS[name])
    return (one - other) / (one + other)


def quantity(text):
    if "relative to VV" in text:
        return "VH/VV"
    named = re.search(r"NDMI|NBR|NDREI|VV|VH|842 nm", text)[0]
    return "B08" if named == "842 nm" else named


def answer(bands, row):
    text, boxes = row["input"], re.findall(BOX, row["input"])
    if row["category"] == "radar square":
        thirds = [(x / 3, y / 3, (x + 1) / 3, (y + 1) / 3) for y in range(3) for x in range(3)]
        pick = max if "strongest" in text else min
        box = pick(thirds, key=lambda square: value(bands, quantity(text), square))
        return "[{} {}, {} {}]".format(*(round(part, 2) for part in box))
    if row["category"] == "agreement":
        orders = [value(bands, q, boxes[0]) > value(bands, q, boxes[1]) for q in ("VV", "NDVI")]
        return "yes" if orders[0] == orders[1] else "no"
    if row["category"] == "level":
        levels = [int(level) for level in re.findall(r"(-?\d+) dB", text)]
        found = value(bands, quantity(text), boxes[0])
        return "abcd"[int(np.abs(np.array(levels) - found).argmin())]
    if "1,610 nm than at 865 nm" in text or "Comparing 1,610 nm with 865 nm" in text:
        return "yes" if value(bands, "NDBI", boxes[0]) > 0 else "no"
    found = [value(bands, quantity(text), box) for box in boxes]
    if row["type"] == "mcq":
        return "abcd"[int(np.argmax(found))]
    return "yes" if found[0] > found[1] else "no"


if __name__ == "__main__":
    raw, release = map(Path, sys.argv[1:])
    files = sorted((release / "data" / "sensor").glob("*.parquet"))
    rows = [row for file in files for row in pq.read_table(file).to_pylist()]
    rows = [row for row in rows if row["type"] != "captioning"]
    print(sum(answer(bands_of(raw, row), row) == row["output"] for row in rows), len(rows))
