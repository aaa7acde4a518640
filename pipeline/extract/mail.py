"""Recognises mail in a text: header fields, correspondents, greetings, parts of mailing lists."""

import re

_REACH = 80
# RFC 5322, 2045, 2369 and 5536, and what archives and mail programs write.
_FIELD = re.compile(
    r"(?:^|(?<=\n))[>|\s]{0,8}((?:from|to|b?cc|subject|date|sent|reply-to|message-id|in-reply-to|"
    r"references|sender|organi[sz]ation|newsgroups|lines|xref|path|received|return-path|"
    r"user-agent|mime-version|delivered-to|precedence|attachments?|importance|"
    r"[A-Z][\w]*(?:-[A-Za-z]+)+)):",
    re.IGNORECASE,
)
_MAIL = re.compile(
    r"\bwrote:|\n> |^-- $|(?:^|\n)(?:Subject|Message-ID|Signed-off-by|In-Reply-To): |-----BEGIN PGP"
)
# Every match except "> ", a lone "-- " and the beginning of a signature has one of these, which are
# found in a tenth of the time.
_OF_MAIL = ("wrote:", "Subject: ", "Message-ID: ", "Signed-off-by: ", "In-Reply-To: ")
_PGP = "-----BEGIN PGP"
# `Ann Lee <ann@…>`, `Ann Lee [mailto:…]`, `(Ann Lee)` after an address is rarer.
_ADDRESSED = re.compile(
    r"\"?\s{0,2}(?:<([^<>\s]{1,64})(?:@| at )[^<>]{1,80}>|\[mailto:([^\s@]{1,64})@)"
)
_WROTE = re.compile(r"\"?\s{0,2}(?:<[^<>]{0,120}>\s?)?\s?(?:wrote|writes|said|a écrit)\s?:")
_OF_LIST = re.compile(
    r"[\s-](?:mailing[\s-]lists?|list(?:serv)?|newsgroup|archives?|digest)\b", re.IGNORECASE
)
_LIST_INITIALS = frozenset("mlnadMLNAD")
# Addresses and names of senders that are no people.
_NOBODY = re.compile(
    r"list|team|devel|users|digest|support|bounce|owner|news|info|reply|admin|announce|daily|service",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"(?:hi|hello|hey|dear|thanks|thank you|cheers|regards|best regards|greetings)[\s,!]+",
    re.IGNORECASE,
)
_IN_PROSE = frozenset(",.'’)-")
_GREETINGS = ("hi", "hello", "hey", "dear", "thanks", "cheers", "regards")
GREETING_WORDS = frozenset(
    form for word in _GREETINGS for form in (word, word.capitalize(), word.upper())
)
_BETWEEN_WORDS = re.compile(r"\W+")
_GREETING_INITIALS = frozenset("hdtcrbgHDTCRBG")
_ALONE = re.compile(r"[.,]?\s*(?:\n|\Z)")
# After a name alone on the last line above a quotation.
_ANSWERED = re.compile(r"[.,]?\s*\n+(?:On \w|> |--|[^\n]{5,80} wrote:)")
_CLOSED = re.compile(
    r"(?:^|\n)(?:--|(?:many |best |kind |with )*(?:thanks|thank you|cheers|regards|wishes|"
    r"sincerely|yours|greetings|bye|hth)[^\n]{0,24})\s*\n{1,2}[-\s]{0,3}\Z",
    re.IGNORECASE,
)
# Abbreviations that may be words or names ("Sun", "Jan") are dates next to a number.
_DAY = frozenset(["mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun"])
_MONTH = frozenset(
    ["jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"]
)
_LONGEST_DAY = 6  # "Thurs."
_DATE_AFTER = re.compile(
    r"\.?,?\s+(?:\d{1,4}\b|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b)"
)
_DATE_BEFORE = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)?\s\Z")


def is_mail(text: str) -> bool:
    """Whether a text has or quotes the header of a message."""
    perhaps = (
        (":" in text and any(mark in text for mark in _OF_MAIL))
        or _PGP in text
        or (">" in text and "\n> " in text)
        or text.startswith("-- ")
    )
    return perhaps and _MAIL.search(text) is not None


def is_field(text: str, start: int, end: int) -> bool:
    """Whether a mention is the name of a header field: "Subject:", "In-Reply-To:"."""
    if ":" not in text[end - 1 : end + 2]:
        return False
    line_start = text.rfind("\n", max(0, start - _REACH), start) + 1
    field = _FIELD.match(text, line_start, end + 2)
    return field is not None and start < field.end(1) and end <= field.end()


def is_date(text: str, start: int, end: int) -> bool:
    """Whether a mention is the short name of a day or a month in a date."""
    if end - start > _LONGEST_DAY or not is_day_or_month(text[start:end]):
        return False
    return bool(_DATE_AFTER.match(text, end) or _DATE_BEFORE.search(text, max(0, start - 6), start))


def is_day_or_month(surface: str) -> bool:
    """Whether a surface is the short name of a day or a month, whatever it stands for."""
    low = surface.casefold().rstrip(".")
    return low in _DAY or low in _MONTH


def is_list(text: str, end: int) -> bool:
    """Whether the words after a mention make it a mailing list: "Spambayes mailing list"."""
    return text[end + 1 : end + 2] in _LIST_INITIALS and _OF_LIST.match(text, end) is not None


def names_writers(text: str) -> bool:
    """Whether a text may have a mention for `is_writer`."""
    return "<" in text or ":" in text


def is_writer(text: str, start: int, end: int) -> bool:
    """Whether an address or "wrote:" follows a mention."""
    if _is_followed_by_prose(text, end):
        return False
    if addressed := _ADDRESSED.match(text, end):
        local = addressed.group(1) or addressed.group(2)
        return not (_NOBODY.search(local) or _NOBODY.search(text, start, end))
    return _WROTE.match(text, end) is not None


def is_signature(text: str, start: int, end: int) -> bool:
    """Whether a mention at the beginning of a line is below the words of a writer."""
    if text[start - 2 : start - 1] == "\n" and _ANSWERED.match(text, end):
        return True
    closed = _CLOSED.search(text, max(0, start - 48), start)
    return closed is not None and _ALONE.match(text, end) is not None


def _is_followed_by_prose(text: str, end: int) -> bool:
    """Whether neither an address nor "wrote", "said" or "a écrit" can follow: the usual case."""
    after, then = text[end : end + 1], text[end + 1 : end + 2]
    return after in _IN_PROSE or (after == " " and then.isalpha() and then not in "wsa")


def is_greeted(text: str, start: int) -> bool:
    """Whether the word before a mention is a greeting.

    No mention is, unless the text has one of `GREETING_WORDS`.
    """
    before = text[max(0, start - 16) : start]
    bare = before.rstrip()
    return bare != before and _BETWEEN_WORDS.split(bare.removesuffix(","))[-1] in GREETING_WORDS


def greeting_end(text: str, start: int, end: int) -> int:
    """Where a name begins after a greeting ("Hi Ann"); `start` if there is none."""
    if text[start : start + 1] not in _GREETING_INITIALS:
        return start
    greeting = _GREETING.match(text, start, end)
    return greeting.end() if greeting and greeting.end() < end else start
