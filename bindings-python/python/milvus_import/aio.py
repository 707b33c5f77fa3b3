"""The client for asyncio."""

from __future__ import annotations

from . import _native
from ._loop import ask
from ._public import public

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
    from types import TracebackType

    from ._native import CreatedJob, ImportJob, ImportProgress, JobList
    from ._types import Paths, Pem

    Asked = tuple[str | None, int | None, int | None]


class AsyncClient:
    """A client of one server for asyncio: the calls and keywords of `Client`. Cancelling a task closes its request.

    One client may serve many event loops and threads, and is safe across `fork`; it connects on first use.

    What is not given is taken from the environment where that names it; see `Client` for the arguments.
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
        self._native = _native.AsyncClient(arguments)

    @property
    def uri(self) -> str:
        """The server's address, without a trailing slash."""
        return self._native.uri

    @property
    def api(self) -> str:
        """See `Client.api`."""
        return self._native.api

    async def get_import_progress(self, job_id: str | int, *, request_timeout: int | None = None) -> ImportProgress:
        """See `Client.get_import_progress`."""
        return await ask(self._native.get_import_progress, job_id, request_timeout)

    def list_import_jobs(
        self,
        collection_name: str | None = None,
        *,
        page_size: int | None = None,
        current_page: int | None = None,
        request_timeout: int | None = None,
    ) -> AsyncJobIterator:
        """See `Client.list_import_jobs`: `async for job in client.list_import_jobs(): …`."""
        return AsyncJobIterator(self._native, (collection_name, page_size, current_page), request_timeout)

    @public()
    async def bulk_import(
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
        """See `Client.bulk_import`. After a cancelled call the job may exist."""
        arguments = dict(locals())
        del arguments["self"], arguments["request_timeout"]
        return await ask(self._native.bulk_import, arguments, request_timeout)

    async def commit_import(self, job_id: str | int, *, request_timeout: int | None = None) -> None:
        """See `Client.commit_import`."""
        await ask(self._native.commit_import, job_id, request_timeout)

    async def abort_import(self, job_id: str | int, *, request_timeout: int | None = None) -> None:
        """See `Client.abort_import`."""
        await ask(self._native.abort_import, job_id, request_timeout)

    async def describe_job(self, job_id: str | int, *, request_timeout: int | None = None) -> ImportProgress:
        """See `Client.describe_job`."""
        return await ask(self._native.describe_job, job_id, request_timeout)

    async def wait(
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
        """See `Client.wait`. `on_progress` runs in the event loop."""
        from ._bar import watching

        watch = self._native.watch(job_id, timeout, stall_timeout, fault_budget, request_timeout)
        with watching(on_progress, show_progress) as see:
            async for change in _changes(watch):
                see(change)
        return watch.outcome()

    async def watch(
        self,
        job_id: str | int,
        *,
        timeout: float | None = None,
        stall_timeout: float | None = None,
        fault_budget: float | None = None,
        request_timeout: int | None = None,
    ) -> AsyncIterator[ImportProgress]:
        """See `Client.watch`: `async for progress in client.watch(job_id): …`."""
        async for change in _changes(self._native.watch(job_id, timeout, stall_timeout, fault_budget, request_timeout)):
            yield change

    async def __aenter__(self) -> AsyncClient:
        return self

    async def __aexit__(
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


class AsyncJobIterator:
    """The jobs of a list, page by page: an async iterator of ImportJob."""

    __slots__ = ("_jobs", "_native", "_next", "_request_timeout", "_walk")

    def __init__(self, native: _native.AsyncClient, asked: Asked, request_timeout: int | None) -> None:
        self._native = native
        self._next: Asked | None = asked
        self._request_timeout = request_timeout
        self._walk = _native.JobPages()
        self._jobs: Iterator[ImportJob] = iter(())

    def __aiter__(self) -> AsyncIterator[ImportJob]:
        return self

    async def __anext__(self) -> ImportJob:
        while (job := next(self._jobs, None)) is None:
            page = await self._page()
            if page is None:
                raise StopAsyncIteration
            self._jobs = iter(page)
        return job

    async def pages(self) -> AsyncIterator[JobList]:
        """The same list as pages, an async iterator of JobList; one page holds everything on Milvus."""
        while (page := await self._page()) is not None:
            yield page

    async def _page(self) -> JobList | None:
        if self._next is None:
            return None
        page, self._next = await ask(self._native.list_import_jobs, self._next, self._walk, self._request_timeout)
        return page


async def _changes(watch: _native.AsyncWatch) -> AsyncIterator[ImportProgress]:
    while (change := await ask(watch.next)) is not None:
        yield change
