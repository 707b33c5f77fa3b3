"""The blocking client."""

from __future__ import annotations

from . import _native
from ._public import public

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from types import TracebackType

    from ._native import CreatedJob, ImportJob, ImportProgress, JobList
    from ._types import Paths, Pem

    Asked = tuple[str | None, int | None, int | None]


class Client:
    """A client of one server. Safe to share between threads and across `fork`; connected on first use.

    What is not given is taken from the environment where that names it; empty text is not given, and keeps the
    environment out. Where `MILVUS_URI` is set and another server is named here, the other variables are not for it and
    do not count. `ZILLIZ_CLUSTER_ID` counts on Zilliz Cloud only.

    Args:
        uri: the server, `http(s)://host[:port][/prefix]`; a bare host is https, unless it is this machine
            (`MILVUS_URI`)
        token: an API key, or `user:password`; sent as a header and shown nowhere (`MILVUS_TOKEN`)
        api: `milvus-v2`, `zilliz-v2`, `zilliz-v1` or `milvus-2.3`; otherwise told from the host, and where that does
            not tell, from the ids and from what the server answers: a read whose route it does not have is asked in
            the other APIs too, and what has answered is remembered
        db_name: the database (`MILVUS_DB`)
        cluster_id: Zilliz Cloud: the cluster (`ZILLIZ_CLUSTER_ID`)
        project_id: Zilliz Cloud: the project, with a region instead of a cluster
        region_id: Zilliz Cloud: the region of the project
        timeout: seconds for one call, from connecting to the last byte; further attempts and the pauses between them
            are part of it, unless `retry_budget` is longer, which makes it the time of each attempt; 20 otherwise
        connect_timeout: seconds for making a connection; 10 otherwise
        max_response_bytes: the largest answer to read; 64 MiB otherwise
        retry_budget: for how many seconds a call is tried again after passing faults, 0 for never; 5 otherwise, but
            no longer than `timeout`
        request_timeout: Milvus 2.5 and later: for how many whole seconds the server may work on a request, sent as
            `Request-Timeout`; not sent otherwise, and the server takes 30. Every call takes one of its own too. Not
            for 2.4, where one caller's value goes on to count for the others
        proxy: a proxy's URL, empty for none; the environment's otherwise, but none for this machine
        headers: further headers of every request, for a gateway; their values are treated as secrets
        ca_cert: certificate authorities to trust instead of the platform's: a PEM file's path, or its bytes
        client_cert: certificate to show: a PEM file's path, or its bytes
        client_key: its key, where it is not in the same file
        insecure: accept any certificate; whoever is on the way can then read the token

    Raises:
        InvalidArgumentError: something cannot work; the message says what to do.
    """

    __slots__ = ("_native",)

    @public()
    def __init__(
        self,
        uri: str | None = None,
        *,
        token: str | None = None,
        api: str | None = None,
        db_name: str | None = None,
        cluster_id: str | None = None,
        project_id: str | None = None,
        region_id: str | None = None,
        timeout: float | None = None,
        connect_timeout: float | None = None,
        max_response_bytes: int | None = None,
        retry_budget: float | None = None,
        request_timeout: int | None = None,
        proxy: str | None = None,
        headers: Mapping[str, str] | None = None,
        ca_cert: Pem | None = None,
        client_cert: Pem | None = None,
        client_key: Pem | None = None,
        insecure: bool = False,
    ) -> None:
        arguments = dict(locals())
        del arguments["self"]
        self._native = _native.Client(arguments)

    @property
    def uri(self) -> str:
        """The server's address, without a trailing slash."""
        return self._native.uri

    @property
    def api(self) -> str:
        """The API generation that this client speaks: the one that was set, or has answered, or else the likely one.

        What has answered is forgotten by `close`.
        """
        return self._native.api

    def get_import_progress(self, job_id: str | int, *, request_timeout: int | None = None) -> ImportProgress:
        """Asks how far a job is. A failed job is a good answer: look at its `state`.

        Raises:
            JobNotFoundError: the server does not know the job (any more).
            ImportJobError: the call failed.
        """
        return self._native.get_import_progress(job_id, request_timeout)

    def list_import_jobs(
        self,
        collection_name: str | None = None,
        *,
        page_size: int | None = None,
        current_page: int | None = None,
        request_timeout: int | None = None,
    ) -> JobIterator:
        """Lists jobs, fetching pages as they are needed: `for job in client.list_import_jobs(): …`.

        Args:
            collection_name: Milvus: only jobs of this collection
            page_size: Zilliz Cloud: jobs a page, 1 to 100
            current_page: Zilliz Cloud: the page to start with, from 1
        """
        return JobIterator(self._native, (collection_name, page_size, current_page), request_timeout)

    @public()
    def bulk_import(
        self,
        collection_name: str,
        files: Paths | None = None,
        *,
        partition_name: str | None = None,
        options: Mapping[str, object] | None = None,
        object_url: str | None = None,
        object_urls: Iterable[Iterable[str]] | None = None,
        access_key: str | None = None,
        secret_key: str | None = None,
        session_token: str | None = None,
        volume_name: str | None = None,
        data_paths: Paths | None = None,
        idempotency_key: str | None = None,
        request_timeout: int | None = None,
    ) -> CreatedJob:
        """Creates an import job. Sent again only when no connection was made, the server said that it did nothing (a
        rate limit, too many jobs, not ready), or with an idempotency key.

        Args:
            collection_name: the collection that the rows go to
            files: Milvus: paths in the server's object storage; one inner list is one JSON or Parquet file, or one set
                of NumPy files. Paths may be `pathlib` paths
            partition_name: a partition of it; the default partition otherwise
            options: Milvus: text, numbers and booleans by name: `timeout` (`"300s"`), `auto_commit` (`"false"`, 3.0),
                `backup`, …
            object_url: Zilliz Cloud: one URL (the older form, and the only one of zilliz-v1)
            object_urls: Zilliz Cloud: URLs, grouped as `files` are
            access_key: Zilliz Cloud: access key of the object storage
            secret_key: Zilliz Cloud: secret key of the object storage
            session_token: Zilliz Cloud: session token of the object storage
            volume_name: Zilliz Cloud: a volume that holds the files
            data_paths: Zilliz Cloud: paths in the volume, grouped as `files` are
            idempotency_key: Milvus 2.6.24 and 3.0.2: a repeat within a day gets the first job's id. Older servers
                ignore it, so set it only where the server is known to be new enough

        Raises:
            ImportJobError: after a timeout or a broken connection the job may exist: list the jobs first. Where the
                answer was an error and named a job all the same, `error.job_id` is its id.
        """
        arguments = dict(locals())
        del arguments["self"], arguments["request_timeout"]
        return self._native.bulk_import(arguments, request_timeout)

    def commit_import(self, job_id: str | int, *, request_timeout: int | None = None) -> None:
        """Makes the rows of an Uncommitted job visible (Milvus 3.0)."""
        self._native.commit_import(job_id, request_timeout)

    def abort_import(self, job_id: str | int, *, request_timeout: int | None = None) -> None:
        """Throws the rows of an Uncommitted job away (Milvus 3.0)."""
        self._native.abort_import(job_id, request_timeout)

    def describe_job(self, job_id: str | int, *, request_timeout: int | None = None) -> ImportProgress:
        """Asks Zilliz Cloud about a job of any kind; the answer has no rows and no files."""
        return self._native.describe_job(job_id, request_timeout)

    def wait(
        self,
        job_id: str | int,
        *,
        timeout: float | None = None,
        stall_timeout: float | None = None,
        fault_budget: float | None = None,
        request_timeout: int | None = None,
        on_progress: Callable[[ImportProgress], object] | None = None,
        show_progress: bool = False,
    ) -> ImportProgress:
        """Follows a job to its end and returns its last progress.

        An Uncommitted job ends the wait with success: it needs someone's commit.

        Args:
            job_id: the id that `bulk_import` returned
            timeout: give up after so many seconds; the import goes on in the server. Never otherwise
            stall_timeout: give up when nothing changed for so many seconds, seen by a look at their end; never
                otherwise
            fault_budget: for how many seconds to ride out faults of the server, of gateways and of the network, 0 for
                none; 300 otherwise. After a good answer these are also a 404 page, HTML, cut JSON and a single 401 or
                403. Before the first good answer the client's `retry_budget` counts instead
            request_timeout: of each request; see `Client`
            on_progress: called with every change, the last one included; what it raises ends the wait
            show_progress: draws a progress bar with tqdm, or prints a line a change without it

        Raises:
            ImportFailedError: the job failed; `error.progress` is its last progress.
            ImportTimeoutError: the timeout passed. During an outage the message says so, `http_status`,
                `server_code` and `server_message` are those of the last fault, and `__cause__` is its error.
            StalledError: nothing changed for as long as `stall_timeout`; the same during an outage.
            VanishedError: the job was seen in flight and is now unknown, at a second look too.
            JobNotFoundError: the server does not know the job (any more).
        """
        from ._bar import watching

        watch = self._native.watch(job_id, timeout, stall_timeout, fault_budget, request_timeout)
        with watching(on_progress, show_progress) as see:
            for change in watch:
                see(change)
        return watch.outcome()

    def watch(
        self,
        job_id: str | int,
        *,
        timeout: float | None = None,
        stall_timeout: float | None = None,
        fault_budget: float | None = None,
        request_timeout: int | None = None,
    ) -> Iterator[ImportProgress]:
        """Follows a job change by change: `for progress in client.watch(job_id): …`. A failed job ends it too, and one
        that waits for a commit.

        For one thread: another that asks meanwhile gets an InvalidArgumentError. What is raised ends it, Ctrl-C too.
        For the arguments see `wait`.

        Raises:
            ImportJobError: as `wait`, except for ImportFailedError.
        """
        return self._native.watch(job_id, timeout, stall_timeout, fault_budget, request_timeout)

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections. Later calls make new ones."""
        self._native.close()

    def __repr__(self) -> str:
        if not hasattr(self, "_native"):
            # As debuggers show it when the constructor has refused.
            return f"<{type(self).__name__} that was not made>"
        return f"{type(self).__name__}({self.uri!r}, api={self.api!r})"


class JobIterator:
    """The jobs of a list, page by page: an iterator of ImportJob."""

    __slots__ = ("_jobs", "_native", "_next", "_request_timeout", "_walk")

    def __init__(self, native: _native.Client, asked: Asked, request_timeout: int | None) -> None:
        self._native = native
        self._next: Asked | None = asked
        self._request_timeout = request_timeout
        self._walk = _native.JobPages()
        self._jobs: Iterator[ImportJob] = iter(())

    def __iter__(self) -> Iterator[ImportJob]:
        return self

    def __next__(self) -> ImportJob:
        while (job := next(self._jobs, None)) is None:
            page = self._page()
            if page is None:
                raise StopIteration
            self._jobs = iter(page)
        return job

    def pages(self) -> Iterator[JobList]:
        """The same list as pages, an iterator of JobList; one page holds everything on Milvus."""
        while (page := self._page()) is not None:
            yield page

    def _page(self) -> JobList | None:
        if self._next is None:
            return None
        page, self._next = self._native.list_import_jobs(self._next, self._walk, self._request_timeout)
        return page
