"""Counts the words that a change removes or alters."""

from collections import Counter
from collections.abc import Sequence

from pipeline.clean.edit import Edit

# Characters around a change in which the words that it touches are looked for. A run without a
# blank may be as long as the text.
_AROUND = 60


def altered_words(text: str, edits: Sequence[Edit]) -> int:
    """How many blank-separated words of a text are no longer there, as written, after edits.

    A space put into a word alters one word. A removed line removes all of its words. A line end
    that becomes a blank alters none. Each edit is counted by itself.
    """
    return sum(_altered(text, edit) for edit in edits)


def _altered(text: str, edit: Edit) -> int:
    before, after = text[edit.start : edit.end], edit.after
    if before.isspace() and after.isspace():
        return 0
    lead = text[max(0, edit.start - _AROUND) : edit.start]
    trail = text[edit.end : edit.end + _AROUND]
    lead = "" if lead[-1:].isspace() else lead.split()[-1] if lead else ""
    trail = "" if trail[:1].isspace() else trail.split(None, 1)[0] if trail else ""
    had = Counter(f"{lead}{before}{trail}".split())
    return (had - Counter(f"{lead}{after}{trail}".split())).total()
