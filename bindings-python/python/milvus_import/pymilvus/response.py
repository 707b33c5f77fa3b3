"""`ImportResponse`: what the functions that stand in for pymilvus's return."""

from __future__ import annotations

from .. import _annotations as t
from .._native import CollectionDescription, CreatedJob, Done, ImportProgress, JobList


class ImportResponse(dict[str, "t.Any"]):
    """A server's answer: the decoded JSON body as a dict, with the attributes of a `requests.Response`.

    pymilvus's functions return a `Response`, their reference says dict: this is both. It is equal to the plain dict,
    and can be pickled, copied and passed to `json.dumps`.
    """

    __slots__ = ("_result",)

    encoding = "utf-8"

    def __init__(self, result: t.Result) -> None:
        super().__init__(_decode(result))
        self._result = result

    @property
    def progress(self) -> t.ImportProgress:
        """The typed progress; the answer to `get_import_progress` alone has it."""
        if isinstance(self._result, ImportProgress):
            return self._result
        raise self._not_of("get_import_progress", "progress")

    @property
    def job_list(self) -> t.JobList:
        """The typed page of jobs; the answer to `list_import_jobs` alone has it."""
        if isinstance(self._result, JobList):
            return self._result
        raise self._not_of("list_import_jobs", "job_list")

    @property
    def created_job(self) -> t.CreatedJob:
        """The typed new job; the answer to `bulk_import` alone has it."""
        if isinstance(self._result, CreatedJob):
            return self._result
        raise self._not_of("bulk_import", "created_job")

    @property
    def collection(self) -> t.CollectionDescription:
        """The typed description; the answer to `describe_collection` alone has it."""
        if isinstance(self._result, CollectionDescription):
            return self._result
        raise self._not_of("describe_collection", "collection")

    def json(self, **kwargs: t.Any) -> t.Any:
        """The body as a plain dict. Keyword arguments are those of `json.loads`."""
        return _loads(self._result, **kwargs) if kwargs else dict(self)

    @property
    def content(self) -> bytes:
        """The body, unchanged."""
        return self._result.raw

    @property
    def text(self) -> str:
        """The body as text."""
        return self._result._text()

    @property
    def url(self) -> str:
        """The address that was asked."""
        return self._result._parts()[0]

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        return self._result._parts()[1]

    @property
    def reason(self) -> str:
        """The HTTP status in words."""
        from http.client import responses

        return responses.get(self.status_code, "")

    @property
    def ok(self) -> bool:
        """Whether the HTTP status is below 400."""
        return self.status_code < 400

    @property
    def headers(self) -> t.Headers:
        """The answer's headers, whatever the case of the name."""
        from .headers import Headers

        return Headers(self._result._parts()[2])

    @property
    def elapsed(self) -> t.timedelta:
        """How long the call took, retries included."""
        from datetime import timedelta

        return timedelta(seconds=self._result._parts()[4] or 0)

    def raise_for_status(self) -> None:
        """Does nothing: an answer that is an error was raised before. Raises where the HTTP status says error."""
        if not self.ok:
            from ..exceptions import from_core

            message = f"HTTP {self.status_code} {self.reason}"
            raise from_core("ServerError", message, message, {"http_status": self.status_code, "url": self.url})

    def close(self) -> None:
        """Does nothing: the answer has been read."""

    def _not_of(self, function: str, name: str) -> AttributeError:
        return AttributeError(f"an answer that is not one to {function} has no {name}", name=name, obj=self)

    def __reduce__(self) -> tuple[t.Any, ...]:
        return (_restored, (self._result, dict(self)))


def _restored(result: t.Result, items: dict[str, t.Any]) -> ImportResponse:
    response = ImportResponse.__new__(ImportResponse)
    response.update(items)
    response._result = result
    return response


def _decode(result: t.Result) -> t.Any:
    decoded = result._decoded()
    if decoded is not None:
        return decoded
    try:
        return _loads(result)
    except (ValueError, RecursionError) as error:
        if isinstance(result, CreatedJob):
            # The job is there. Who gets an error in place of its id starts another one.
            return {"code": 0, "data": {"jobId": result.job_id}}
        if isinstance(result, Done):
            # Done it is, and the answer has no more to tell.
            return {"code": 0, "data": {}}
        from ..exceptions import from_core

        # Found where the native part had no reason to look.
        message = f"the answer's JSON cannot be read as a dict: {error}"
        facts = {
            "body_start": result._text()[:200], "http_status": result._parts()[1], "url": result._parts()[0],
            "attempts": 1,
        }  # fmt: skip
        raise from_core("UnexpectedResponse", message, f"UnexpectedResponse: {message}", facts) from error


def _loads(result: t.Result, **kwargs: t.Any) -> t.Any:
    """As lenient as the native part, which has found the answer good: servers' words may hold a raw tab."""
    from json import loads

    kwargs.setdefault("strict", False)
    return loads(result._text().lstrip("\ufeff"), **kwargs)
