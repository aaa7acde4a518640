"""Lines of a shell, as examples have them."""

import re
import shlex
from collections.abc import Iterator

# Where a command of a shell line ends.
OPERATORS = {"|", "||", "&", "&&", ";", ">", ">>", "<", "2>"}
COMPOSE = "docker compose run --rm producer"


def invocations(line: str) -> Iterator[list[str]]:
    """The arguments of each `docmill` that a shell line calls, in its containers too."""
    lexer = shlex.shlex(line.replace(COMPOSE, "docmill"), posix=True, punctuation_chars="|&;<>")
    lexer.whitespace_split = True
    words = list(lexer)
    while words:
        end = next((i for i, word in enumerate(words) if word in OPERATORS), len(words))
        command, words = words[:end], words[end + 1 :]
        while command and re.match(r"[A-Z_]+=", command[0]):
            del command[0]
        if command[:1] == ["docmill"]:
            yield command[1:]
