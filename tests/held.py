"""The configs of the releases that tests build: all but `sensor`, which has to be asked for.

tests/sensor builds a release that holds it.
"""

from __future__ import annotations

from bigearthnet_txt import CONFIGS as _ALL

CONFIGS = {config: splits for config, splits in _ALL.items() if config != "sensor"}
