"""Executes the cells given as arguments in a notebook of its own, in the environment that setup.sh makes.

Writes a line of JSON each time that the display of a cell is made or changes, and at the end: the message's type, its
text, and the whole page as it is then.
"""

import json
import sys
from typing import Any

from nbclient import NotebookClient
from nbconvert import HTMLExporter
from nbformat import NotebookNode, v4


def tell(kind: str, text: str, notebook: NotebookNode) -> None:
    page, _ = HTMLExporter().from_notebook_node(notebook)
    print(json.dumps({"kind": kind, "text": text, "page": page}), flush=True)


class Told(NotebookClient):
    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> NotebookNode | None:
        output = super().process_message(msg, cell, cell_index)
        if "data" in msg["content"]:
            tell(msg["msg_type"], msg["content"]["data"]["text/plain"], self.nb)
        return output


notebook = v4.new_notebook(cells=[v4.new_code_cell(source) for source in sys.argv[1:]])
Told(notebook, timeout=60).execute()
tell("end", "", notebook)
