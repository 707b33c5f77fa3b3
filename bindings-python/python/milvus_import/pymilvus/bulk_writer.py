"""The import functions of `pymilvus.bulk_writer`, with the signatures of pymilvus 2.6 to 3.0 and after.

Change the import and keep the calls: `from milvus_import.bulk_writer import get_import_progress`. They reuse their
connection, accept every server generation, and raise errors that say what happened. Beside the arguments of pymilvus's
functions they take the keywords `timeout`, `headers` and `proxies`, which mean what they mean to `requests`, and
`request_timeout`: for how many whole seconds the server may work on the request (Milvus 2.5 and later; not for 2.4).

The address says which API the server has; where it does not, it is asked, and what has answered is remembered. A url
may hold `user:password@`, which is the key then, whatever else is given as one.
"""

from __future__ import annotations

from .. import _annotations as t
from .._public import public
from . import KEYWORDS, call, check_texts
from .response import ImportResponse

__all__ = [
    "abort_import",
    "bulk_import",
    "commit_import",
    "describe_collection",
    "get_import_progress",
    "list_import_jobs",
]


@public("partition_name", "options", *KEYWORDS)
def bulk_import(
    url: str,
    collection_name: str,
    db_name: str = "",
    files: t.Paths | None = None,
    object_url: str = "",
    object_urls: t.Iterable[t.Iterable[str]] | None = None,
    cluster_id: str = "",
    project_id: str = "",
    region_id: str = "",
    api_key: str = "",
    access_key: str = "",
    secret_key: str = "",
    token: str = "",
    volume_name: str = "",
    data_paths: t.Paths | None = None,
    verify: bool | t.Path | None = True,
    cert: t.Cert | None = None,
    **kwargs: t.Any,
) -> ImportResponse:
    """Starts an import job. Sent again only where nothing was made: no connection, too many jobs, no such route.

    Args:
        url: the server, such as `http://localhost:19530` or `https://api.cloud.zilliz.com`
        collection_name: the collection that the rows go to
        db_name: its database
        files: Milvus: paths in the server's object storage; one inner list is one JSON or Parquet file, or one set of
            NumPy files
        object_url: Zilliz Cloud: one URL; better use `object_urls`
        object_urls: Zilliz Cloud: URLs, grouped as `files` are
        cluster_id: Zilliz Cloud: the cluster
        project_id: Zilliz Cloud: the project, with `region_id` instead of a cluster
        region_id: Zilliz Cloud: the region of the project
        api_key: an API key, or `user:password`
        access_key: Zilliz Cloud: access key of the object storage
        secret_key: Zilliz Cloud: secret key of the object storage
        token: Zilliz Cloud: session token of the object storage
        volume_name: Zilliz Cloud: a volume that holds the files
        data_paths: Zilliz Cloud: paths in the volume, grouped as `files` are
        verify: False accepts any certificate; a path names the certificate authorities to trust
        cert: path of a client certificate with its key, or the paths of both
        **kwargs: `partition_name`, `options` (a dict), `timeout`, `headers`, `proxies`, `request_timeout`

    Returns:
        The answer, `{"code": 0, "data": {"jobId": "…"}}`, and `.created_job`.

    Raises:
        ImportJobError: the call failed. After a timeout or a broken connection the job may exist. Where the answer was
            an error and named a job all the same, `error.job_id` is its id.
    """
    check_texts([("token", token)])
    import_ = {
        "collection_name": collection_name,
        "partition_name": kwargs.pop("partition_name", None),
        "files": files,
        "options": kwargs.pop("options", None),
        "object_url": object_url,
        "object_urls": object_urls,
        "access_key": access_key,
        "secret_key": secret_key,
        "session_token": token,
        "volume_name": volume_name,
        "data_paths": data_paths,
    }
    server = (url, api_key, db_name, cluster_id, project_id, region_id)
    return call("bulk_import", import_, server, verify, cert, kwargs)


@public(*KEYWORDS)
def get_import_progress(
    url: str,
    job_id: str,
    cluster_id: str = "",
    project_id: str = "",
    region_id: str = "",
    api_key: str = "",
    db_name: str = "",
    verify: bool | t.Path | None = True,
    cert: t.Cert | None = None,
    **kwargs: t.Any,
) -> ImportResponse:
    """Asks how far an import job is. A failed job is a good answer: look at its state.

    Args:
        url: the server, such as `http://localhost:19530` or `https://api.cloud.zilliz.com`
        job_id: the id that `bulk_import` returned
        cluster_id: Zilliz Cloud: the cluster
        project_id: Zilliz Cloud: the project, with `region_id` instead of a cluster
        region_id: Zilliz Cloud: the region of the project
        api_key: an API key, or `user:password`
        db_name: the database, which matters where roles are per database
        verify: False accepts any certificate; a path names the certificate authorities to trust
        cert: path of a client certificate with its key, or the paths of both
        **kwargs: `timeout`, `headers`, `proxies`, `request_timeout`

    Returns:
        The answer, `{"code": 0, "data": {"jobId": "…", "state": "Importing", …}}`, and `.progress`.

    Raises:
        ImportJobError: the call failed; JobNotFoundError where the server does not know the job (any more).
    """
    server = (url, api_key, db_name, cluster_id, project_id, region_id)
    return call("get_import_progress", job_id, server, verify, cert, kwargs)


@public(*KEYWORDS)
def list_import_jobs(
    url: str,
    collection_name: str = "",
    db_name: str = "",
    cluster_id: str = "",
    project_id: str = "",
    region_id: str = "",
    api_key: str = "",
    page_size: int = 10,
    current_page: int = 1,
    verify: bool | t.Path | None = True,
    cert: t.Cert | None = None,
    **kwargs: t.Any,
) -> ImportResponse:
    """Lists import jobs: one page on Zilliz Cloud, all of them on Milvus.

    Args:
        url: the server, such as `http://localhost:19530` or `https://api.cloud.zilliz.com`
        collection_name: Milvus: only jobs of this collection
        db_name: the database
        cluster_id: Zilliz Cloud: the cluster
        project_id: Zilliz Cloud: the project, with `region_id` instead of a cluster
        region_id: Zilliz Cloud: the region of the project
        api_key: an API key, or `user:password`
        page_size: Zilliz Cloud: jobs a page, 1 to 100
        current_page: Zilliz Cloud: the page, from 1
        verify: False accepts any certificate; a path names the certificate authorities to trust
        cert: path of a client certificate with its key, or the paths of both
        **kwargs: `timeout`, `headers`, `proxies`, `request_timeout`

    Returns:
        The answer, `{"code": 0, "data": {"records": […]}}`, and `.job_list`.

    Raises:
        ImportJobError: the call failed.
    """
    server = (url, api_key, db_name, cluster_id, project_id, region_id)
    asked = {"collection_name": collection_name or None, "page_size": page_size, "current_page": current_page}
    return call("list_import_jobs", asked, server, verify, cert, kwargs)


@public(*KEYWORDS)
def commit_import(
    url: str,
    job_id: str,
    cluster_id: str = "",
    project_id: str = "",
    region_id: str = "",
    api_key: str = "",
    db_name: str = "",
    verify: bool | t.Path | None = True,
    cert: t.Cert | None = None,
    **kwargs: t.Any,
) -> ImportResponse:
    """Makes the rows of an Uncommitted job visible (Milvus 3.0). See `get_import_progress` for the arguments.

    Returns:
        The answer, `{"code": 0, "data": {}}`.

    Raises:
        ImportJobError: the call failed; UnsupportedError where the server has no such operation.
    """
    server = (url, api_key, db_name, cluster_id, project_id, region_id)
    return call("commit_import", job_id, server, verify, cert, kwargs)


@public(*KEYWORDS)
def abort_import(
    url: str,
    job_id: str,
    cluster_id: str = "",
    project_id: str = "",
    region_id: str = "",
    api_key: str = "",
    db_name: str = "",
    verify: bool | t.Path | None = True,
    cert: t.Cert | None = None,
    **kwargs: t.Any,
) -> ImportResponse:
    """Throws the rows of an Uncommitted job away (Milvus 3.0). See `get_import_progress` for the arguments.

    Returns:
        The answer, `{"code": 0, "data": {}}`.

    Raises:
        ImportJobError: the call failed; UnsupportedError where the server has no such operation.
    """
    server = (url, api_key, db_name, cluster_id, project_id, region_id)
    return call("abort_import", job_id, server, verify, cert, kwargs)


@public(*KEYWORDS)
def describe_collection(
    url: str,
    collection_name: str,
    api_key: str = "",
    db_name: str = "",
    verify: bool | t.Path | None = True,
    cert: t.Cert | None = None,
    **kwargs: t.Any,
) -> ImportResponse:
    """Asks what a collection holds. pymilvus has this in its client alone; a url of Zilliz Cloud is refused, since a
    collection is on its cluster: there `Client` with `api="milvus-v2"` has it.

    Args:
        url: the server, such as `http://localhost:19530`
        collection_name: the collection, or an alias of it
        api_key: an API key, or `user:password`
        db_name: the database that it is in
        verify: False accepts any certificate; a path names the certificate authorities to trust
        cert: path of a client certificate with its key, or the paths of both
        **kwargs: `timeout`, `headers`, `proxies`, `request_timeout`

    Returns:
        The answer, `{"code": 0, "data": {"collectionName": "…", "fields": […], …}}`, and `.collection`.

    Raises:
        ImportJobError: the call failed; NotFoundError where there is no such collection.
    """
    server = (url, api_key, db_name, "", "", "")
    return call("describe_collection", {"collection_name": collection_name}, server, verify, cert, kwargs)
