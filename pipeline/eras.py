"""Years that are counted from the beginning of an era, as in Japan and Taiwan."""

# Era → the year before its first: 令和6 is 2024, 民國113 too.
BEFORE = {
    "明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018,
    "民國": 1911, "民国": 1911,
}  # fmt: skip
FIRST = "元"  # in place of the number of an era's first year


def year_of(era: str, year: str) -> int:
    """The year of our calendar; `year`: figures, or `FIRST`."""
    return BEFORE[era] + (1 if year == FIRST else int(year))
