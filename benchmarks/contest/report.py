"""Writes the contest's table into `benchmarks/README.md` and draws `benchmarks/contest.svg`.

`python -m benchmarks.contest.report` does it anew from `results.json`.
"""

import sys

import msgspec

from benchmarks.contest.contestants import CONTESTANTS, DOCMILL, EMBEDDED
from benchmarks.contest.results import HERE, Results, load
from benchmarks.measuring.environments import EnvironmentNotMade, drawn
from benchmarks.measuring.ratios import Spread, paired, spread

README = HERE.parent / "README.md"
PICTURE = HERE.parent / "contest.svg"
BEGIN = "<!-- Between here and the end mark: written by `make bench`; do not edit. -->\n"
END = "<!-- End of what `make bench` writes. -->\n"


class Row(msgspec.Struct, frozen=True):
    """A contestant's figures over all rounds, and docmill's against them.

    Attributes:
        docs_per_s: once ready. wall_seconds: from start to searchable.
        pace_ratios: how many times as fast docmill is once ready, by docmill's name.
        wall_ratios: how many times as long it takes from start to searchable, likewise.
    """

    contestant: str
    docs_per_s: Spread
    wall_seconds: Spread
    peak_bytes: int
    pace_ratios: dict[str, Spread]
    wall_ratios: dict[str, Spread]


def rows(results: Results) -> list[Row]:
    """A row for each contestant that was measured, in the order of `CONTESTANTS`."""
    paces: dict[str, dict[int, float]] = {}
    walls: dict[str, dict[int, float]] = {}
    for one in results.measured:
        paces.setdefault(one.contestant, {})[one.round] = one.docs_per_s
        walls.setdefault(one.contestant, {})[one.round] = one.wall_seconds
    found = []
    for name in (name for name in CONTESTANTS if name in paces):
        ours = [o for o in (DOCMILL, DOCMILL + EMBEDDED) if o in paces and o != name]
        found.append(
            Row(
                name,
                spread(paces[name].values()),
                spread(walls[name].values()),
                results.peak_bytes.get(name, 0),
                {o: r for o in ours if (r := paired(paces[o], paces[name]))},
                {o: r for o in ours if (r := paired(walls[name], walls[o]))},
            )
        )
    return found


def table(results: Results) -> str:
    """The Markdown that says what was measured, on what, and what could not be measured."""
    machine = results.machine
    rounds = len({one.round for one in results.measured})
    measured = rows(results)
    lines = [
        f"![Documents a second by contestant]({PICTURE.name})",
        "",
        f"{results.documents:,} BBC articles, from files on disk to searchable and counted in the "
        f"index; {rounds} rounds in which all ran in turn; {results.when}.",
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory']}, "
        f"{machine['system']}; Python {machine['python']}, Elasticsearch "
        f"{machine['elasticsearch']} on the same machine.",
        "",
        "| contestant | docs/s once ready | docmill on Elasticsearch: × as fast | "
        "docmill embedded: × as fast |",
        "|---|---|---|---|",
    ]
    for row in measured:
        lines.append(
            f"| `{row.contestant}` | {_shown(row.docs_per_s, 1)} | "
            f"{_ratio(row.pace_ratios, DOCMILL)} | {_ratio(row.pace_ratios, DOCMILL + EMBEDDED)} |"
        )
    lines += [
        "",
        "| contestant | start to searchable, s | × docmill on Elasticsearch | × docmill embedded | "
        "peak memory, MB |",
        "|---|---|---|---|---|",
    ]
    for row in measured:
        memory = f"{row.peak_bytes / 1e6:.0f}" if row.peak_bytes else "–"
        lines.append(
            f"| `{row.contestant}` | {_shown(row.wall_seconds, 1)} | "
            f"{_ratio(row.wall_ratios, DOCMILL)} | {_ratio(row.wall_ratios, DOCMILL + EMBEDDED)} | "
            f"{memory} |"
        )
    lines += ["", "| contestant | what it is | versions |", "|---|---|---|"]
    for name, version in results.versions.items():
        lines.append(f"| `{name}` | {CONTESTANTS[name].does} | {version} |")
    if results.failed:
        lines += ["", "Runs that failed and do not count (round 0 is the one for memory):", ""]
        for name, reasons in results.failed.items():
            lines += [f"- `{name}`, {' '.join(reason.split())}" for reason in reasons]
    return "\n".join(lines) + "\n"


def _ratio(ratios: dict[str, Spread], docmill: str) -> str:
    return _shown(ratios[docmill], 2) if docmill in ratios else "–"


def _shown(figure: Spread, digits: int) -> str:
    return f"{figure.median:.{digits}f} ({figure.low:.{digits}f} to {figure.high:.{digits}f})"


def put_between_marks(page: str, part: str) -> str:
    """The page with this part between the marks.

    Raises:
        ValueError: a mark is missing.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page lacks the line {(BEGIN if not begin else END).strip()}")
    return f"{before}{begin}\n{part}\n{end}{after}"


def main() -> None:
    """Write table and picture."""
    results = load()
    README.write_text(
        put_between_marks(README.read_text(encoding="utf-8"), table(results)), encoding="utf-8"
    )
    try:
        shown = msgspec.json.encode({"documents": results.documents, "rows": rows(results)})
        drawn(HERE / "picture.py", shown, PICTURE)
    except EnvironmentNotMade as error:
        sys.exit(f"the table is written, the picture is not: {error}")


if __name__ == "__main__":
    main()
