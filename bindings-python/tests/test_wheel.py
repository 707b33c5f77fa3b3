"""The built wheels in empty environments: of another Python, where the README's examples run as they are written."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

from support.emulator import Emulator
from support.programs import CHECKOUT, PACKAGE

TERMS = {name: (CHECKOUT / name).read_bytes() for name in ("LICENSE", "THIRD-PARTY-NOTICES")}
README = (PACKAGE / "README.md").read_text("utf-8")
# Those that need nothing else installed.
EXAMPLES = [one for one in re.findall(r"```python\n(.*?)```", README, re.S) if "import pandas" not in one]


def other_pythons() -> list[str]:
    """Interpreters on the path, or kept by pyenv, of other minor versions that the package supports."""
    found = [shutil.which(f"python3.{minor}") for minor in range(10, 20)]
    if pyenv := shutil.which("pyenv"):
        root = subprocess.run([pyenv, "root"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
        found += [str(path) for path in sorted(Path(root, "versions").glob("3.1*/bin/python"))]
    print_version = "import sys; print(sys.version_info[:2], sys.implementation.name)"
    versions: dict[str, str] = {}
    for python in filter(None, found):
        asked = subprocess.run(
            [python, "-c", print_version], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        is_other = asked.stdout.strip() != f"{sys.version_info[:2]} {sys.implementation.name}"
        if asked.returncode == 0 and "cpython" in asked.stdout and is_other:
            versions.setdefault(asked.stdout, python)
    # A shim of pyenv answers for a version only where that version is chosen, so what does not answer was left out.
    return list(versions.values())


def build(project: Path, out: Path, *options: str) -> Path:
    command = [sys.executable, "-m", "maturin", "build", "--quiet", "--profile", "dev", "--out", str(out)]
    environment = {**os.environ, "PYO3_PYTHON": sys.executable}
    subprocess.run([*command, *options], cwd=project, check=True, env=environment)
    (built,) = out.glob("*.whl")
    return built


def install(python: str, home: Path, *wheels: Path) -> str:
    """Makes an environment with nothing but these, and returns its Python."""
    subprocess.run([python, "-m", "venv", str(home)], check=True)
    installed = str(home / "bin" / "python")
    pip = [installed, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index"]
    subprocess.run([*pip, *map(str, wheels)], check=True)
    return installed


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(PACKAGE, tmp_path_factory.mktemp("wheel"), "--interpreter", sys.executable)


def test_the_wheel_is_for_every_python_and_needs_nothing(wheel: Path) -> None:
    assert "-cp310-abi3-" in wheel.name
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        terms = {Path(name).name: archive.read(name) for name in names if "/licenses/" in name}
        (described,) = [archive.read(name).decode() for name in names if name.endswith("/METADATA")]
    assert terms == TERMS
    assert not [name for name in names if "sbom" in name], "it would name the builder's paths"
    assert {"milvus_import/py.typed", "milvus_import/_native.pyi", "milvus_import/_native.abi3.so"} <= set(names)
    requires = [line for line in described.splitlines() if line.startswith("Requires-Dist")]
    assert requires == ["Requires-Dist: tqdm ; extra == 'progress'"]


@pytest.fixture(scope="module", params=other_pythons() or [None])
def python(request: pytest.FixtureRequest, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    if request.param is None:
        pytest.skip("no other Python is here")
    return install(request.param, tmp_path_factory.mktemp("venv"), wheel)


@pytest.fixture
def milvus() -> Iterator[Emulator]:
    with Emulator("milvus-2.6", speed=50) as emulator:
        yield emulator


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_the_readme_s_examples(number: int, python: str, milvus: Emulator, tmp_path: Path) -> None:
    milvus.add_job()
    example = EXAMPLES[number].replace("http://localhost:19530", milvus.uri)
    ended = subprocess.run(
        [python, "-I", "-W", "error", "-c", example],
        cwd=tmp_path, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.strip(), "an example shows something"
    assert "failed" not in ended.stdout


@pytest.mark.slow
def test_the_command_has_a_wheel_of_its_own_and_python_runs_it(wheel: Path, milvus: Emulator, tmp_path: Path) -> None:
    command = build(CHECKOUT / "cli", tmp_path)
    assert "-py3-none-" in command.name
    with zipfile.ZipFile(command) as archive:
        names = archive.namelist()
        terms = {Path(name).name: archive.read(name) for name in names if "/licenses/" in name}
    assert terms == TERMS
    assert not [name for name in names if "sbom" in name], "it would name the builder's paths"

    def run(*words: str, path: str = "/nowhere") -> tuple[int, str, str]:
        ended = subprocess.run(words, capture_output=True, text=True, timeout=60, env={"PATH": path})
        return ended.returncode, ended.stdout, ended.stderr

    both = install(sys.executable, tmp_path / "both", wheel, command)
    scripts = Path(both).parent
    version = run(str(scripts / "milvus-import"), "--version")
    assert version == (0, f"milvus-import {metadata.version('milvus-import')}\n", "")
    module = ("-m", "milvus_import")
    assert run(both, *module, "--version") == version
    assert run(both, *module, "progress", "99", "--uri", milvus.uri)[0] == 3, "the exit code is the command's"
    without = install(sys.executable, tmp_path / "without", wheel)
    assert run(without, *module, "--version", path=str(scripts)) == version
    how = "milvus-import: the command is not installed; get it with: pip install milvus-import-cli\n"
    assert run(without, *module, "--version") == (127, "", how)
