"""The releases of pymilvus on this machine, and processes that call one of them and milvus_import side by side."""

import importlib.util
import json
import os
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CHECKOUT = HERE.parents[2]
HOME = CHECKOUT / ".venv-pymilvus"
PYTHON = HOME / "shared" / "bin" / "python"
# Variables that send a request elsewhere, or that fill in what a test left out on purpose.
MISLEADING = (
    *(f"{scheme}_proxy" for scheme in ("http", "https", "all", "no")),
    *("milvus_uri", "milvus_token", "milvus_db", "zilliz_cluster_id", "requests_ca_bundle", "curl_ca_bundle"),
)


@dataclass(frozen=True)
class Release:
    """One release, where its functions are, and where ours are that stand in for them."""

    version: str
    theirs: str
    ours: str

    def __str__(self) -> str:
        return self.version

    def __ge__(self, version: str) -> bool:
        return _key(self.version) >= _key(version)


def _key(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


RELEASES = (
    Release("2.3.8", "pymilvus", "milvus_import"),
    *(
        Release(version, "pymilvus.bulk_writer", "milvus_import.bulk_writer")
        for version in ("2.4.15", "2.5.18", "2.6.17", "3.0.2")
    ),
)
NEWEST = RELEASES[-1]


def set_up() -> None:
    """Installs the releases unless that was done before."""
    subprocess.run([HERE / "setup.sh"], check=True)


def environment(version: str) -> dict[str, str]:
    """The environment of a process that can import this release, and the milvus_import that this process has."""
    package = importlib.util.find_spec("milvus_import")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("milvus_import is not installed here: run bindings-python/setup.sh")
    kept = {name: value for name, value in os.environ.items() if name.lower() not in MISLEADING}
    return kept | {"PYTHONPATH": os.pathsep.join([str(HOME / version), str(Path(package.origin).parents[1])])}


class Caller:
    """A process that has imported modules in the given order and calls their functions."""

    def __init__(self, version: str, modules: Iterable[str]) -> None:
        self._process = subprocess.Popen(
            [PYTHON, HERE / "caller.py", *modules],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment(version),
            # A folder without modules, so that nothing is imported from where the tests happen to be run.
            cwd=HOME,
        )

    def call(self, module: str, function: str, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """`{"returned": …}` or `{"raised": …}`, as `caller.py` describes them."""
        return self._ask({"module": module, "function": function, "args": args, "kwargs": kwargs})

    def signatures(self, module: str) -> dict[str, list[dict[str, Any]]]:
        """The parameters of each function of a module."""
        return self._ask({"module": module, "signatures": True})

    def close(self) -> None:
        self._process.communicate(timeout=30)

    def _ask(self, command: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        print(json.dumps(command), file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        assert line, f"the process ended with code {self._process.wait()}: its standard error says why"
        answer: dict[str, Any] = json.loads(line)
        return answer
