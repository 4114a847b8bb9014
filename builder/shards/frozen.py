"""What a release holds beside the rows of a frozen benchmark, and what its card says of it.

Frozen("1.0", "5e2c...", "human-verified", 1200) -> "### Version of the benchmark ..."
"""

from __future__ import annotations

from bigearthnet_txt_reader.release import Frozen

VERDICTS = "benchmark/verdicts.jsonl"  # what people said of the items, under pseudonyms
REJECTED_ITEMS = "benchmark/rejected.jsonl"  # items that people rejected, with their reasons
ERRATA_LINES = "benchmark/errata.jsonl"  # what was corrected since, one line each
ERRATA = "ERRATA.md"  # the same, to be read
FILES = (VERDICTS, REJECTED_ITEMS, ERRATA_LINES, ERRATA)
FOLDER = "benchmark/"
_SECTION = """\
### Version of the benchmark

The benchmark is frozen as version {version}, {status}. {people}

The sum of its rows (SHA-256 of what is judged of each) is `{sum}`. State version and sum with every
score. From the Hub, `revision="benchmark-{version}"` loads this version, whatever comes later.
`{errata}`, if it is there, says what was corrected since the first version."""
_BY_PEOPLE = """\
People judged {verified:,} of its rows: `verified_by` says how many did, `verdict` what they said.
In `benchmark/` lie their verdicts, the rows that they rejected, and how far they agreed."""
_BY_NOBODY = "No person judged the rows that it holds."


def agreement_file(version: str) -> str:
    """Where a release holds how far people agreed whose verdicts made a version."""
    return f"{FOLDER}agreement-{version}.json"


def frozen_section(frozen: Frozen) -> str:
    """The section of the card on a frozen benchmark."""
    return _SECTION.format(
        version=frozen.version,
        status=frozen.status,
        people=_BY_PEOPLE.format(verified=frozen.verified) if frozen.verified else _BY_NOBODY,
        sum=frozen.sum,
        errata=ERRATA,
    )
