"""The sampling weights that come with the code: those of a build of 20,000 synthetic patches.

    python -m builder.shipped bigearthnet_txt/priors.json   ->   builder/shipped.json.gz

A build of few patches takes them, since a survey of so few would take chance for a rule and leave
out much. They are written again, by the command above, when a task proposes or weighs otherwise.
"""

from __future__ import annotations

import gzip
import sys
from functools import cache
from hashlib import sha256
from pathlib import Path

from builder.annotate import FEATURES
from builder.balance import SamplingWeights, read_weights

FEWEST = 5000  # patches; of fewer no survey is made
_FILE = Path(__file__).with_name("shipped.json.gz")


@cache
def _text() -> bytes:
    return gzip.decompress(_FILE.read_bytes())


def shipped() -> SamplingWeights:
    """The weights. Raises UsageError if they are not of these tasks."""
    return read_weights(_text().decode(), _FILE.name, FEATURES)


def shipped_name() -> str:
    """What the settings of a release call them: "shipped" and the sum of their text."""
    return f"shipped {sha256(_text()).hexdigest()}"


def main(priors: str) -> None:
    text = Path(priors).read_bytes()
    read_weights(text.decode(), priors, FEATURES)
    # Without a time in it, the same weights are the same bytes.
    _FILE.write_bytes(gzip.compress(text, 9, mtime=0))
    print(f"{_FILE}: {_FILE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
