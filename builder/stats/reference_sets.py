"""Numbers of other sets, to compare with.

They are the published BigEarthNet.txt, and four sets of captions of aerial and satellite pictures.

Of the published set (arXiv 2603.29630, Hub revision 72d865f of 2026-04-01): what full scans of its
table by third parties agree on. Of the caption sets: measured with one program on the texts named,
with lower-cased words, 20,000 words in shuffled order.
"""

from __future__ import annotations

from dataclasses import dataclass

PATCHES = 464_044
ROWS = 9_553_962
ROWS_PER_PATCH = {
    "train": (14, 20, 20.40, 39),
    "validation": (14, 21, 20.79, 37),
    "test": (14, 21, 20.82, 38),
    "bench": (1, 13, 13.89, 67),
}
ROWS_BY_TYPE = {
    "binary": 3_625_160,
    "mcq": 3_259_184,
    "bounding box": 2_205_686,
    "captioning": 463_932,
}
ROWS_BY_CATEGORY = {
    "None": 463_932,
    "presence": 1_391_053,
    "area": 1_390_845,
    "count": 1_390_730,
    "adjacency": 1_222_128,
    "relative pos": 99_015,
    "country": 463_274,
    "season": 463_662,
    "climate zone": 463_637,
    "point": 1_143_883,
    "reference": 1_061_803,
}
# Category -> its yes/no rows. The table by type and category was not published: per patch two of
# these rows and one with four options are known of three categories; adjacency has the others.
_BINARY = {name: ROWS_BY_CATEGORY[name] * 2 // 3 for name in ("presence", "area", "count")}
_BINARY["adjacency"] = ROWS_BY_TYPE["binary"] - sum(_BINARY.values())
_OTHER_TYPES = {"None": "captioning", "point": "bounding box", "reference": "bounding box"}
ROWS_BY_TASK = {f"binary/{name}": rows for name, rows in _BINARY.items()} | {
    f"{_OTHER_TYPES.get(name, 'mcq')}/{name}": rows - _BINARY.get(name, 0)
    for name, rows in ROWS_BY_CATEGORY.items()
}
YES = (1_769_711, 3_625_160)  # rows answered yes, of all binary rows
LETTERS = {"a": 816_500, "b": 813_695, "c": 814_341, "d": 814_648}
ADJACENCY_NO = 0.571  # share of no among binary rows about adjacency
COUNTRIES = {
    "Finland": 151_443,
    "Portugal": 87_111,
    "Serbia": 72_220,
    "Lithuania": 46_857,
    "Ireland": 44_909,
    "Austria": 41_890,
    "Belgium": 10_171,
    "Switzerland": 4_621,
    "Luxembourg": 3_251,
    "Kosovo": 1_571,
}  # patches
SEASONS = {"Spring": 159_890, "Fall": 136_424, "Summer": 95_033, "Winter": 72_697}  # patches
CAPTION_WORDS = 107  # mean; a third party measured a median of 110
CAPTION_SENTENCES = 4.5


@dataclass(frozen=True, slots=True)
class CaptionSet:
    """Numbers of a set of captions.

    `unique`: part of the captions that differ; `self_bleu` and `compression` were not measured of
    all.

    `vocabulary` (different words) and `distinct` (different triples of words, as part of all) are
    those of 20,000 words.
    """

    name: str
    captions: int
    words: float
    sentences: float
    unique: float
    vocabulary: int
    distinct: float
    self_bleu: int | None
    compression: float | None


CAPTION_SETS = (
    CaptionSet(
        name="RSICD",
        captions=54_602,
        words=10.5,
        sentences=1.0,
        unique=0.333,
        vocabulary=847,
        distinct=0.437,
        self_bleu=61,
        compression=7.7,
    ),
    CaptionSet(
        name="RSITMD",
        captions=23_695,
        words=10.2,
        sentences=1.0,
        unique=0.912,
        vocabulary=1_350,
        distinct=0.701,
        self_bleu=29,
        compression=4.7,
    ),
    CaptionSet(
        name="NWPU-Captions (test)",
        captions=15_749,
        words=11.3,
        sentences=1.0,
        unique=0.486,
        vocabulary=776,
        distinct=0.420,
        self_bleu=53,
        compression=8.3,
    ),
    CaptionSet(
        name="UCM-Captions (test)",
        captions=1_050,
        words=10.6,
        sentences=1.0,
        unique=0.359,
        vocabulary=206,
        distinct=0.188,
        self_bleu=None,
        compression=None,
    ),
)
