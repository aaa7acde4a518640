"""Recognises code in a text (identifiers, paths, addresses, program lines) and texts about code.

Name recognisers are trained on news. In mailing lists and manuals most of what they take for names
is `TCP_Server_Info`, `src/Makefile` or "IMAP", which can be recognised by their form.
"""

import re
from collections.abc import Set

from pipeline.extract.words import word_set

# How far around a mention its word and its line are looked at, in characters: so the time for one
# mention is bounded, whatever the text.
_REACH = 120
_BLANK = frozenset(("", " ", "\n"))
_PAUSES = frozenset((", ", ". ", ".\n"))
_OPENING = "\"'“‘`([{<*_>|"
_AFTER = re.compile(r"(?:['’]s)?[\"'”’`)\]}>*_|,.;:!?…-]*\Z")
# A word that is code, an address or a path, whatever else is in it.
_CODE = re.compile(
    r"://|\w@\w|\w_\w|\w_\Z|\A_\w|\w::|->\w|\w\(\)|\w\(\w+\)?;|[\w)\]\"]=[=\w\"'(<%]|[$%@#][({\w]"
    r"|\\[\w{]|\A[~.]{0,2}/\w|\w/[a-z][\w.-]*/|\w/[\w-]+\.\w|\A--[a-z]|[a-z]\.[A-Za-z_]\w*[.(]"
    r"|\w\[\w+\]|&&|\|\||\w\+\+"
)
_FILE = re.compile(
    r"\w\.(?:[ch]|cc|[ch]pp|py|pl|rb|rs|go|js|ts|java|sh|el|md|rst|txt|xml|html?|json|ya?ml|"
    r"toml|cfg|conf|ini|log|patch|diff|gz|tgz|zip|tar|deb|rpm|so|exe|dll|pyc?|tex|csv|sql)\b"
)
# With files such as README.Debian.
_IDENTIFIER = re.compile(
    r"\w_\w|::|\w\(\)|\A[A-Z]{4,}\.(?!com|org|net|gov|edu|co\b)[A-Z]?[a-z]\w*\Z"
    r"|\A(?=.{0,40}\d)(?=.{0,40}[a-f])[0-9a-f]{7,40}\Z"
)
# The lines of a program, of a patch and of a shell session. A comment in a patch is prose.
_CODE_LINE = re.compile(
    r"[;{}]\s*(?:/\*.*\*/\s*)?\Z"
    r"|\A(?:> ?)*(?:@@ |diff |index [0-9a-f]|--- |\+\+\+ |#\s*(?:include|define|ifn?def|endif)\b"
    r"|[$%] \w|[+-]\s*[\w$](?!.*<\S+@))"
    r"|\A\s*(?:import|def|class|return|from \w+ import)\b"
)
_ISSUE = re.compile(r"[A-Z][A-Z0-9]+-\d+\Z")
# Before the name, on one line of a patch: its author's address follows in brackets.
_ADDRESS = re.compile(r"\"?,?\s*<[^<>\s]+(?:@| at )[^<>]*>")
# Words that mostly occur in texts about programs; and words that occur in others too.
_TECHNICAL = word_set(
    "patch patches patchset kernel compile compiles compiled compiler git commit commits python "
    "perl linux unix debian ubuntu src api mutex pointer struct int char void null stdout stderr "
    "stdin makefile config configure daemon localhost userspace filesystem upstream backport "
    "segfault debug debugging traceback syntax parse parser regex regexp bash filename filenames "
    "boolean bugfix rebase diff svn cvs http html xml json runtime ascii unicode emacs gcc tarball "
    "changelog timestamp tuple dict subclass iterator docstring ioctl namespace username hostname "
    "jira deadlock javadoc jar"
)
_ALSO_TECHNICAL = word_set(
    "java thread threads repository script scripts directory directories string strings integer "
    "array arrays header headers module modules driver drivers package packages library libraries "
    "function functions variable variables parameter parameters argument arguments default "
    "defaults server servers client bug bugs branch merge file files code buffer callback stack "
    "heap encoding plugin plugins install uninstall hash exception exceptions checksum metadata "
    "mailbox wrapper"
)
# Terms of computing that bodies of other fields have as their names (API, UI, IRC), so that they
# are no names in texts about programs only.
_ACRONYMS = frozenset({
    "API", "APIs", "CI", "CLI", "CPU", "CSS", "CSV", "DNS", "EOF", "FAQ", "FTP", "GPU", "GUI",
    "HTML", "HTTP", "HTTPS", "IDE", "IMAP", "IRC", "JIT", "JSON", "JVM", "LAN", "LDAP", "OOP",
    "PDF", "PR", "PRs", "QA", "RAM", "REST", "RFC", "RPC", "SDK", "SMTP", "SQL", "SSH", "SSL",
    "TCP", "TLS", "TODO", "UDP", "UI", "URI", "URL", "URLs", "USB", "UTF", "UX", "VPN", "XML",
    "XSS", "YAML",
})  # fmt: skip
# Those that no text in another field has often.
_TECHNICAL_ACRONYMS = frozenset({"HTTP", "HTTPS", "HTML", "JSON", "SQL", "XML", "YAML", "SSH"})
_TELLING = _TECHNICAL | _ALSO_TECHNICAL | _TECHNICAL_ACRONYMS
_ENOUGH, _ENOUGH_OF_MAIL = 6, 3
# With fewer such words, this many of a hundred words must be code.
_SOME, _SOME_CODE = 2, 5


def is_technical(words: Set[str], mail: bool) -> bool:
    """Whether a text with these words is about programs, so that capitals often mean a program.

    `mail`: whether it is a message, for which fewer words are enough.
    """
    telling = _TELLING & words
    if not telling:
        return False  # the usual case, for speed
    met = 2 * len(_TECHNICAL & telling) + len(_ALSO_TECHNICAL & telling)
    met += 2 * len(_TECHNICAL_ACRONYMS & telling)
    enough = _ENOUGH_OF_MAIL if mail else _ENOUGH
    if met >= enough or met < _SOME:
        return met >= enough
    code = sum(
        1
        for word in words
        if not word.isalpha() and (_CODE.search(word[:_REACH]) or _FILE.search(word[:_REACH]))
    )
    return code * 100 >= _SOME_CODE * len(words)


def is_technical_acronym(surface: str) -> bool:
    """Whether a surface is an acronym that texts about programs have for things, not for bodies."""
    return surface in _ACRONYMS


def is_issue(surface: str) -> bool:
    """Whether a surface is the key of an issue: "SLING-2431". In news it may be an aircraft."""
    return _ISSUE.match(surface) is not None


def is_technical_word(word: str) -> bool:
    """Whether a word, in lower case, is typical of texts about programs."""
    return word in _TECHNICAL


def is_identifier(surface: str) -> bool:
    """Whether a surface is code by itself: "TCP_Server_Info", "std::map", "3f9a1c2"."""
    return not surface.replace(" ", "").isalpha() and _IDENTIFIER.search(surface) is not None


def is_code(text: str, start: int, end: int) -> bool:
    """Whether a mention is inside code: `$(CXX)`, `http://…`, `os.Path.join`."""
    surface = text[start:end]
    if is_identifier(surface):
        return True
    if text[start - 1 : start] in _BLANK and (
        text[end : end + 1] in _BLANK or text[end : end + 2] in _PAUSES
    ):
        return False
    before = text[max(0, start - _REACH) : start]
    before = "" if before[-1:].isspace() else before[before.rfind(" ") + 1 :].split("\n")[-1]
    after = text[end : end + _REACH]
    after = "" if after[:1].isspace() else after.split(None, 1)[0] if after else ""
    if not before.strip(_OPENING) and _AFTER.match(after):
        return before.endswith(("$(", "${"))
    word = before.lstrip("\"'“‘`(<[") + surface + after
    return bool(_CODE.search(word) or _FILE.search(word))


def is_on_code_line(text: str, start: int, end: int) -> bool:
    """Whether a mention is on a line of a program or patch, and is no author with an address."""
    line_start = max(text.rfind("\n", max(0, start - _REACH), start) + 1, start - _REACH, 0)
    line_end = text.find("\n", end, end + _REACH)
    line_end = min(len(text), end + _REACH) if line_end == -1 else line_end
    line = text[line_start:line_end]
    return bool(_CODE_LINE.search(line)) and not _ADDRESS.match(text, end)
