"""`python -m milvus_import …` is the command `milvus-import …`, which the package milvus-import-cli installs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig

# A shell's code for a command that is not there. The command itself never ends with it.
NOT_FOUND = 127


def main() -> int:
    """Becomes the command; says how to get it where it is not installed."""
    folders = [sysconfig.get_path("scripts"), sysconfig.get_path("scripts", sysconfig.get_preferred_scheme("user"))]
    command = shutil.which("milvus-import", path=os.pathsep.join([*folders, os.environ.get("PATH", os.defpath)]))
    if command is None:
        print(
            "milvus-import: the command is not installed; get it with: pip install milvus-import-cli", file=sys.stderr
        )
        return NOT_FOUND
    if os.name == "posix":
        os.execv(command, ["milvus-import", *sys.argv[1:]])
    # Elsewhere the caller would go on before the command has ended.
    return subprocess.call([command, *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
