"""Runs in a process of its own with one release of pymilvus: imports modules in the order given, calls their functions.

Reads one JSON object a line, `{"module", "function", "args", "kwargs"}` or `{"module", "signatures": true}`, and
answers with one line. It imports nothing of the tests: only pymilvus and milvus_import meet there.
"""

import importlib
import inspect
import json
import os
import sys
import time
from typing import Any

FUNCTIONS = ("bulk_import", "get_import_progress", "list_import_jobs")


def signature(function: Any) -> list[dict[str, Any]]:
    """Names, kinds and defaults: what decides whether a call binds, and to what. Defaults are all plain values."""
    return [
        {"name": one.name, "kind": one.kind.name, "required": one.default is one.empty, "default": plain(one)}
        for one in inspect.signature(function).parameters.values()
    ]


def plain(parameter: inspect.Parameter) -> Any:
    return None if parameter.default is parameter.empty else parameter.default


def returned(response: Any) -> dict[str, Any]:
    """What a caller can see of a returned response, `requests.Response` or ours."""
    response.raise_for_status()
    return {
        "json": response.json(),
        "dict": dict(response) if isinstance(response, dict) else None,
        "status_code": response.status_code,
        "ok": response.ok,
        "truth": bool(response),
        "text": response.text,
        "content": response.content.decode("latin-1"),
        "content_type": response.headers["Content-Type"],
        "header_of_any_case": response.headers.get("cOnTeNt-TyPe"),
        "url": response.url,
        "elapsed": response.elapsed.total_seconds(),
    }


def raised(error: Any, caught: bool, seconds: float) -> dict[str, Any]:
    """What a caller can see of an error. `caught` tells whether `except MilvusException` would have caught it."""
    return {
        "type": f"{type(error).__module__}.{type(error).__qualname__}",
        "caught": caught,
        # Compared as code that was written for pymilvus does it.
        "code": int(error.code) if hasattr(error, "code") else None,
        "code_is_1": getattr(error, "code", None) == 1,
        "message": getattr(error, "message", None),
        "text": str(error),
        "seconds": seconds,
    }


def call(function: Any, args: list[Any], kwargs: dict[str, Any]) -> dict[str, Any]:
    """Calls as a user does who guards the call with `except MilvusException`."""
    from pymilvus.exceptions import MilvusException  # type: ignore[import-not-found]

    start = time.monotonic()
    try:
        return {"returned": returned(function(*args, **kwargs))}
    except MilvusException as error:
        return {"raised": raised(error, True, time.monotonic() - start)}
    except Exception as error:
        return {"raised": raised(error, False, time.monotonic() - start)}


def main() -> None:
    # The answers have the standard output for themselves: whatever else is printed goes to the standard error.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    modules = {name: importlib.import_module(name) for name in sys.argv[1:]}
    for line in sys.stdin:
        command = json.loads(line)
        module = modules[command["module"]]
        if "signatures" in command:
            answer: Any = {name: signature(getattr(module, name)) for name in FUNCTIONS}
        else:
            kwargs = command["kwargs"]
            if isinstance(kwargs.get("timeout"), list):
                # JSON has no tuples, and requests takes nothing else for a pair of timeouts.
                kwargs["timeout"] = tuple(kwargs["timeout"])
            answer = call(getattr(module, command["function"]), command["args"], kwargs)
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
