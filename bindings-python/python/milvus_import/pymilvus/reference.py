"""The import functions with the signatures of Zilliz Cloud's reference and of pymilvus 2.3.0 to 2.4.0.

They work on every server, as those of `milvus_import.bulk_writer` do: `api_key` and `cluster_id` may be empty where the
server needs none.
"""

from __future__ import annotations

from .. import _annotations as t
from .._public import public
from . import KEYWORDS, call
from .response import ImportResponse

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
    **kwargs: t.Any,
) -> ImportResponse:
    """Starts an import job. See `milvus_import.bulk_writer.bulk_import`.

    Args:
        url: the server, such as `https://api.cloud.zilliz.com` or `http://localhost:19530`
        api_key: an API key, or `user:password`
        object_url: the file or folder to import
        access_key: access key of the object storage
        secret_key: secret key of the object storage
        cluster_id: Zilliz Cloud: the cluster; may be empty elsewhere
        collection_name: the collection that the rows go to
        **kwargs: `partition_name`, `verify`, `cert`, `timeout`, `headers`, `proxies`, `request_timeout`

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
    return _call("bulk_import", import_, url, api_key, cluster_id, kwargs)


@public(*_KEYWORDS)
def get_import_progress(url: str, api_key: str, job_id: str, cluster_id: str, **kwargs: t.Any) -> ImportResponse:
    """Asks how far an import job is. See `milvus_import.bulk_writer.get_import_progress`.

    Args:
        url: the server, such as `https://api.cloud.zilliz.com` or `http://localhost:19530`
        api_key: an API key, or `user:password`
        job_id: the id that `bulk_import` returned
        cluster_id: Zilliz Cloud: the cluster; may be empty elsewhere
        **kwargs: `verify`, `cert`, `timeout`, `headers`, `proxies`, `request_timeout`

    Returns:
        The answer, `{"code": 200, "data": {"jobId": "…", …}}`, and `.progress`.
    """
    return _call("get_import_progress", job_id, url, api_key, cluster_id, kwargs)


@public(*_KEYWORDS)
def list_import_jobs(
    url: str, api_key: str, cluster_id: str, page_size: int, current_page: int, **kwargs: t.Any
) -> ImportResponse:
    """Lists import jobs. See `milvus_import.bulk_writer.list_import_jobs`.

    Args:
        url: the server, such as `https://api.cloud.zilliz.com` or `http://localhost:19530`
        api_key: an API key, or `user:password`
        cluster_id: Zilliz Cloud: the cluster; may be empty elsewhere
        page_size: jobs a page
        current_page: the page, from 1
        **kwargs: `verify`, `cert`, `timeout`, `headers`, `proxies`, `request_timeout`

    Returns:
        The answer, `{"code": 200, "data": {"records": […]}}`, and `.job_list`.
    """
    asked = {"page_size": page_size, "current_page": current_page}
    return _call("list_import_jobs", asked, url, api_key, cluster_id, kwargs)


def _call(
    operation: str, asked: object, url: str, api_key: str, cluster_id: str, keywords: dict[str, t.Any]
) -> ImportResponse:
    verify, cert = keywords.pop("verify", True), keywords.pop("cert", None)
    return call(operation, asked, (url, api_key, "", cluster_id, "", ""), verify, cert, keywords)
