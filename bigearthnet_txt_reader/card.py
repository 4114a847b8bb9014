"""The card of a release, put together from its sections: card/*.md -> README.md.

Each command writes what it knows into files of its own, and puts all that lie there together
again: so the card is the same, whichever command came last.

    card/00-front-matter.yaml   python -m builder build      configs, features and sizes
    card/05-configs.yaml        python -m upload card        the config `inspect`
    card/10-about.md            python -m builder build      "# BigEarthNet.txt" ...
    card/52-statistics.md       python -m builder stats      "## Statistics" ...
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

BUILD, STATS, UPLOAD = "python -m builder build", "python -m builder stats", "python -m upload card"
FREEZE = "python -m builder benchmark freeze"
FOLDER = "card/"
FRONT_MATTER = "card/00-front-matter.yaml"
MORE_CONFIGS = "card/05-configs.yaml"  # those beside the contract's, in the list of the same YAML
# What `upload card` writes beside its sections; INSPECT is the folder and the name of a config.
INSPECT = "inspect"
CROISSANT, EVALUATION = "croissant.json", "eval.yaml"
COMPANIONS = (CROISSANT, EVALUATION, f"{INSPECT}/")
# Path in the release -> the command that writes it, in the order of the card. `stats` writes what
# `blind` measured too, as `blind` does itself.
WRITERS: Mapping[str, str] = {
    FRONT_MATTER: BUILD,
    MORE_CONFIGS: UPLOAD,
    "card/10-about.md": BUILD,
    "card/11-links.md": UPLOAD,
    "card/12-picture.md": UPLOAD,
    "card/14-start.md": BUILD,
    "card/15-loading.md": UPLOAD,
    "card/20-examples.md": UPLOAD,
    "card/25-rows.md": BUILD,
    "card/30-splits.md": UPLOAD,
    "card/35-benchmark.md": BUILD,
    "card/36-frozen.md": FREEZE,
    "card/37-items.md": BUILD,
    "card/38-evaluation.md": UPLOAD,
    "card/40-making.md": BUILD,
    "card/42-guessing.md": STATS,
    "card/45-limits.md": BUILD,
    "card/47-biases.md": UPLOAD,
    "card/50-balance.md": UPLOAD,
    "card/52-statistics.md": STATS,
    "card/54-captions.md": STATS,
    "card/60-columns.md": BUILD,
    "card/62-coordinates.md": BUILD,
    "card/64-bands.md": UPLOAD,
    "card/70-files.md": UPLOAD,
    "card/80-license.md": BUILD,
    "card/85-citation.md": BUILD,
    "card/90-changes.md": UPLOAD,
}
# A short section -> the full one that takes its place, if it is there.
STANDS_FOR: Mapping[str, str] = {
    "card/14-start.md": "card/15-loading.md",
    "card/50-balance.md": "card/52-statistics.md",
}
Sections: TypeAlias = Mapping[str, str]  # path in the release -> text
_INFOS = "\ndataset_info:\n"  # what follows the configs in the front matter


def section_path(name: str) -> str:
    """The path of a section: "rows" -> "card/20-rows.md"."""
    return _PATHS[name]


def _name(path: str) -> str:
    return path.removeprefix(FOLDER)[len("00-") :].partition(".")[0]


_PATHS = {_name(path): path for path in WRITERS}


def sections_of(command: str) -> list[str]:
    """The paths that a command writes, in the order of the card."""
    return [path for path, writer in WRITERS.items() if writer == command]


def written_by_others(command: str, paths: Iterable[str]) -> list[str]:
    """Those of the paths that are sections of other commands, in the order of the card."""
    found = set(paths)
    return [path for path, writer in WRITERS.items() if path in found and writer != command]


def assemble(sections: Sections) -> str:
    """The text of README.md: the front matter between two lines of dashes, then the sections.

    Raises KeyError if the front matter is missing.
    """
    front = f"---\n{_front(sections)}\n---"
    shown = (sections[path].strip() for path in WRITERS if _is_shown(path, sections))
    return "\n\n".join([front, *shown]) + "\n"


def _front(sections: Sections) -> str:
    """The YAML at the head, with further configs behind those of the build."""
    front, more = sections[FRONT_MATTER].strip(), sections.get(MORE_CONFIGS, "").strip()
    return front.replace(_INFOS, f"\n{more}{_INFOS}", 1) if more else front


def _is_shown(path: str, sections: Sections) -> bool:
    replaced = STANDS_FOR.get(path) in sections
    return path in sections and path.endswith(".md") and not replaced
