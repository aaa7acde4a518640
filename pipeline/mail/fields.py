"""The fields of a header, and the parameters of those that have some (RFC 5322, 2045, 2231)."""

import re
from urllib.parse import unquote_to_bytes

from pipeline.mail.words import decoded, decoded_bytes

# A field with the lines on which it goes on, which begin with white space.
_FIELD = re.compile(rb"([!-9;-~]++)[ \t]*+:([^\n]*+(?:\n[ \t][^\n]*+)*+)\n?")
_ENVELOPE = re.compile(rb">?From [^\n]*\n?")
_NONE = [b""]
# A line of a header that lost its indentation stands before one of these.
_KNOWN = re.compile(
    rb"^(?:from|to|b?cc|subject|date|message-id|mime-version|content-[a-z-]+|received|reply-to|"
    rb"in-reply-to|references|return-path|sender|x-[a-z-]+)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
MOST_FIELDS = 10_000
LONGEST_VALUE = 1_000_000  # bytes of one field
_LONGEST_PARAMETERS = 20_000
_PARAMETER = re.compile(r";\s*([^\s=;\"]+)\s*=\s*(\"(?:[^\"\\]|\\.)*+\"?|[^;\"]*+)|;", re.DOTALL)
_CONTINUED = re.compile(r"(.+?)\*(\d{1,4})?(\*)?$")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_TYPE = re.compile(r"\s*([\w.+-]+)\s*/\s*([\w.+-]+)")


class Fields:
    """The fields of a header, in their order; names in lower case, values as they stand."""

    def __init__(self, block: bytes) -> None:
        self._fields: dict[bytes, list[bytes]] = {}
        self._values: dict[str, tuple[str, dict[str, str]]] = {}  # those that were asked for
        self.end = self._read(block)

    def _read(self, block: bytes) -> int:
        """Take the fields; where in the block they end, which is before its end if it is none."""
        at = 0
        if envelope := _ENVELOPE.match(block):  # what a mailbox writes before a message
            at = envelope.end()
        count = 0
        last_known = -1
        name: bytes | None = None
        while at < len(block):
            while count < MOST_FIELDS and (found := _FIELD.match(block, at)):
                name, value = found[1].lower(), found[2]
                at = found.end()
                count += 1
                if name in self._fields:
                    self._fields[name].append(value)
                else:
                    self._fields[name] = [value]
            if at >= len(block):
                break
            if last_known < 0:
                last_known = max((m.start() for m in _KNOWN.finditer(block)), default=0)
            if at >= last_known or count == MOST_FIELDS:
                break
            end = block.find(b"\n", at) + 1 or len(block)
            if name is not None:
                self._fields[name][-1] += b" " + block[at:end]
            at = end
        return at

    def __contains__(self, name: str) -> bool:
        return name.encode() in self._fields

    def raw(self, name: str) -> bytes:
        """The value of the first field of this name; b"" if there is none."""
        return self._fields.get(name.encode(), _NONE)[0].strip()[:LONGEST_VALUE]

    def raw_all(self, name: str) -> list[bytes]:
        """The values of all fields of this name."""
        return [raw.strip()[:LONGEST_VALUE] for raw in self._fields.get(name.encode(), ())]

    def text(self, name: str) -> str:
        """The value as people read it, on one line."""
        return decoded(self.raw(name)) if name.encode() in self._fields else ""

    def value(self, name: str) -> tuple[str, dict[str, str]]:
        """What stands before the first semicolon, in lower case, and the parameters behind it."""
        found = self._values.get(name)
        if found is None:
            value = decoded_bytes(self.raw(name)[:_LONGEST_PARAMETERS])
            written, semicolon, rest = value.partition(";")
            found = written.strip().lower(), parameters(semicolon + rest) if semicolon else {}
            self._values[name] = found
        return found

    def media_type(self, default: str = "text/plain") -> tuple[str, dict[str, str]]:
        """The media type and its parameters; the default where it is not stated, or unreadable."""
        declared, given = self.value("content-type")
        found = _TYPE.match(declared)
        return (f"{found[1]}/{found[2]}" if found else default), given


def parameters(written: str) -> dict[str, str]:
    """The parameters of a field from its first semicolon on; the first of a name counts.

    Values in several parts and with a charset (RFC 2231), and those that are encoded like words of
    a header (RFC 2047), which no standard allows and many programs write.
    """
    plain: dict[str, str] = {}
    parts: dict[str, list[tuple[int, bool, str]]] = {}
    for found in _PARAMETER.finditer(written):
        if found[1] is None:
            continue
        name, value = found[1].lower(), found[2].strip()
        if value.startswith('"'):
            value = value[1:].removesuffix('"')
            if "\\" in value:
                value = _ESCAPED.sub(r"\1", value)
        if "*" in name and (several := _CONTINUED.fullmatch(name)):
            extended = several[3] is not None or several[2] is None
            parts.setdefault(several[1], []).append((int(several[2] or 0), extended, value))
        else:
            plain.setdefault(name, decoded(value) if "=?" in value else value)
    for name, pieces in parts.items():
        plain[name] = _joined(sorted(pieces))
    return plain


def _joined(pieces: list[tuple[int, bool, str]]) -> str:
    """The value of a parameter in several parts: `charset'language'text` where it is extended."""
    charset = ""
    joined = b""
    for number, (_, extended, value) in enumerate(pieces):
        if extended and number == 0 and value.count("'") >= 2:
            charset, _, value = value.split("'", 2)
        raw = value.encode("utf-8", "surrogateescape")
        joined += unquote_to_bytes(raw) if extended else raw
    return decoded_bytes(joined, charset)
