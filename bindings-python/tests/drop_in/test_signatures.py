"""Every parameter, compared with the releases themselves: name, kind, whether it is required, default."""

from typing import Any

import pytest

from .conftest import CallerOf
from .pymilvus_release import RELEASES, Release

Parameters = list[dict[str, Any]]

SAME = [release for release in RELEASES if release.version in ("2.3.8", "2.6.17", "3.0.2")]
OLDER = [release for release in RELEASES if release not in SAME]

# How many arguments mean the same by position in an older release and in pymilvus 2.6 to 3.0, which moved the rest.
# The guide has this table: change it there too.
BY_POSITION = {
    "2.4.15": {"bulk_import": 2, "get_import_progress": 3, "list_import_jobs": 2},
    "2.5.18": {"bulk_import": 7, "get_import_progress": 3, "list_import_jobs": 2},
}


@pytest.mark.parametrize("release", SAME, ids=str)
def test_the_same_signatures(release: Release, caller_of: CallerOf) -> None:
    caller = caller_of(release)
    assert caller.signatures(release.ours) == caller.signatures(release.theirs)


@pytest.mark.parametrize("release", OLDER, ids=str)
def test_every_keyword_of_older_releases(release: Release, caller_of: CallerOf) -> None:
    caller = caller_of(release)
    ours = caller.signatures(release.ours)
    for function, theirs in caller.signatures(release.theirs).items():
        by_name = {one["name"]: one for one in ours[function]}
        for one in theirs:
            assert by_name[one["name"]] == one, f"{function}({one['name']}=…)"
        required = {one["name"] for one in ours[function] if one["required"]}
        assert required <= {one["name"] for one in theirs if one["required"]}, f"{function} asks for more"


@pytest.mark.parametrize("release", OLDER, ids=str)
def test_positions_that_kept_their_meaning(release: Release, caller_of: CallerOf) -> None:
    caller = caller_of(release)
    ours = caller.signatures(release.ours)
    shared = {
        function: _shared_positions(ours[function], theirs)
        for function, theirs in caller.signatures(release.theirs).items()
    }
    assert shared == BY_POSITION[release.version]


def _shared_positions(ours: Parameters, theirs: Parameters) -> int:
    def positions(parameters: Parameters) -> list[str]:
        return [one["name"] for one in parameters if one["kind"] == "POSITIONAL_OR_KEYWORD"]

    differing = [a != b for a, b in zip(positions(ours), positions(theirs), strict=False)]
    return differing.index(True) if True in differing else len(differing)
