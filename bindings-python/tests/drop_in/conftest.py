"""One process for each release and import order, for all tests; one recording server for each test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from functools import cache

import pytest

from .pymilvus_release import Caller, Release, set_up
from .recorder import Recorder

CallerOf = Callable[..., Caller]


@pytest.fixture(scope="session")
def caller_of() -> Iterator[CallerOf]:
    """Gives the process that has imported a release and milvus_import, in the order asked for."""
    set_up()
    with ExitStack() as processes:

        @cache
        def caller(release: Release, ours_first: bool = False) -> Caller:
            order = [release.theirs, release.ours]
            started = Caller(release.version, reversed(order) if ours_first else order)
            return processes.enter_context(closing(started))

        yield caller


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    with Recorder() as running:
        yield running
