"""Results as small tables for notebooks. Everything that a server sent is escaped."""

from __future__ import annotations

from html import escape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ._native import FileProgress, ImportJob, ImportProgress
    from .checks import CheckReport

_MOST = 20
_COLORS = {"Completed": "#2e7d32", "Failed": "#c62828", "Canceled": "#c62828"}
# Can be read on white and on black.
_WARNING = "#e53935"
_SEVERITIES = {"error": _WARNING, "warning": "#ef6c00", "note": "#1e88e5"}


def progress(job: ImportProgress) -> str:
    """The job, and the first of its files."""
    rows = [
        ("job", _text(job.job_id)),
        ("collection", _text(job.collection_name)),
        ("state", f"{_text(job.state)} · {_text(job.phase)}"),
        ("progress", _bar(job.progress, job.state)),
        ("rows", _text(_rows(job))),
        ("created", _text(job.create_time)),
        ("completed", _text(job.complete_time)),
        ("reason", _text(job.reason)),
    ]
    rows = [row for row in rows if row[1]]
    summary = "".join(f"<tr><th style='text-align:left'>{name}</th><td>{cell}</td></tr>" for name, cell in rows)
    return f"<table>{summary}</table>" + (files(job.details) if job.details else "")


def files(details: Sequence[FileProgress]) -> str:
    """A row for each file."""
    rows = [
        (
            _text(file.file_name),
            _text(file.state),
            _bar(file.progress, file.state),
            _text(_rows(file)),
            _text(file.reason),
        )
        for file in details[:_MOST]
    ]
    return _table(("file", "state", "progress", "rows", "reason"), rows, len(details))


def jobs(listed: Sequence[ImportJob]) -> str:
    """A row for each job."""
    rows = [
        (
            _text(job.job_id),
            _text(job.collection_name),
            _text(job.state),
            "" if job.progress is None else _bar(job.progress, job.state),
            _text(job.reason),
        )
        for job in listed[:_MOST]
    ]
    return _table(("job", "collection", "state", "progress", "reason"), rows, len(listed))


def report(checked: CheckReport) -> str:
    """A row for each finding, and what was looked at."""
    rows = [
        (
            f"<span style='color:{_SEVERITIES.get(found.severity, '')}'>{_text(found.severity)}</span>",
            _text(found.file),
            _text(found.message),
            f"{found.count:,}",
            _text(found.rule),
        )
        for found in checked.findings[:_MOST]
    ]
    table = _table(("severity", "file", "finding", "count", "rule"), rows, len(checked.findings))
    looked = "<br>".join(_text(one.text) for one in checked.looked[:_MOST])
    more = f"<br>and {len(checked.looked) - _MOST} more files" if len(checked.looked) > _MOST else ""
    return (table if rows else "<p>no finding</p>") + f"<p>{looked}{more}</p>"


def following(job: ImportProgress | None, facts: Iterable[str], outage: str) -> str:
    """A job that is waited for: how far it is, and what is wrong meanwhile."""
    lines: list[str] = []
    if job is not None:
        lines.append(f"<b>{_text(job.job_id)}</b> {_text(job.phase)}")
        lines.append(" · ".join((_bar(job.progress, job.state), *map(_text, facts))))
    if outage:
        lines.append(f"<span style='color:{_WARNING}'>{_text(outage)}</span>")
    return f"<div style='font-variant-numeric:tabular-nums'>{'<br>'.join(lines)}</div>"


def _table(header: Iterable[str], rows: Sequence[Iterable[str]], whole: int) -> str:
    head = "".join(f"<th style='text-align:left'>{name}</th>" for name in header)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    more = f"<p>and {whole - len(rows)} more</p>" if whole > len(rows) else ""
    return f"<table><tr>{head}</tr>{body}</table>{more}"


def _bar(percent: int, state: str) -> str:
    color = _COLORS.get(state, "#1565c0")
    inner = f"<div style='width:{percent}%;height:100%;background:{color}'></div>"
    style = "display:inline-block;vertical-align:middle;width:10em;height:.8em;border:1px solid #9e9e9e"
    return f"<div style='{style}'>{inner}</div> {percent} %"


def _rows(counted: ImportProgress | FileProgress) -> str | None:
    if counted.imported_rows is None or not (
        counted.imported_rows or counted.total_rows or counted.state == "Completed"
    ):
        return None
    return f"{counted.imported_rows:,}" + (f" of {counted.total_rows:,}" if counted.total_rows else "")


def _text(value: str | None) -> str:
    return "" if value is None else escape(value)
