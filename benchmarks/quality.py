"""`make quality`: what cleaning, entities and topics are worth, on the development corpus.

`python -m benchmarks.quality [SECTION …]` measures some sections, by default all of them, in about
15 minutes the first time and five afterwards, and writes `quality.json` and `quality.md` beside
this file. Sections that were not measured stay as they are.
"""

import argparse
import sys
import time
from collections.abc import Callable

from benchmarks import (
    quality_cost,
    quality_damage,
    quality_entities,
    quality_glue,
    quality_strangers,
    quality_topics,
    quality_training,
)
from benchmarks.quality_figure import Figure
from benchmarks.quality_kit import missing
from benchmarks.quality_report import PAGE, measured, read, write

SECTIONS: dict[str, Callable[[], list[Figure]]] = {
    "glue": quality_glue.measure,
    "damage": quality_damage.measure,
    "entities": quality_entities.measure,
    "strangers": quality_strangers.measure,
    "topics": quality_topics.measure,
    "training": quality_training.measure,
    "cost": quality_cost.measure,
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
