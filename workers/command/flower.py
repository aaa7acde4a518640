"""`docmill flower`: Flower alone, for a broker that runs."""

from typing import Annotated

import typer

EPILOG = """\
\b
Shows the workers of DOCMILL_BROKER_URL, their queues, and every batch on its
way through the stages: run, batch, stage and source, never a document's text.
`docmill up` starts it too; this is for workers that run elsewhere.

\b
  FLOWER_BASIC_AUTH=me:secret docmill flower

\b
It listens on DOCMILL_FLOWER_PORT until Ctrl-C or SIGTERM. Flower reads more
settings of its own from FLOWER_…; the password is always needed. Its log, with
the address to open, goes to standard error; there is no other output.
"""


def flower(
    address: Annotated[
        str, typer.Option(help="Address to listen on; any but loopback is open to the network.")
    ] = "127.0.0.1",
) -> int:
    """Run Flower, the monitor of workers and tasks, in the foreground."""
    from workers.settings import load_settings
    from workers.stack.flower import serve

    serve(load_settings(), address)
    return 0
