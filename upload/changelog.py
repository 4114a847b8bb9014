"""CHANGELOG.md on the Hub: one section a version, newest first.

A section is written from the difference to the version before:

## 1.1.0
- files: 6 changed
- captions, captioning: 2 removed, 10 changed
"""

from __future__ import annotations

import re

from upload.changes import Difference

_HEAD = '# Changes\n\nOne section a version. Each is a tag: pin it with `revision="v1.0.0"`.\n'
_SECTION = re.compile(r"^## (\S+)\n\n(.*?)(?=^## |\Z)", re.M | re.S)
FIRST = "The first version:"
_WITHDRAWN = "- **withdrawn**: "


def sections(text: str) -> dict[str, str]:
    """version -> what a change log says of it, in its order."""
    return {match[1]: match[2].rstrip("\n") for match in _SECTION.finditer(text)}


def _written(entries: dict[str, str]) -> str:
    parts = (f"## {version}\n\n{text}\n" for version, text in entries.items())
    return "\n".join([_HEAD, *parts])


def with_entry(text: str, version: str, difference: Difference, before: str | None) -> str:
    """The change log with a section for a version, first.

    A section that it had for that version is written again.
    """
    lead = f"Compared with {before}:" if before else FIRST
    entry = "\n".join([lead, "", *(f"- {line}" for line in difference.lines())])
    others = sections(text)
    others.pop(version, None)
    return _written({version: entry} | others)


def with_withdrawal(text: str, version: str, reason: str) -> str:
    """The change log that says of a version why it should not be used any more."""
    entries = sections(text)
    lines = entries.get(version, "").splitlines()
    kept = [line for line in lines if not line.startswith(_WITHDRAWN)]
    entries[version] = "\n".join([f"{_WITHDRAWN}{reason}", *kept])
    return _written(entries)


def withdrawn(text: str) -> set[str]:
    """The versions that were withdrawn."""
    return {version for version, entry in sections(text).items() if _WITHDRAWN in entry}
