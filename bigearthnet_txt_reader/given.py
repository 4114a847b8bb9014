"""JSON that somebody hands over, read: whatever is wrong with it, it is one kind of error.

from_json('{"version": "1.0.0"}') -> {"version": "1.0.0"}
from_json("[" * 100_000)          -> ValueError: nested too deeply
"""

from __future__ import annotations

import json
from typing import Any


def from_json(text: str | bytes) -> Any:
    """What a JSON text in UTF-8 holds; half a surrogate pair in it becomes a question mark.

    Raises ValueError if it is no such text, or nested too deeply. No file can hold such a half,
    and no terminal shows it.
    """
    if isinstance(text, bytes):
        text = text.decode("utf-8-sig")
    try:
        found = json.loads(text)
        if "\\ud" not in text.lower():
            return found
        return json.loads(json.dumps(found, ensure_ascii=False).encode("utf-8", "replace"))
    except RecursionError:
        raise ValueError("nested too deeply") from None
