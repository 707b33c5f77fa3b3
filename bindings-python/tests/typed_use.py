"""Read by type checkers alone: every public call and the type that it gives."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from milvus_import import (
    AsyncClient,
    CheckReport,
    Client,
    CollectionDescription,
    CollectionField,
    CollectionFunction,
    CollectionStruct,
    CreatedJob,
    ErrorCode,
    Explanation,
    FileProgress,
    Finding,
    ImportFailedError,
    ImportJob,
    ImportJobError,
    ImportProgress,
    ImportResponse,
    JobList,
    JobState,
    Looked,
    Phase,
    bulk_writer,
    check,
    explain,
    get_import_progress,
)

if TYPE_CHECKING:
    from typing_extensions import assert_type

    def blocking(client: Client) -> None:
        progress = client.get_import_progress("1")
        assert_type(progress, ImportProgress)
        assert_type(progress.state, JobState)
        assert_type(progress.phase, Phase)
        assert_type(progress.imported_rows, int | None)
        assert_type(progress.raw_progress, str | None)
        assert_type(progress.retryable_failure, bool)
        assert_type(progress.to_dict(details=False), dict[str, Any])
        assert_type(progress.details, tuple[FileProgress, ...])
        assert_type(progress.to_dict(), dict[str, Any])
        assert_type(client.bulk_import("c", [["a.json"]]), CreatedJob)
        assert_type(client.bulk_import("c", [["a.json"]], request_timeout=60).job_ids, tuple[str, ...])
        assert_type(client.wait(1, timeout=5, on_progress=print), ImportProgress)
        assert_type(client.watch("1", fault_budget=60), Iterator[ImportProgress])
        client.bulk_import("c", [[Path("a.json")]], data_paths=[("a", Path("b"))])
        assert_type(client.list_import_jobs().pages(), Iterator[JobList])
        for job in client.list_import_jobs():
            assert_type(job, ImportJob)
        books = client.describe_collection("books", db_name="sales")
        assert_type(books, CollectionDescription)
        assert_type(books.fields, tuple[CollectionField, ...])
        assert_type(books.struct_fields, tuple[CollectionStruct, ...] | None)
        assert_type(books.functions, tuple[CollectionFunction, ...] | None)
        assert_type(books.fields[0].nullable, bool | None)
        assert_type(books.fields[0].params, dict[str, str])
        assert_type(CollectionDescription.from_json(books.raw), CollectionDescription)
        with client as entered:
            assert_type(entered, Client)

    async def asynchronous(client: AsyncClient) -> None:
        assert_type(await client.get_import_progress("1"), ImportProgress)
        assert_type(await client.bulk_import("c", [["a.json"]]), CreatedJob)
        assert_type(await client.describe_collection("books"), CollectionDescription)
        assert_type(await client.check("books", ["a.json"]), CheckReport)
        assert_type(await client.wait("1", show_progress=True, request_timeout=60), ImportProgress)
        assert_type(client.watch("1"), AsyncGenerator[ImportProgress, None])
        async for change in client.watch("1"):
            assert_type(change, ImportProgress)
        async for job in client.list_import_jobs():
            assert_type(job, ImportJob)
        async for page in client.list_import_jobs().pages():
            assert_type(page[0], ImportJob)
        async with client as entered:
            assert_type(entered, AsyncClient)

    def functions() -> None:
        answer = bulk_writer.get_import_progress("http://localhost:19530", "1", timeout=5)
        assert_type(answer, ImportResponse)
        assert_type(answer.progress, ImportProgress)
        assert_type(answer.status_code, int)
        assert_type(answer["data"], Any)
        assert_type(bulk_writer.commit_import("http://localhost:19530", "1", request_timeout=5), ImportResponse)
        assert_type(bulk_writer.bulk_import("u", "c", files=[[Path("a.json")]], verify=Path("ca.pem")), ImportResponse)
        assert_type(bulk_writer.describe_collection("u", "c").collection, CollectionDescription)
        assert_type(get_import_progress("u", "k", "1", "c"), ImportResponse)

    def checks(client: Client, books: CollectionDescription) -> None:
        report = check(books, [Path("a.parquet"), ["id.npy", "vec.npy"]], server="2.6", rows="all")
        assert_type(report, CheckReport)
        assert_type(report.ok, bool)
        assert_type(report.findings, tuple[Finding, ...])
        assert_type(report.findings[0].row, int | None)
        assert_type(report.looked[0].seen, int)
        assert_type(check("books.schema", ["a.json"]).looked, tuple[Looked, ...])
        check({"collectionName": "books"}, ["a.csv"], sep=";", nullkey="")
        assert_type(client.check("books", ["a.json"], db_name="sales"), CheckReport)
        assert_type(explain("80 %"), Explanation | None)

    def errors(error: ImportJobError) -> None:
        assert_type(error.code, ErrorCode)
        assert_type(error.server_code, int | None)
        assert_type(error.job_id, str | None)
        assert_type(error.progress, ImportProgress | None)
        assert_type(error.explanation, Explanation | None)
        if isinstance(error, ImportFailedError):
            assert_type(error.progress, ImportProgress)
