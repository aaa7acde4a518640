"""The addresses of a field, as programs write them, right or wrong (RFC 5322, 3.4)."""

import re

from pipeline.mail.words import decoded, decoded_bytes
from pipeline.records import Address

MOST_ADDRESSES = 20_000
LONGEST_NAME = 500  # characters
_TOKEN = re.compile(r"\"(?:[^\"\\]|\\.)*+\"?|<[^<>]*+>?|[(),;:]|[^\"<(),;:]+", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_HIDDEN_AT = re.compile(r"(\S{1,64}) (?:at|AT|\(at\)|\[at\]) ([\w.-]{1,200}\.\w{2,})")
_ADDRESS = re.compile(r"[^\s@\"<>]{1,256}@[^\s@\"<>]{1,256}")
_ROUTE = re.compile(r"@[^:]*:")
_LINE_ENDS = str.maketrans("", "", "\r\n\0")


class _One:
    """An address that is being read: its words, its comments, what stood in angle brackets."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.comments: list[str] = []
        self.angle: str | None = None

    def made(self) -> Address | None:
        """The address; None if there is nothing."""
        words = " ".join(" ".join(self.words).split())
        comment = " ".join(" ".join(self.comments).split())
        if self.angle is not None:
            address, name = self.angle, words or comment
        else:
            address, name = words, comment
            found = _ADDRESS.search(words)
            if found and found[0] != words:  # a name without brackets around the address
                address = found[0]
                name = (words[: found.start()] + words[found.end() :]).strip(" <>") or comment
            elif not found and not _HIDDEN_AT.fullmatch(words) and " " in words:
                address, name = "", words
        address = _plain(address)
        name = decoded(name).strip(" '\"")[:LONGEST_NAME]
        if not address and not name:
            return None
        return Address(address, "" if name.lower() == address else name)


def addresses(raw: bytes) -> tuple[Address, ...]:
    """The addresses of a field in their order, each once, those of groups among them."""
    text = decoded_bytes(raw).translate(_LINE_ENDS)
    if "@" not in text and "=?" in text:
        text = decoded(text)  # a field that is encoded as a whole
    found: dict[Address, None] = {}
    for one in _split(text):
        if made := one.made():
            found.setdefault(made)
            if len(found) == MOST_ADDRESSES:
                break
    return tuple(found)


def _plain(written: str) -> str:
    """An address without what mail programs put around it."""
    address = "".join(written.split()) if "@" in written else " ".join(written.split())
    address = address.strip("<>'\"")
    if address[:7].lower() == "mailto:":
        address = address[7:]
    if address.startswith("@"):
        address = _ROUTE.sub("", address, count=1)
    if hidden := _HIDDEN_AT.fullmatch(address):  # as archives write them
        address = f"{hidden[1]}@{hidden[2]}"
    return decoded(address).lower()[:LONGEST_NAME]


def _split(text: str) -> list[_One]:
    """The addresses of a field, unread; one pass, whatever the brackets are."""
    found = [_One()]
    depth = 0  # of comments
    for token in _TOKEN.finditer(text):
        written = token[0]
        one = found[-1]
        if written == "(":
            depth += 1
        elif written == ")":
            depth = max(0, depth - 1)
        elif depth:
            one.comments.append(written)
        elif written in ",;":
            found.append(_One())
        elif written == ":":
            one.words.clear()  # what stood before it names a group
        elif written[0] == '"':
            one.words.append(_ESCAPED.sub(r"\1", written[1:].removesuffix('"')))
        elif written[0] == "<":
            if one.angle is not None:
                one = _One()
                found.append(one)
            one.angle = written[1:].removesuffix(">")
        else:
            one.words.append(written)
    return _names_in_two(found)


def _names_in_two(found: list[_One]) -> list[_One]:
    """A name with a comma that nothing quotes ("Lee, Ann <ann@…>") as one address."""
    joined: list[_One] = []
    for one in found:
        before = joined[-1] if joined else None
        if (
            before is not None
            and one.angle is not None
            and before.angle is None
            and before.words
            and one.words
            and not any("@" in word for word in before.words)
        ):
            one.words = [" ".join(before.words).strip() + ",", *one.words]
            joined[-1] = one
        else:
            joined.append(one)
    return joined
