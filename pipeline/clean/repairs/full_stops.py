"""Spaces that were lost after the end of a sentence: `the end.The next`."""

import re

from pipeline.clean.edit import Edit

# Only before a capital and a small letter: `asp.net`, `3.5` and `U.S.` have none.
_STOPS = re.compile("[.?!…][”’)]?(?=[“‘(]?(?:[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]|[AI] ))")
_WORD_AFTER = re.compile(r"[“‘(]?([^\W\d_]+)(.?)", re.DOTALL)
# Addresses, paths, names of code.
_TECHNICAL = re.compile(r"://|[@\\_=<>{}\[\]#$|~^*+]|\w/\w|[a-z]\.[a-z]|(?i:www\.)")
_DOTTED_NAME = re.compile(r"^\W?[A-Z]\w*(?:\.[A-Z]\w*){2,}\W*$")
# Second halves of names written with a capital: domains and files.
_SUFFIXES = frozenset({
    "Asp", "Aspx", "Biz", "Com", "Csv", "Doc", "Docx", "Edu", "Exe", "Gov", "Htm", "Html", "Info",
    "Jpeg", "Jpg", "Js", "Json", "Mil", "Net", "Org", "Pdf", "Php", "Png", "Py", "Tv", "Txt", "Uk",
    "Xls", "Xlsx", "Xml", "Zip",
})  # fmt: skip
_LONGEST_TOKEN = 80


class FullStops:
    """Puts a space between two sentences that ran together."""

    name = "full-stop"
    version = 1

    def edits(self, text: str) -> list[Edit]:
        """An insertion behind each full stop, question or exclamation mark that lacks its space."""
        return [
            Edit(stop.end(), stop.end(), " ", f"before {word!r}")
            for stop in _STOPS.finditer(text)
            if (word := _sentence_start(text, stop))
        ]


def _sentence_start(text: str, stop: re.Match[str]) -> str:
    """The word that begins a sentence behind the stop; "" if none does."""
    after = _WORD_AFTER.match(text, stop.end())
    if after is None or after[1] in _SUFFIXES or after[2] in ("(", "_", "/", "\\", "@", "="):
        return ""
    letters = text[max(0, stop.start() - 2) : stop.start()]
    if len(letters) < 2 or not letters.isalpha():
        return ""
    before = text[max(0, stop.start() - _LONGEST_TOKEN) : stop.start()].rsplit(maxsplit=1)[-1]
    token = before + text[stop.start() : stop.end() + _LONGEST_TOKEN].split(maxsplit=1)[0]
    return "" if _TECHNICAL.search(token) or _DOTTED_NAME.search(token) else after[1]
