"""Drives a real Chromium without a window: opens a page, and tells what it asked for, said, shows and prints.

It talks DevTools over the two pipes of --remote-debugging-pipe: a JSON object and a zero byte, either way.
"""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

PATIENCE = 120  # seconds; a busy machine may take its time
MISSING = "Chromium is not installed: apt-get install -y chromium fonts-noto-cjk"
SWITCHES = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars"),
    "--remote-debugging-pipe",
)
A4 = {"paperWidth": 210 / 25.4, "paperHeight": 297 / 25.4, "preferCSSPageSize": True, "printBackground": True}


@dataclass
class View:
    """A page that is open. requests: the addresses it asked for; said: what came to its console; asked: its dialogs."""

    browser: Browser
    session: str
    requests: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def note(self, event: dict[str, Any]) -> None:
        """Keep what an event tells."""
        method, told = event["method"], event.get("params", {})
        if method == "Network.requestWillBeSent":
            self.requests.append(told["request"]["url"])
        elif method in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"):
            self.said.append(json.dumps(told, ensure_ascii=False))
        elif method == "Page.javascriptDialogOpening":
            self.asked.append(told["message"])

    def ask(self, expression: str) -> Any:
        """What an expression of JavaScript gives, which DevTools runs though the page may not."""
        told = self.browser.call("Runtime.evaluate", self.session, expression=expression, returnByValue=True)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def photograph(self) -> bytes:
        """The whole page as a PNG."""
        told = self.browser.call("Page.captureScreenshot", self.session, captureBeyondViewport=True)
        return base64.b64decode(told["data"])

    def print(self) -> bytes:
        """The page on A4 as a PDF."""
        return base64.b64decode(self.browser.call("Page.printToPDF", self.session, **A4)["data"])

    def list_fonts(self, selector: str) -> set[str]:
        """The fonts that the text of an element is drawn with."""
        self.browser.call("DOM.enable", self.session)
        self.browser.call("CSS.enable", self.session)
        root = self.browser.call("DOM.getDocument", self.session)["root"]["nodeId"]
        node = self.browser.call("DOM.querySelector", self.session, nodeId=root, selector=selector)["nodeId"]
        fonts = self.browser.call("CSS.getPlatformFontsForNode", self.session, nodeId=node)["fonts"]
        return {font["familyName"] for font in fonts}


class Browser:
    """A running Chromium."""

    def __init__(self, write_to: int, read_from: int) -> None:
        self._write_to, self._read_from = write_to, read_from
        self._number = 0
        self._rest = b""
        self._waiting: list[dict[str, Any]] = []
        self._views: dict[str, View] = {}

    def open(self, page: Path, width: int = 1280, height: int = 800) -> View:
        """Load a page in a window of this size."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        view = self._views[session] = View(self, session)
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable", session)
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.call("Emulation.setDeviceMetricsOverride", session, **size)
        self.call("Page.navigate", session, url=page.as_uri())
        self._wait_for("Page.loadEventFired", session)
        return view

    def call(self, method: str, session: str | None = None, /, **params: Any) -> dict[str, Any]:
        """What a command of DevTools answers."""
        self._number += 1
        asked = {"id": self._number, "method": method, "params": params}
        if session is not None:
            asked["sessionId"] = session
        os.write(self._write_to, json.dumps(asked).encode() + b"\0")
        while True:
            told = self._read()
            if told.get("id") == self._number:
                assert "error" not in told, (method, told)
                answer: dict[str, Any] = told["result"]
                return answer
            self._keep(told)

    def _wait_for(self, method: str, session: str) -> None:
        while not any((e["method"], e.get("sessionId")) == (method, session) for e in self._waiting):
            self._keep(self._read())

    def _keep(self, event: dict[str, Any]) -> None:
        self._waiting.append(event)
        view = self._views.get(event.get("sessionId", ""))
        if view is not None:
            view.note(event)

    def _read(self) -> dict[str, Any]:
        end = time.monotonic() + PATIENCE
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._read_from], [], [], max(0.0, end - time.monotonic()))
            piece = os.read(self._read_from, 1 << 20) if ready else b""
            assert piece, "Chromium does not answer"
            self._rest += piece
        message, _, self._rest = self._rest.partition(b"\0")
        told: dict[str, Any] = json.loads(message)
        return told


@contextmanager
def start_chromium(folder: Path) -> Iterator[Browser]:
    """A Chromium with a profile of its own in this folder, gone after the block; the test fails when there is none."""
    program = shutil.which("chromium")
    if program is None:
        pytest.fail(MISSING)
    to_read, to_write = os.pipe()
    answers, to_answer = os.pipe()
    # DevTools' pipes are the files 3 and 4, by their numbers.
    line = f'exec "$@" 3<&{to_read} 4>&{to_answer}'
    words = ["bash", "-c", line, "bash", program, *SWITCHES, f"--user-data-dir={folder}", "about:blank"]
    with open(folder.parent / "chromium.txt", "wb") as told:
        process = subprocess.Popen(
            words, pass_fds=(to_read, to_answer), stdin=subprocess.DEVNULL, stdout=told, stderr=told
        )
    os.close(to_read)
    os.close(to_answer)
    browser = Browser(to_write, answers)
    try:
        yield browser
    finally:
        with suppress(AssertionError, OSError):
            browser.call("Browser.close")
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        os.close(to_write)
        os.close(answers)
