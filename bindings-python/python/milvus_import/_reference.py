"""The import functions with the signatures of Zilliz Cloud's reference and of pymilvus 2.3.0 to 2.4.0."""

from __future__ import annotations

from ._compat import KEYWORDS, check_texts, client, special_client
from ._kept import kept
from ._native import Client, JobPages
from ._public import public
from .response import ImportResponse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_KEYWORDS = ("verify", "cert", *KEYWORDS)


@public("partition_name", *_KEYWORDS)
def bulk_import(
    url: str,
    api_key: str,
    object_url: str,
    access_key: str,
    secret_key: str,
    cluster_id: str,
    collection_name: str,
    **kwargs: Any,
) -> ImportResponse:
    """Starts an import job on Zilliz Cloud. See `milvus_import.bulk_writer.bulk_import`.

    Args:
        url: the server, such as `https://api.cloud.zilliz.com`
        api_key: an API key, or `user:password`
        object_url: the file or folder to import
        access_key: access key of the object storage
        secret_key: secret key of the object storage
        cluster_id: the cluster
        collection_name: the collection that the rows go to
        **kwargs: `partition_name`, `verify`, `cert`, `timeout`, `headers`, `proxies`

    Returns:
        The answer, `{"code": 200, "data": {"jobId": "…"}}`, and `.created_job`.
    """
    import_ = {
        "collection_name": collection_name,
        "partition_name": kwargs.pop("partition_name", None),
        "object_url": object_url,
        "access_key": access_key,
        "secret_key": secret_key,
    }
    return ImportResponse(_client(url, api_key, cluster_id, kwargs).bulk_import(import_))


@public(*_KEYWORDS)
def get_import_progress(url: str, api_key: str, job_id: str, cluster_id: str, **kwargs: Any) -> ImportResponse:
    """Asks how far an import job is. See `milvus_import.bulk_writer.get_import_progress`.

    Args:
        url: the server, such as `https://api.cloud.zilliz.com`
        api_key: an API key, or `user:password`
        job_id: the id that `bulk_import` returned
        cluster_id: the cluster
        **kwargs: `verify`, `cert`, `timeout`, `headers`, `proxies`

    Returns:
        The answer, `{"code": 200, "data": {"jobId": "…", …}}`, and `.progress`.
    """
    if kwargs:
        native = _client(url, api_key, cluster_id, kwargs)
    else:
        native = client(url, api_key, "", cluster_id, "", "", _api(url, cluster_id))
    return ImportResponse(native.get_import_progress(job_id))


@public(*_KEYWORDS)
def list_import_jobs(
    url: str, api_key: str, cluster_id: str, page_size: int, current_page: int, **kwargs: Any
) -> ImportResponse:
    """Lists import jobs. See `milvus_import.bulk_writer.list_import_jobs`.

    Args:
        url: the server, such as `https://api.cloud.zilliz.com`
        api_key: an API key, or `user:password`
        cluster_id: the cluster
        page_size: jobs a page
        current_page: the page, from 1
        **kwargs: `verify`, `cert`, `timeout`, `headers`, `proxies`

    Returns:
        The answer, `{"code": 200, "data": {"records": […]}}`, and `.job_list`.
    """
    native = _client(url, api_key, cluster_id, kwargs)
    return ImportResponse(native.list_import_jobs((None, page_size, current_page), JobPages())[0])


def _client(url: str, api_key: str, cluster_id: str, keywords: dict[str, Any]) -> Client:
    verify, cert = keywords.pop("verify", True), keywords.pop("cert", None)
    server = (url, api_key, "", cluster_id, "", "")
    return special_client(server, verify, cert, keywords, _api(url, cluster_id))


@kept
def _api(url: str, cluster_id: str) -> str | None:
    """The API of these functions where the host does not tell: they were written for zilliz-v1."""
    check_texts([("url", url), ("cluster_id", cluster_id)])
    is_told = not cluster_id or Client({"uri": url or "", "cluster_id": ""}).api != "milvus-v2"
    return None if is_told else "zilliz-v1"
