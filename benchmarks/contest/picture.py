"""Draws rows from standard input as bars: `picture.py FILE.svg < rows.json`.

Runs in an environment of its own with matplotlib, so it imports nothing of docmill. The length of a
bar is documents a second once ready, its line the range over the rounds; the dark part is what is
left of it when the time to start counts too.
"""

import json
import sys
from typing import Any

from matplotlib import pyplot, rcParams

ONCE_READY, WITH_START = "#9fc3dd", "#1f5f8b"
DOCMILL_READY, DOCMILL_START = "#f3c18b", "#c8690f"


def draw(documents: int, rows: list[dict[str, Any]], path: str) -> None:
    """Write the picture of the rows, the first at the top."""
    pyplot.switch_backend("svg")
    rcParams.update({"svg.hashsalt": "docmill", "font.size": 9})
    figure, axes = pyplot.subplots(figsize=(8, 0.8 + 0.42 * len(rows)), layout="constrained")
    for place, row in enumerate(rows):
        pace, wall = row["docs_per_s"], row["wall_seconds"]
        ours = row["contestant"].startswith("docmill")
        axes.barh(
            place, pace["median"], 0.7, color=DOCMILL_READY if ours else ONCE_READY,
            xerr=[[pace["median"] - pace["low"]], [pace["high"] - pace["median"]]],
            error_kw={"lw": 0.8, "capsize": 2},
        )  # fmt: skip
        axes.barh(
            place, documents / wall["median"], 0.7, color=DOCMILL_START if ours else WITH_START
        )
        axes.annotate(
            f"{pace['median']:.0f}", (pace["high"], place), xytext=(5, 0),
            textcoords="offset points", va="center",
        )  # fmt: skip
    axes.set_yticks(range(len(rows)), [row["contestant"] for row in rows])
    axes.invert_yaxis()
    axes.margins(x=0.08)
    axes.set_xlabel(
        f"documents a second, {documents:,} documents: once ready (light), with the start (dark)"
    )
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None})


if __name__ == "__main__":
    given = json.load(sys.stdin)
    draw(given["documents"], given["rows"], sys.argv[1])
