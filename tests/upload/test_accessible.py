"""The explorer is accessible as far as axe-core can tell: list, patch and phone have no violation.

npm fetches axe-core; without npm or a registry the test is skipped.
"""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from typing import Any

import pytest

from tests.upload.browser import Browser
from tests.upload.conftest import LISTED, Site, open_patch

_AXE = "axe-core@4.11.0"


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script of axe-core."""
    npm, folder = shutil.which("npm"), tmp_path_factory.mktemp("axe")
    if npm is None:
        pytest.skip("no npm on the PATH")
    done = subprocess.run([npm, "pack", _AXE], cwd=folder, capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"npm gets no {_AXE}: {done.stderr[-200:]!r}")
    with tarfile.open(next(folder.glob("*.tgz"))) as packed:
        script = packed.extractfile("package/axe.min.js")
        assert script is not None
        return script.read().decode()


def violations(browser: Browser, axe: str) -> list[Any]:
    browser.run(f"{axe};0")
    found: list[Any] = browser.run(
        "axe.run(document).then((found) => found.violations.map((one) =>"
        " [one.id, one.nodes.map((node) => node.html.slice(0, 200))]))"
    )
    return found


# Colors do not depend on the width: each width and each palette once.
@pytest.mark.parametrize(
    ("width", "dark"),
    [
        (1400, False),
        (400, True),
        pytest.param(1400, True, marks=pytest.mark.faults),
        pytest.param(400, False, marks=pytest.mark.faults),
    ],
)
def test_no_violation(
    browser: Browser, site: Site, axe: str, richest: str, *, width: int, dark: bool
) -> None:
    """The list with its filters, and a patch with own bands, proofs and code open."""
    browser.resize(width, 850, dark=dark)
    browser.open(site.address)
    browser.wait(LISTED)
    browser.run("document.querySelector('#filters').open = true")
    assert violations(browser, axe) == []
    open_patch(browser, site, richest, "&view=own")
    browser.wait("document.querySelectorAll('.tools button').length > 8")
    browser.run(
        "[...document.querySelectorAll('.tools button')].slice(0, 8).forEach((e) => e.click())"
    )
    browser.wait("document.querySelectorAll('.proof table').length > 1")
    assert violations(browser, axe) == []
    browser.resize(1400, 850)
