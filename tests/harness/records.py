"""Sources of short documents for tests."""

import json
from pathlib import Path


def records(path: Path, count: int, text: str = "Item {n} of the garden.") -> str:
    """A JSONL file of short documents and a broken line."""
    rows = [json.dumps({"text": f"{text.format(n=n)}\n\nRead more"}) for n in range(count)]
    path.write_text("\n".join([*rows, "not JSON", ""]), encoding="utf-8")
    return str(path)
