"""Tells the parameters of shell scripts from dollars: "$1", as in `awk '{print $1}'`."""

import re

# `${name}`, `$@`, `$name`; names in capitals are those of shares too ("$TSLA rose to $200").
_VARIABLE = re.compile(
    r"\$(?:\{|[?@#*](?!\w)"
    r"|(?!(?:m|b|tr)illions?\b|thousands?\b|dollars?\b|per\b)[a-z_][a-z_0-9]{3,}(?![\w$]))"
    r"|\{ ?print \$[0-9]"
)
_AROUND = 300  # characters in which another variable is looked for


def is_parameter(text: str, start: int, end: int) -> bool:
    """Whether "$" and a whole number are no dollars: others of a script's variables are near.

    Between two signs, "$5$", a number is a formula of TeX.
    """
    if text[end : end + 1] == "$" and not text[end + 1 : end + 2].isdigit():
        return True
    before, after = max(0, start - _AROUND), end + _AROUND
    # An empty line ends a script among prose.
    before = max(before, text.rfind("\n\n", before, start))
    close = text.find("\n\n", end, after)
    return _VARIABLE.search(text, before, close if close >= 0 else after) is not None
