"""Calls that users of pymilvus make, by the release that first had their arguments."""

from dataclasses import dataclass, field
from typing import Any

from .pymilvus_release import Release
from .recorder import JOB

KEY = "root:Milvus"
CLUSTER: dict[str, Any] = {"cluster_id": "in01-0123456789abcde"}
PROJECT: dict[str, Any] = {"project_id": "proj-0123456789abcde", "region_id": "aws-us-west-2"}
FILES: dict[str, Any] = {"files": [["a/1.parquet"], ["b/1.npy", "b/2.npy"]]}
STORAGE: dict[str, Any] = {"access_key": "AKIAEXAMPLE", "secret_key": "secret/Example"}
OBJECTS: dict[str, Any] = {"object_urls": [["s3://bucket/1.parquet"], ["s3://bucket/folder/"]]}


@dataclass(frozen=True)
class Case:
    """A call. The URL goes before `args`."""

    name: str
    function: str
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)
    since: str = "2.4.15"

    def __str__(self) -> str:
        return f"{self.function}-{self.name}"


def _progress(name: str, since: str = "2.4.15", **kwargs: Any) -> Case:
    return Case(name, "get_import_progress", (), {"job_id": JOB, "api_key": KEY} | kwargs, since)


def _list(name: str, since: str = "2.4.15", **kwargs: Any) -> Case:
    return Case(name, "list_import_jobs", (), {"api_key": KEY} | kwargs, since)


def _create(name: str, since: str = "2.4.15", **kwargs: Any) -> Case:
    return Case(name, "bulk_import", (), {"collection_name": "quick_setup", "api_key": KEY} | kwargs, since)


# The functions of `bulk_writer`.
V2 = (
    Case("by position", "get_import_progress", (JOB,), {"api_key": KEY}),
    Case("by position, with cluster", "get_import_progress", (JOB, CLUSTER["cluster_id"]), {"api_key": KEY}),
    _progress("Milvus"),
    _progress("timeout", timeout=7),
    _progress("timeouts of connect and read", timeout=[3.5, 7]),
    _progress("cluster", **CLUSTER),
    _progress("empty cluster", cluster_id=""),
    _progress("verify and cert", "2.5.18", verify=False, cert=None),
    _progress("database", "2.6.17", db_name="sales"),
    _progress("project", "2.6.17", **PROJECT),
    _progress("database of a cluster", "2.6.17", db_name="sales", **CLUSTER),
    _list("all"),
    _list("of a collection", collection_name="quick_setup"),
    _list("page of a cluster", page_size=50, current_page=3, **CLUSTER),
    _list("of a collection of a cluster", collection_name="quick_setup", **CLUSTER),
    _list("of a database", "2.6.17", db_name="sales"),
    _list("of a collection of a database", "2.6.17", collection_name="quick_setup", db_name="sales"),
    _list("of a database of a cluster", "2.6.17", db_name="sales", **CLUSTER),
    _list("page of a project", "2.6.17", page_size=100, current_page=2, **PROJECT),
    Case("by position", "bulk_import", ("quick_setup",), {"api_key": KEY, **FILES}),
    _create("files", **FILES),
    _create("files and partition", partition_name="p1", **FILES),
    _create("object of a cluster", object_url="s3://bucket/1.parquet", **STORAGE, **CLUSTER),
    _create("timeout", timeout=60, **FILES),
    _create("options", "2.5.18", options={"timeout": "300s", "backup": "true"}, **FILES),
    _create("no options", "2.5.18", options={}, **FILES),
    _create("objects of a cluster", "2.5.18", token="session", **OBJECTS, **STORAGE, **CLUSTER),
    _create("objects into a database", "2.5.18", db_name="sales", **OBJECTS, **STORAGE, **CLUSTER),
    _create("volume", "2.5.18", volume_name="v", data_paths=[["f/1.parquet"], ["g/"]], **CLUSTER),
    _create("database", "2.6.17", db_name="sales", **FILES),
    _create("objects of a project", "2.6.17", **OBJECTS, **STORAGE, **PROJECT),
)

# Those at the top level, by the reference of Zilliz Cloud, where nothing but the rest has a default.
_OBJECT = {"object_url": "s3://bucket/1.parquet", **STORAGE, **CLUSTER, "collection_name": "quick_setup"}
V1 = (
    Case("by keyword", "get_import_progress", (), {"api_key": KEY, "job_id": JOB, **CLUSTER}),
    Case("by position", "get_import_progress", (KEY, JOB, CLUSTER["cluster_id"])),
    Case("timeout", "get_import_progress", (KEY, JOB, CLUSTER["cluster_id"]), {"timeout": 7}),
    Case("odd ids", "get_import_progress", (KEY, "a b/c&d=é", "in01+x")),
    Case("by keyword", "list_import_jobs", (), {"api_key": KEY, "page_size": 10, "current_page": 1, **CLUSTER}),
    Case("by position", "list_import_jobs", (KEY, CLUSTER["cluster_id"], 50, 3)),
    Case("by keyword", "bulk_import", (), {"api_key": KEY, **_OBJECT}),
    Case("by position", "bulk_import", (KEY, *_OBJECT.values())),
)


def of(release: Release) -> tuple[Case, ...]:
    """The calls that a release knows."""
    if release.ours == "milvus_import":
        return V1
    return tuple(case for case in V2 if release >= case.since)
