"""What an extra of the package brings: module -> the line that tells how to install it.

install_hint("rasterio") -> "rasterio is not installed: pip install 'bigearthnet-txt[geo]'"
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

EXTRAS: Mapping[str, str] = {
    "rasterio": "geo",
    "s3fs": "cloud",
    "scipy": "solver",
    "sklearn": "evaluation",
    "threadpoolctl": "evaluation",
    "xarray": "geo",
}  # module -> extra in pyproject.toml


def install_hint(module: str) -> str:
    """One line that names what is missing and the command that installs it."""
    root = module.partition(".")[0]
    wanted = f"bigearthnet-txt[{EXTRAS[root]}]" if root in EXTRAS else root
    return f"{root} is not installed: pip install '{wanted}'"


def extra(module: str) -> Any:
    """A module that an extra brings. Raises ImportError with the install command without it."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise ImportError(install_hint(error.name or module), name=module) from None
