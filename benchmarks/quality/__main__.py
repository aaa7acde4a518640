"""`make quality`: what cleaning, entities, topics, searches are worth, on the development corpus.

`python -m benchmarks.quality [SECTION …]` measures some sections, by default all of them, in about
15 minutes the first time and five afterwards, and writes `quality.json` and `quality.md` in
`benchmarks/`. Sections that were not measured stay as they are.
"""

import argparse
import sys
import time
from collections.abc import Callable

from benchmarks.quality import (
    cost,
    damage,
    entities,
    glue,
    relevance,
    strangers,
    topics,
    training,
)
from benchmarks.quality.figure import Figure
from benchmarks.quality.kit import missing
from benchmarks.quality.report import PAGE, measured, read, write

SECTIONS: dict[str, Callable[[], list[Figure]]] = {
    "glue": glue.measure,
    "damage": damage.measure,
    "entities": entities.measure,
    "strangers": strangers.measure,
    "topics": topics.measure,
    "training": training.measure,
    "relevance": relevance.measure,
    "cost": cost.measure,
}


def main() -> int:
    """Measure and write; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=", ".join(SECTIONS))
    given = parser.parse_args()
    if unknown := [name for name in given.sections if name not in SECTIONS]:
        parser.error(f"there is no section {unknown[0]!r}; there are {', '.join(SECTIONS)}")
    if gone := missing():
        print("The quality figures need the shared development corpus; missing:", file=sys.stderr)
        print("\n".join(f"  {line}" for line in gone), file=sys.stderr)
        print(
            "Set DOCMILL_TEST_SHARED to the folder that holds corpus/ and eval/.", file=sys.stderr
        )
        return 1
    for name in given.sections or SECTIONS:
        start = time.perf_counter()
        figures = SECTIONS[name]()
        before = read()
        before[name] = measured(figures, time.perf_counter() - start)
        write(
            {known: before[known] for known in SECTIONS if known in before},
            [known for known in SECTIONS if known not in before],
        )
        for figure in figures:
            verdict = {True: "reached", False: "NOT REACHED", None: ""}[figure.reached]
            print(f"{figure.what:<75} {figure.shown:>9}  {figure.target:>9}  {verdict}", flush=True)
    print(f"written: {PAGE.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
