"""What every client is told: whom to ask, and what it must have understood of the answer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

# As the server answers: see benches/src/answer.rs.
JOB_ID = "448761313698322011"
TOKEN = "root:Milvus"
PATH = "/v2/vectordb/jobs/import/get_progress"

Summary = tuple[str, str, int]
EXPECTED: Summary = (JOB_ID, "Importing", 55)


@dataclass(frozen=True)
class Target:
    """One address of the server."""

    url: str
    details: int
    # Certificates (PEM file) to trust, among them the server's; `None` where it speaks plain HTTP.
    bundle: str | None = None
    # How many calls are made at once.
    in_flight: int = 1

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json", "Accept": "application/json"}

    @property
    def request(self) -> dict[str, str]:
        return {"jobId": JOB_ID}


@dataclass(frozen=True)
class Client:
    """A client as its documentation says to use it: a call for each thread, or one for all tasks of an event loop."""

    calls: list[Callable[[], Summary]] = field(default_factory=list)
    task: Callable[[], Awaitable[Summary]] | None = None


def summary(data: dict[str, object]) -> Summary:
    """What a poll wants to know, out of a parsed answer."""
    job, state, progress = data["jobId"], data["state"], data["progress"]
    assert isinstance(job, str)
    assert isinstance(state, str)
    assert isinstance(progress, int)
    return job, state, progress
