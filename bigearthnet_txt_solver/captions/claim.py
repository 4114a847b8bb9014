"""Claims: what a caption says, one thing each. Text -> claims -> true or false.

Example: "pastures border inland waters" claims Claim("touches", ("Pastures", "Inland waters")).
"""

from __future__ import annotations

from typing import NamedTuple


class Claim(NamedTuple):
    """One thing that a caption says: of which classes, and what.

    `value` is a number, a size or a direction as the caption words it; "" if the kind says all.
    """

    kind: str
    labels: tuple[str, ...] = ()
    value: str = ""
