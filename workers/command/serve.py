"""`docmill serve`: a page in the browser for searching and reading."""

from typing import Annotated

import typer

from workers.command.interruption import interruptible
from workers.command.view.output import JsonOption, notice, print_json, results, wants_json

EPILOG = """\
\b
Shows what the index has: search with facets, hits with their passages, and
documents with their names, repairs, origin and original. `docmill up` includes
it. Every state of a search is a link, and nothing needs JavaScript.

\b
  docmill serve                      then open the address that it prints
  docmill serve --port 9000

\b
It listens on this machine alone until Ctrl-C (130) or SIGTERM (143). With
--host or DOCMILL_PAGE_HOST other machines reach it too; then it needs
DOCMILL_PAGE_USERS (`docmill password` makes the hashes), or a proxy that names
the user. It speaks HTTPS with DOCMILL_PAGE_CERTIFICATE and DOCMILL_PAGE_KEY.

\b
JSON: one document when it listens: page (the address to open).
"""


def serve(
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65_535, help="Port to listen on, in place of DOCMILL_PAGE_PORT."),
    ] = None,
    host: Annotated[
        str | None,
        typer.Option(help="Address to listen on, in place of DOCMILL_PAGE_HOST."),
    ] = None,
    json: JsonOption = None,
) -> int:
    """Serve the page for searching and reading, in the foreground."""
    from workers.address import is_loopback
    from workers.page.server import listening, page_address
    from workers.page.server import serve as serve_page
    from workers.settings import load_settings

    given = {"page_port": port, "page_host": host}
    settings = load_settings(**{name: value for name, value in given.items() if value is not None})
    opened = listening(settings)
    address = page_address(settings)
    is_bare = not (settings.page_certificate or settings.page_proxies)
    if is_bare and not is_loopback(settings.page_host):
        notice(
            "passwords and documents go over the network as they are: set "
            "DOCMILL_PAGE_CERTIFICATE and DOCMILL_PAGE_KEY, or put a proxy with HTTPS before the "
            "page, and name it in DOCMILL_PAGE_PROXIES"
        )
    if wants_json(json):
        print_json({"page": address})
    else:
        results.print(f"the page is at {address}; Ctrl-C ends it")
    with interruptible():
        serve_page(settings, opened)
    return 0
