"""The import functions of `pymilvus.bulk_writer`; see `milvus_import.pymilvus.bulk_writer`."""

from .pymilvus.bulk_writer import __all__ as __all__
from .pymilvus.bulk_writer import abort_import as abort_import
from .pymilvus.bulk_writer import bulk_import as bulk_import
from .pymilvus.bulk_writer import commit_import as commit_import
from .pymilvus.bulk_writer import describe_collection as describe_collection
from .pymilvus.bulk_writer import get_import_progress as get_import_progress
from .pymilvus.bulk_writer import list_import_jobs as list_import_jobs
