"""`docmill serve`: a page in the browser for searching and reading."""

from typing import Annotated

import typer

from workers.command.interruption import interruptible
from workers.command.view.output import JsonOption, print_json, results, wants_json

EPILOG = """\
\b
Shows what the index has: search with facets, hits with their passages, and
documents with their names, repairs, origin and original. `docmill up` includes
it. Every state of a search is a link, and nothing needs JavaScript.

\b
  docmill serve                      then open the address that it prints
  docmill serve --port 9000

\b
It listens on this machine alone, and reads the index only, until Ctrl-C (130)
or SIGTERM (143).

\b
JSON: one document when it listens: page (the address to open).
"""


def serve(
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65_535, help="Port to listen on, in place of DOCMILL_PAGE_PORT."),
    ] = None,
    json: JsonOption = None,
) -> int:
    """Serve the page for searching and reading, in the foreground."""
    from workers.address import LOOPBACK
    from workers.page.server import listening
    from workers.page.server import serve as serve_page
    from workers.settings import load_settings

    settings = load_settings()
    opened = listening(port or settings.page_port)
    address = f"http://{LOOPBACK}:{port or settings.page_port}"
    if wants_json(json):
        print_json({"page": address})
    else:
        results.print(f"the page is at {address}; Ctrl-C ends it")
    with interruptible():
        serve_page(settings, opened)
    return 0
