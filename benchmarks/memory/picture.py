"""Draws memory over documents as lines: `picture.py FILE.svg < rows.json`.

Runs in an environment of its own with matplotlib, so it imports nothing of docmill. A row is what
`benchmarks.memory` samples at one moment: documents accounted for, and MiB by role.
"""

import json
import sys
from typing import Any

from matplotlib import pyplot, rcParams

COLOURS = ("#c8690f", "#1f5f8b", "#6f9f3f", "#8f4f8f", "#777777")


def draw(rows: list[dict[str, Any]], path: str) -> None:
    """Write the picture: a line for each role, its name at the end."""
    pyplot.switch_backend("svg")
    rcParams.update({"svg.hashsalt": "docmill", "font.size": 9})
    figure, axes = pyplot.subplots(figsize=(8, 3.6), layout="constrained")
    documents = [row["documents"] for row in rows]
    for role, colour in zip(rows[0]["mib"], COLOURS, strict=False):
        sizes = [row["mib"][role] for row in rows]
        axes.plot(documents, sizes, color=colour, marker="o", markersize=2.5, linewidth=1.2)
        axes.annotate(
            f"{role} {sizes[-1]:.0f}", (documents[-1], sizes[-1]), xytext=(6, 0),
            textcoords="offset points", va="center", color=colour,
        )  # fmt: skip
    axes.set_ylim(bottom=0)
    axes.set_xlim(0, documents[-1] * 1.24)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.set_xlabel("one-line documents accounted for")
    axes.set_ylabel("MiB")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None})


if __name__ == "__main__":
    draw(json.load(sys.stdin), sys.argv[1])
