"""Tells the parameters of shell scripts from dollars: "$1", as in `awk '{print $1}'`.

Also a misread "§": "18 U.S.C. $ 1001".
"""

import re

# `${name}`, `$@`, `$name`; names in capitals are those of shares too ("$TSLA rose to $200").
_VARIABLE = re.compile(
    r"\$(?:\{|[?@#*](?!\w)"
    r"|(?!(?:m|b|tr)illions?\b|thousands?\b|dollars?\b|per\b)[a-z_][a-z_0-9]{3,}(?![\w$]))"
    r"|\{ ?print \$[0-9]"
)
_LAW = re.compile(r"\b(?:U\.?\s?S\.?\s?C(?:ode)?|C\.\s?F\.\s?R|Ann|Stat)\.?\s?\Z")
_LAW_BEFORE = 12  # characters
_AROUND = 300  # characters in which another variable is looked for


def is_parameter(text: str, start: int, end: int) -> bool:
    """Whether "$" and a whole number are no dollars: others of a script's variables are near.

    Between two signs, "$5$", a number is a formula of TeX; behind a law it is a section.
    """
    if _LAW.search(text, max(0, start - _LAW_BEFORE), start):
        return True
    if text[end : end + 1] == "$" and not text[end + 1 : end + 2].isdigit():
        return True
    before, after = max(0, start - _AROUND), end + _AROUND
    # An empty line ends a script among prose.
    before = max(before, text.rfind("\n\n", before, start))
    close = text.find("\n\n", end, after)
    return _VARIABLE.search(text, before, close if close >= 0 else after) is not None
