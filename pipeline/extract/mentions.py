"""Makes docmill's mentions of the values that a model found."""

from pipeline.records import Mention


def value_mention(text: str, start: int, end: int, label: str) -> Mention | None:
    """The mention of a value, such as a date, at these character offsets of a text.

    White space at the ends is removed. None when there is neither a letter nor a digit.
    """
    found = text[start:end]
    start += len(found) - len(found.lstrip())
    found = found.strip()
    if not found[:1].isalnum() and not any(map(str.isalnum, found)):
        return None
    return Mention(start, start + len(found), label, found, " ".join(found.split()))
