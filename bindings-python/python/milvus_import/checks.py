"""What an import would refuse or lose, told from its files before it starts; and why one failed, in other words."""

from __future__ import annotations

from dataclasses import dataclass

from . import _annotations as t
from . import _native


@dataclass(frozen=True)
class Finding:
    """One thing that was found in a file: its first place, and how often it is there."""

    severity: str
    """`error`: the server refuses it. `warning`: it loses or alters data, or some releases refuse it. Or `note`."""
    rule: str
    """The rule's name, such as `parquet.type`."""
    file: str
    """The file; empty for all of them together."""
    field: str | None
    """The field, or the column of the file."""
    row: int | None
    """The first row, from 0 on."""
    count: int
    """How many rows or places there are among those that were looked at."""
    message: str
    """What is wrong and what to do."""
    server_text: str
    """What a server says, with `%s` for what differs; empty if it says nothing."""
    since: str | None
    """The first release of Milvus that does not take it."""
    until: str | None
    """The last one that does not; None if later ones do not either."""
    text: str
    """All of it in one line, as `milvus-import check` prints it."""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Looked:
    """What was looked at in a file."""

    file: str
    """The file."""
    seen: int
    """How many rows."""
    rows: int | None
    """How many rows it has, where that is known."""
    text: str
    """`footer and 200 of 2,300,000 rows of books.parquet`"""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class CheckReport:
    """What a check found, and what it looked at. As text it has a line for each finding."""

    findings: tuple[Finding, ...] = ()
    """What was found, file by file."""
    looked: tuple[Looked, ...] = ()
    """The files that could be read."""

    @property
    def ok(self) -> bool:
        """Whether nothing was found that the server refuses. It does not say that the import will succeed."""
        return not any(found.severity == "error" for found in self.findings)

    def __str__(self) -> str:
        return "\n".join(map(str, self.findings))

    def _repr_html_(self) -> str:
        from . import _html

        return _html.report(self)


@dataclass(frozen=True)
class Explanation:
    """Why an import failed, and what to do about it."""

    cause: str
    """What is wrong."""
    fix: str
    """What to do."""
    rule: str | None
    """The rule by which `check` tells it before the start, where there is one."""

    def __str__(self) -> str:
        return f"{self.cause}. {self.fix}"


def check(
    schema: t.Schema,
    files: t.Locals,
    *,
    server: str | None = None,
    rows: t.Rows = "ends",
    sep: str | None = None,
    nullkey: str | None = None,
) -> CheckReport:
    """Checks files of this machine against a collection's schema: what each release would refuse, lose or alter.

    No server is asked. Other threads go on meanwhile, and Ctrl-C ends it.

    Args:
        schema: what `Client.describe_collection` gave; or its `raw`, saved: JSON text, a dict, or the path of a file
        files: paths, each a file of its own, but all NumPy files together one set; or lists of those that the server
            reads together
        server: the release of Milvus whose rules hold, such as `2.5.27`; otherwise those that the description may
            come from
        rows: `all` of them, or those at both `ends` of a file above 64 MiB and all of others
        sep: the option of the import that is to follow, for CSV files
        nullkey: the same

    Raises:
        InvalidArgumentError: the schema cannot be read, or an argument is none of these. What is wrong with a file is
            a finding.
    """
    found = _native.check(schema, files, server, rows, sep, nullkey)
    findings = tuple(Finding(**finding) for finding in found["findings"])
    return CheckReport(findings, tuple(Looked(**looked) for looked in found["looked"]))


def explain(reason: str) -> Explanation | None:
    """Explains the reason that a server gave for a failed job, or a percentage at which one stands (`80 %`).

    None if it is not known. An `ImportFailedError` has its own as `explanation`.
    """
    return _native.explain(reason)
