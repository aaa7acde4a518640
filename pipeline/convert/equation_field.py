"""The words of a field EQ: formulas, and readings of characters, as Word wrote them up to 2003."""

import re

_FIELD = re.compile(r"\s*EQ\b", re.IGNORECASE)
# "\* jc2" says how all of it looks; "\s\up 10" how what is in the parentheses behind it does.
_SWITCH = re.compile(r'\\\*\s*(?:"[^"]*"|\S+)|\\[a-z]+\s*\d*', re.IGNORECASE)
_BETWEEN = re.compile(r"[(),;\s]+")


def equation_words(instruction: str) -> str:
    """What is to be seen of an instruction of a field, in the order written; "" of other fields."""
    if not _FIELD.match(instruction):
        return ""
    bare = _SWITCH.sub(" ", _FIELD.sub("", instruction, count=1))
    return _BETWEEN.sub(" ", bare).strip()
