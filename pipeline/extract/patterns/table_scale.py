"""Finds the rows of tables whose heading says that their amounts are in thousands or millions."""

import re

_SCALES = ("thousands", "millions", "billions", "Thousands", "Millions", "Billions")
# "(in thousands)", "Dollars in millions, except per share data", a line "In billions".
_HEADING = re.compile(
    r"(?:\(|^[ \t]*"
    r"|\b(?:amounts?|dollars|figures|values|expressed|stated|shown)\b[^.\n]{0,30}[ \t])"
    r"(?:(?:U\.?S\.?[ \t])?(?:dollars|euros|pounds|[$€£])[ \t])?"
    r"in[ \t](?:thousands|millions|billions)\b(?![ \t]of[ \t](?:people|cases|homes|ways))",
    re.IGNORECASE | re.MULTILINE,
)
_NUMBER = re.compile(r"[0-9][0-9.,]*")
_WORD = re.compile(r"[^\W\d_]{2,}")
_WORDS_OF_ROW = 6  # besides two for each number; sentences have more
_MOST_ROWS = 500


def rows_in_thousands(text: str) -> list[tuple[int, int]]:
    """The offsets of rows below such headings, up to the first line that is a sentence, in order.

    What stands there is so many thousands, unless it has a scale of its own.
    """
    if not any(scale in text for scale in _SCALES):
        return []
    rows: list[tuple[int, int]] = []
    done = 0
    for heading in _HEADING.finditer(text):
        start = text.find("\n", heading.end()) + 1
        if heading.start() < done or not start:
            continue
        begin = start
        for _ in range(_MOST_ROWS):
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
            if not _may_be_row(text[start:end]):
                break
            done = start = end + 1
            if end == len(text):
                break
        if start > begin:
            rows.append((begin, start))
    return rows


def _may_be_row(line: str) -> bool:
    words, numbers = len(_WORD.findall(line)), len(_NUMBER.findall(line))
    return words <= _WORDS_OF_ROW + 2 * numbers and not (words > 3 and line.rstrip().endswith("."))
