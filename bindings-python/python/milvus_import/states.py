"""The names that results carry: enums whose members are the text that they stand for."""

from __future__ import annotations

from enum import Enum


class _Name(str, Enum):
    """A name that is text wherever text is wanted: it compares, formats, hashes and serializes as its value."""

    __str__ = str.__str__
    __format__ = str.__format__  # type: ignore[assignment]


class JobState(_Name):
    """The state of a job or of one of its files."""

    Pending = "Pending"
    """Waiting for its turn."""
    Importing = "Importing"
    """In flight. Servers also write `InProgress`."""
    Uncommitted = "Uncommitted"
    """Done but for a commit that someone has to ask for (Milvus 3.0, jobs with `auto_commit` `"false"`)."""
    Committing = "Committing"
    """The commit is being carried out (Milvus 3.0)."""
    Completed = "Completed"
    """The rows are in. A collection that was already loaded may need a refresh-load to search them."""
    Failed = "Failed"
    """Ended without success; `reason` says why, if the server did."""
    Canceling = "Canceling"
    """Being cancelled (Zilliz Cloud)."""
    Canceled = "Canceled"
    """Cancelled (Zilliz Cloud)."""
    Unknown = "Unknown"
    """A word that this version does not know; the job is taken to be in flight."""


class Phase(_Name):
    """What the server is doing, derived from state and percentage where the API has no word for it."""

    Queued = "queued"
    """Waiting for its turn."""
    Reading = "reading"
    """Reading the files and counting rows."""
    Loading = "loading"
    """Writing the rows."""
    Sorting = "sorting"
    """Sorting segments."""
    Indexing = "indexing"
    """Building indexes. A job may stay at 80 % for long here, every file Completed."""
    Committing = "committing"
    """Waiting for, or carrying out, the commit."""
    Done = "done"
    """Completed."""
    Failed = "failed"
    """Failed or cancelled."""
