"""Where things are, which core runs what, and what the environment must not change."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
CHECKOUT = HERE.parents[1]
VENV = CHECKOUT / ".venv-bench"
# As benches/src/server.rs has them, in the order in which it tells its addresses.
DETAILS = (1, 100, 10_000)
# They would send a client elsewhere, or make Python compile what it imports at each start.
MISLEADING = ("_proxy", "milvus_", "zilliz_", "requests_ca", "curl_ca", "ssl_cert", "python")


def environment() -> dict[str, str]:
    """The environment for clients."""
    return {name: value for name, value in os.environ.items() if not any(one in name.lower() for one in MISLEADING)}


def cores() -> tuple[int, int]:
    """A core for the server and one for the client: the first and the last that this process may use."""
    allowed = sorted(os.sched_getaffinity(0))
    return allowed[0], allowed[-1]


@dataclass(frozen=True)
class Server:
    """The server of the Rust benchmarks, running."""

    addresses: dict[tuple[int, bool], str]
    # The platform-sized set of certificates that a user trusts, and the server's.
    bundle: str

    def url(self, details: int, secure: bool) -> str:
        return f"{'https' if secure else 'http'}://{self.addresses[details, secure]}"


@contextmanager
def server(core: int) -> Iterator[Server]:
    """Starts it on a core of its own. It ends when its input is closed."""
    profile = {"dev": "debug"}.get(name := (VENV / "profile").read_text().strip(), name)
    target = Path(os.environ.get("CARGO_TARGET_DIR", CHECKOUT / "target"))
    program = [str(target / profile / "milvus-import-benches"), "serve", str(core)]
    with (
        subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process,
        tempfile.NamedTemporaryFile("w", suffix=".pem") as bundle,
    ):
        assert process.stdin
        assert process.stdout
        addresses = {(d, secure): process.stdout.readline().strip() for d in DETAILS for secure in (False, True)}
        bundle.write(_public_certificates())
        for line in process.stdout:
            bundle.write(line)
            if "-----END" in line:
                break
        bundle.flush()
        yield Server(addresses, bundle.name)
        process.stdin.close()


def _public_certificates() -> str:
    # Those that requests, and so pymilvus, reads when it is told nothing else.
    program = [sys.executable, "-c", "import certifi; print(certifi.contents())"]
    return subprocess.run(program, capture_output=True, text=True, check=True).stdout
