"""A headless Chromium, driven by its DevTools protocol over a pipe.

It needs no driver, no socket and no library.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

_QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--remote-debugging-pipe",
    "--hide-scrollbars",
    *_QUIET,
]
_SECONDS = 30


def program(*names: str) -> str:
    """The first of the programs that is installed.

    If there is none, a test is skipped, but on CI it fails.
    """
    for name in names:
        if found := shutil.which(name):
            return found
    if os.environ.get("CI"):
        pytest.fail(
            f"no {names[0]} on the PATH, and on CI this test must run: "
            f"install the package {names[0]}"
        )
    pytest.skip(f"no {names[0]} on the PATH: install it to see the page drawn")


class Browser:
    """One window of one size."""

    def __init__(self, profile: Path) -> None:
        orders, ears = os.pipe(), os.pipe()
        inner = [
            fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (orders[0], ears[1])
        ]  # so that 3 and 4 are free to be taken

        def take_places() -> None:
            os.dup2(inner[0], 3)
            os.dup2(inner[1], 4)

        command = [
            program("chromium", "chromium-browser", "google-chrome"),
            *_FLAGS,
            f"--user-data-dir={profile}",
            "about:blank",
        ]
        self._process = subprocess.Popen(
            command, preexec_fn=take_places, pass_fds=(3, 4), stderr=subprocess.DEVNULL
        )
        for end in (orders[0], ears[1], *inner):
            os.close(end)
        self._orders, self._ears = os.fdopen(orders[1], "wb", 0), os.fdopen(ears[0], "rb")
        self._number, self._unread, self._session = 0, b"", None
        pages = self.ask("Target.getTargets")["targetInfos"]
        target = next(page["targetId"] for page in pages if page["type"] == "page")
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)[
            "sessionId"
        ]
        self.ask("Page.enable")

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Sends a command and waits for its answer; events are passed over."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters} | (
            {"sessionId": self._session} if self._session else {}
        )
        self._orders.write(json.dumps(message).encode() + b"\0")
        while True:
            while b"\0" not in self._unread:
                read = os.read(self._ears.fileno(), 1 << 20)
                assert read, "Chromium ended"
                self._unread += read
            line, self._unread = self._unread.split(b"\0", 1)
            answer = json.loads(line)
            if answer.get("id") == self._number:
                assert "error" not in answer, f"{method}: {answer['error']}"
                return dict(answer["result"])

    def resize(self, width: int, height: int, *, dark: bool = False) -> None:
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        self.ask(
            "Emulation.setEmulatedMedia",
            features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}],
        )

    def open(self, address: str) -> None:
        """Loads an address anew, also where only the part behind # differs."""
        self.ask("Page.navigate", url="about:blank")
        self.ask("Page.navigate", url=address)
        self.wait("document.readyState === 'complete'")

    def run(self, script: str) -> Any:
        """The value of an expression in the page, awaited."""
        done = self.ask(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in done, done["exceptionDetails"]
        return done["result"].get("value")

    def wait(self, condition: str) -> None:
        """Waits until an expression is true."""
        end = time.monotonic() + _SECONDS
        while time.monotonic() < end:
            if self.run(f"Boolean({condition})"):
                return
            time.sleep(0.02)
        raise AssertionError(
            f"never true: {condition}; the page shows: {self.run('document.body.innerText')[:500]}"
        )

    def click(self, x: float, y: float) -> None:
        """A click of the mouse at a point of the window."""
        for kind in ("mousePressed", "mouseReleased"):
            self.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def click_on(self, selector: str) -> None:
        """A click in the middle of an element, scrolled into sight."""
        find = f"document.querySelector({json.dumps(selector)})"
        self.wait(f"{find} !== null")
        place = (
            f"(({find}).scrollIntoView({{block: 'center'}}), "
            f"{find}.getBoundingClientRect().toJSON())"
        )
        box = self.run(place)
        self.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Presses the mouse at a point of the window and lets it go at another."""
        steps = (("mousePressed", start, 1), ("mouseMoved", end, 1), ("mouseReleased", end, 0))
        for kind, (x, y), buttons in steps:
            self.ask(
                "Input.dispatchMouseEvent",
                type=kind,
                x=x,
                y=y,
                button="left",
                buttons=buttons,
                clickCount=1,
            )

    def swipe(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Moves a finger from a point of the window to another, in ten steps."""
        for k in range(11):
            x, y = (a + (b - a) * k / 10 for a, b in zip(start, end, strict=True))
            kind = "touchMove" if k else "touchStart"
            self.ask("Input.dispatchTouchEvent", type=kind, touchPoints=[{"x": x, "y": y}])
        self.ask("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])

    def press(self, key: str) -> None:
        """A key of the keyboard, such as "a" or "Enter"."""
        text = key if len(key) == 1 else ""
        self.ask("Input.dispatchKeyEvent", type="keyDown", key=key, text=text)
        self.ask("Input.dispatchKeyEvent", type="keyUp", key=key)

    def screenshot(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self.ask("Page.captureScreenshot", format="png")["data"]))

    def close(self) -> None:
        self.ask("Browser.close")
        self._process.wait(timeout=_SECONDS)
        self._orders.close()
        self._ears.close()
