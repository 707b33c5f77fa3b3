"""What `wait(show_progress=True)` shows in a notebook, as a browser draws it."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import milvus_import
from support.emulator import Emulator
from support.programs import CHECKOUT

HERE = Path(__file__).parent
HOME = CHECKOUT / ".venv-notebook"
TQDM = {
    True: "import tqdm.auto, ipywidgets",
    False: "import importlib.util\nassert importlib.util.find_spec('tqdm') is None",
}
# Left in place of the page: what can be seen in the cells' outputs, and how much of each bar is filled with what.
LOOK = """<script>addEventListener("load", () => {
    const of = element => element.getBoundingClientRect().width;
    const bars = [...document.querySelectorAll("div[style*=background]")].filter(of).map(bar =>
        [Math.round(of(bar) / bar.parentElement.clientWidth * 100), getComputedStyle(bar).backgroundColor]);
    const texts = [...document.querySelectorAll(".jp-OutputArea")].map(area => area.innerText);
    document.body.textContent = JSON.stringify({bars, texts});
})</script>"""
BLUE, GREEN = "rgb(21, 101, 192)", "rgb(46, 125, 50)"


@dataclass
class Seen:
    """What a browser shows."""

    bars: list[tuple[int, str]]
    texts: list[str]


@pytest.fixture(scope="module", autouse=True)
def _set_up() -> None:
    subprocess.run([HERE / "setup.sh"], check=True)


def executed(cells: list[str], has_tqdm: bool) -> Iterator[dict[str, Any]]:
    """What `run.py` tells, as it tells it."""
    path = [str(Path(milvus_import.__file__).parents[1]), *([str(HOME / "tqdm")] if has_tqdm else [])]
    command = [str(HOME / "bin" / "python"), str(HERE / "run.py"), *cells]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as running:
        assert running.stdout is not None
        yield from map(json.loads, running.stdout)
    assert running.returncode == 0


def looked_at(page: str, folder: Path) -> Seen:
    """The page in Chromium, without a network."""
    file = folder / "page.html"
    file.write_text(page + LOOK, "utf-8")
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    command += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    command += ["--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={folder / 'chromium'}", "--dump-dom"]
    shown = subprocess.run([*command, file.as_uri()], capture_output=True, text=True)
    assert shown.returncode == 0, shown.stderr
    (body,) = re.findall(r"<body[^>]*>(.*)</body>", shown.stdout, re.S)
    seen = json.loads(html.unescape(body))
    return Seen([(percent, color) for percent, color in seen["bars"]], seen["texts"])


@pytest.mark.slow
@pytest.mark.parametrize("has_tqdm", [True, False], ids=["tqdm", "no tqdm"])
def test_one_display_shows_a_wait_with_an_outage_to_its_end(emulator: Emulator, tmp_path: Path, has_tqdm: bool) -> None:
    job_id = emulator.add_job()
    wait = f"from milvus_import import Client\ndone = Client({emulator.uri!r}).wait({job_id!r}, show_progress=True)"
    states = executed([TQDM[has_tqdm], wait], has_tqdm)
    kinds: list[str] = []

    def until(*parts: str) -> str:
        for state in states:
            kinds.append(state["kind"])
            if all(part in state["text"] for part in parts):
                return str(state["page"])
        raise AssertionError(f"never shown: {parts}")

    until("queued")
    until("queued")  # shown anew without news: the clock goes on
    emulator.control("POST", "clock", {"advance": 8.5})
    until("loading")
    emulator.control("POST", "clock", {"advance": 1})
    in_the_middle = until("/s", "ETA")
    emulator.control("POST", "faults", {"kind": "status", "status": 503})
    in_an_outage = until("no good answer")
    emulator.control("DELETE", "faults")
    until("loading")
    emulator.control("POST", "clock", {"advance": 60})
    at_the_end = until("")
    for state in states:
        kinds.append(state["kind"])
        at_the_end = state["page"]
    assert kinds == ["display_data", *["update_display_data"] * (len(kinds) - 2), "end"]

    seen = looked_at(in_the_middle, tmp_path)
    (text,) = seen.texts
    loading = rf"{job_id} loading\s+4\d % · \d:\d\d · [\d,]+ of 100,000 rows"
    assert re.fullmatch(rf"{loading} · [\d,]+/s · ETA \d:\d\d", text.strip()), text
    ((percent, color),) = seen.bars
    assert 40 <= percent < 50
    assert color == BLUE

    seen = looked_at(in_an_outage, tmp_path)
    (text,) = seen.texts
    outage = r"no good answer for [\d.]+ s: the server cannot be reached behind its proxy; trying for another 4:\d\d"
    assert re.fullmatch(rf"{loading}\n{outage}", text.strip()), text
    assert len(seen.bars) == 1

    seen = looked_at(at_the_end, tmp_path)
    (text,) = seen.texts
    assert re.fullmatch(rf"{job_id} done\s+100 % · \d:\d\d · 100,000 of 100,000 rows · [\d,]+/s", text.strip()), text
    assert seen.bars == [(100, GREEN)]
