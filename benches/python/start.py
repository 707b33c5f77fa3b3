"""What a process costs before and at its first answer: interpreter, imports, the first call. And the wheel's size."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from machine import VENV, environment
from report import Bar
from target import EXPECTED, JOB_ID, PATH, TOKEN

BARE = "bare interpreter"
MODULES = ("milvus_import", "pymilvus.bulk_writer", "requests", "urllib3", "httpx", "aiohttp")
# Resident memory now, in kB. Not the peak, which a process inherits from the one that forked it.
REPORT_MEMORY = "\nprint([line.split()[1] for line in open('/proc/self/status') if line.startswith('VmRSS')][0])"

_JSON = f"json={{'jobId': '{JOB_ID}'}}, headers={{'Authorization': 'Bearer {TOKEN}'}}"
_PRINT = "print(data['jobId'], data['state'], data['progress'])"
_FUNCTION = f"""
data = get_import_progress(url='{{url}}', job_id='{JOB_ID}', api_key='{TOKEN}').json()['data']
{_PRINT}"""
FIRST_ANSWER = {
    "drop_in": f"from milvus_import.bulk_writer import get_import_progress{_FUNCTION}",
    "milvus_import_client": f"""
import milvus_import
progress = milvus_import.Client('{{url}}', token='{TOKEN}').get_import_progress('{JOB_ID}')
print(progress.job_id, progress.state, progress.progress)""",
    "pymilvus": f"from pymilvus.bulk_writer import get_import_progress{_FUNCTION}",
    "requests": f"""
import requests
data = requests.post('{{url}}{PATH}', timeout=20, {_JSON}).json()['data']
{_PRINT}""",
    "urllib3": f"""
import urllib3
data = urllib3.request('POST', '{{url}}{PATH}', timeout=20, {_JSON}).json()['data']
{_PRINT}""",
    "httpx": f"""
import httpx
data = httpx.post('{{url}}{PATH}', timeout=20, {_JSON}).json()['data']
{_PRINT}""",
    "aiohttp": f"""
import aiohttp, asyncio
async def main():
    async with aiohttp.ClientSession() as session:
        async with session.post('{{url}}{PATH}', {_JSON}) as response:
            return (await response.json())['data']
data = asyncio.run(main())
{_PRINT}""",
}


@dataclass(frozen=True)
class Run:
    """One process: milliseconds until it said something and of CPU until its end, and what it said."""

    wall: float
    cpu: float
    said: str


def run(code: str, core: int) -> Run:
    """Starts Python with this code, on the clients' core."""

    def pin() -> None:
        os.sched_setaffinity(0, {core})

    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=environment(), preexec_fn=pin
    ) as process:
        assert process.stdout
        said = process.stdout.readline().strip()
        wall = time.perf_counter() - start
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise ChildProcessError(f"ended with code {process.returncode}: {code}")
    return Run(wall * 1e3, (used.ru_utime + used.ru_stime) * 1e3, said)


def _in_turns(codes: dict[str, str], core: int, rounds: int) -> dict[str, list[Run]]:
    for code in codes.values():
        # Compiles what is imported, and has it in the page cache.
        run(code, core)
    runs: dict[str, list[Run]] = {name: [] for name in codes}
    for _ in range(rounds):
        for name, code in codes.items():
            runs[name].append(run(code, core))
    return runs


def first_answer(url: str, core: int, rounds: int) -> list[Bar]:
    """A cold process until it has printed how far the job is."""
    runs = _in_turns({BARE: "print()"} | _first_answers(url), core, rounds)
    print("\na cold process until it has its first answer, details: 1, plain")
    print(f"  {'client':<22}{'wall ms':>9}{'CPU ms':>9}{'wall above bare':>17}   pymilvus is so many x")
    for name, one in runs.items():
        wall, above = median(run.wall for run in one), _above(runs, name, "wall")
        print(
            f"  {name:<22}{wall:>9.1f}{median(run.cpu for run in one):>9.1f}{above:>17.1f}   {_times(runs, name):.1f}"
        )
    what = "a cold process until its first answer, interpreter included: {} against pymilvus"
    return [Bar(what.format(name), _times(runs, name), 50) for name in ("drop_in", "milvus_import_client")]


def smoke(url: str, core: int) -> None:
    """One process of each, whose answers are checked."""
    for name, code in _first_answers(url).items():
        said = run(code, core).said
        if said != " ".join(map(str, EXPECTED)):
            raise ValueError(f"{name}: {said}")


def _first_answers(url: str) -> dict[str, str]:
    return {name: code.replace("{url}", url) for name, code in FIRST_ANSWER.items()}


def _times(runs: dict[str, list[Run]], name: str) -> float:
    return median(theirs.wall / own.wall for theirs, own in zip(runs["pymilvus"], runs[name], strict=True))


def _above(runs: dict[str, list[Run]], name: str, what: str) -> float:
    pairs = zip(runs[name], runs[BARE], strict=True)
    return median(float(getattr(own, what)) - float(getattr(bare, what)) for own, bare in pairs)


def imports(core: int, rounds: int) -> list[Bar]:
    """Time and memory that an import adds to a bare interpreter."""
    codes = {BARE: REPORT_MEMORY} | {module: f"import {module}{REPORT_MEMORY}" for module in MODULES}
    runs = _in_turns(codes, core, rounds)
    print("\nwhat an import adds to a bare interpreter")
    print(f"  {'module':<22}{'wall ms':>9}{'CPU ms':>9}{'RSS MB':>9}")
    memory = {name: median(int(run.said) / 1024 for run in one) for name, one in runs.items()}
    for module in MODULES:
        wall, cpu = _above(runs, module, "wall"), _above(runs, module, "cpu")
        print(f"  {module:<22}{wall:>9.1f}{cpu:>9.1f}{memory[module] - memory[BARE]:>9.1f}")
    ours = MODULES[0]
    added = memory[ours] - memory[BARE]
    return [
        Bar(f"import {ours}, wall", _above(runs, ours, "wall"), 3, at_most=True, unit=" ms"),
        Bar(f"import {ours}, RSS", added, 5, at_most=True, unit=" MB"),
    ]


def wheel() -> list[Bar]:
    """The wheel that setup.sh built."""
    (built,) = Path(VENV / "wheels").glob("*.whl")
    megabytes = built.stat().st_size / 1e6
    print(f"\n{built.name}: {megabytes:.2f} MB")
    return [Bar("the wheel", megabytes, 3.5, at_most=True, unit=" MB")]
