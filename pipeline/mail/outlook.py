"""Outlook's messages in files of their own (MSG): an OLE file of properties (MS-OXMSG).

The properties are read by their numbers from the OLE file itself. `python-oxmsg` gives up a message
for one property in a code page that Python names otherwise, and knows no messages in messages.
"""

import re
import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from pipeline.encoding import decode
from pipeline.mail.compose import Attached, Item, composed, windows_time
from pipeline.mail.lzfu import decompressed

if TYPE_CHECKING:
    from olefile import OleFileIO

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_ATTACHED = 10_000
DEEPEST = 20  # messages in messages
_STREAM = re.compile(r"__substg1\.0_([0-9A-F]{4})([0-9A-F]{4})", re.IGNORECASE)
_UNICODE, _BYTES, _BINARY = 0x001F, 0x001E, 0x0102
_FIXED = {0x0003: "<i", 0x0040: "<q", 0x000B: "<H", 0x0002: "<h"}
# Numbers of properties (MS-OXPROPS).
SUBJECT, CLASS, HEADER, BODY, HTML, RTF = 0x0037, 0x001A, 0x007D, 0x1000, 0x1013, 0x1009
MESSAGE_ID, IN_REPLY_TO, REFERENCES = 0x1035, 0x1042, 0x1039
SENDER_NAME, SENDER_ADDRESS, SENDER_SMTP = 0x0C1A, 0x0C1F, 0x5D01
SENT_NAME, SENT_ADDRESS, SENT_SMTP = 0x0042, 0x0065, 0x5D02
SENT, DELIVERED, CREATED = 0x0039, 0x0E06, 0x3007
CODE_PAGE, MESSAGE_CODE_PAGE = 0x3FDE, 0x3FFD
RECIPIENT_KIND, NAME, ADDRESS, SMTP = 0x0C15, 0x3001, 0x3003, 0x39FE
FILE, LONG_FILE, MIME, METHOD, DATA, EXTENSION = 0x3704, 0x3707, 0x370E, 0x3705, 0x3701, 0x3703
# What a contact says, in the order of its card: name, firm, title, telephones, addresses.
_CARD = (
    0x3A45, 0x3A06, 0x3A44, 0x3A11, 0x3A05, 0x3A16, 0x3A17, 0x3A18, 0x3A19, 0x3A08, 0x3A09, 0x3A1C,
    0x3A24, 0x3A1B, 0x3A29, 0x3A27, 0x3A28, 0x3A2A, 0x3A26, 0x3A15, 0x3A5D, 0x3A59, 0x3A5B, 0x3A5A,
    0x3A51, 0x3A4F, 0x3A46, 0x3A4E, 0x3A48,
)  # fmt: skip
_APPOINTED = ((0x0060, "Start"), (0x0061, "End"))


class NoMessage(ValueError):
    """An OLE file that holds no message."""


class File(NamedTuple):
    """What is attached: a file's bytes, or a message's that is attached as an item."""

    name: str
    media_type: str
    raw: bytes
    is_message: bool


def read_msg(raw: bytes) -> tuple[bytes, list[File]]:
    """A message as the internet writes them, and what is attached to it.

    Raises `NoMessage` for what is none, and what olefile raises for a damaged file.
    """
    import olefile

    with olefile.OleFileIO(raw) as ole:
        if not ole.exists("__properties_version1.0"):
            raise NoMessage("an OLE file without the properties of a message")
        return _message(ole, [], 0)


def _message(ole: "OleFileIO", way: list[str], depth: int) -> tuple[bytes, list[File]]:
    bag = Bag(ole, way, 32 if not way else 24)
    files = list(_files(ole, way, bag, depth))
    told = [
        Attached(file.name, "message/rfc822" if file.is_message else file.media_type)
        for file in files
    ]
    return composed(_item(ole, way, bag), told), files


class Bag:
    """The properties of a message, a recipient or something attached."""

    def __init__(self, ole: "OleFileIO", way: list[str], header: int) -> None:
        self._ole = ole
        self._way = way
        self._fixed: dict[int, bytes] = {}
        raw = _stream(ole, [*way, "__properties_version1.0"])
        for at in range(header, len(raw) - 15, 16):
            kind, number = struct.unpack_from("<HH", raw, at)
            if kind in _FIXED:
                self._fixed.setdefault(number, raw[at + 8 : at + 16])
        self.code_page = self.number(CODE_PAGE) or self.number(MESSAGE_CODE_PAGE)
        self.own_page = self.number(MESSAGE_CODE_PAGE) or self.code_page

    def number(self, number: int, form: str = "<i") -> int:
        """A whole number; 0 if there is none."""
        raw = self._fixed.get(number, b"")
        return int(struct.unpack_from(form, raw)[0]) if raw else 0

    def time(self, *numbers: int) -> str:
        """The first time that there is of some, as messages write it."""
        return next(filter(None, (windows_time(self.number(n, "<q")) for n in numbers)), "")

    def text(self, *numbers: int) -> str:
        """The first text that there is of some; "" if there is none."""
        for number in numbers:
            if raw := self._of(number, _UNICODE):
                return raw.decode("utf-16-le", "replace").rstrip("\0")
            if raw := self._of(number, _BYTES):
                page = self.code_page if number == BODY else self.own_page
                return in_page(raw, page).rstrip("\0")
        return ""

    def binary(self, number: int) -> bytes:
        """Bytes; b"" if there are none."""
        return self._of(number, _BINARY)

    def _of(self, number: int, kind: int) -> bytes:
        return _stream(self._ole, [*self._way, f"__substg1.0_{number:04X}{kind:04X}"])


def in_page(raw: bytes, page: int) -> str:
    """Bytes in a code page of Windows, or in what they look like."""
    name = page_name(page)
    if name:
        try:
            return raw.decode(name)
        except (UnicodeDecodeError, LookupError):
            pass
    found = decode(raw.rstrip(b"\0"), declared=name)
    return found.text if found else raw.decode("cp1252", "replace")


def page_name(page: int) -> str:
    """Python's name of a code page; "" for one that it does not know."""
    from pipeline.mail.charsets import codec

    named = {
        65001: "utf-8", 65000: "utf-7", 20127: "ascii", 20866: "koi8-r", 21866: "koi8-u",
        51932: "euc_jp", 50220: "iso2022_jp", 50221: "iso2022_jp", 51949: "cp949", 54936: "gb18030",
        52936: "hz", 1200: "utf-16-le", 1201: "utf-16-be", 10000: "mac-roman", 51936: "gb18030",
    }  # fmt: skip
    if page in named:
        return named[page]
    if 28591 <= page <= 28605:
        return codec(f"iso-8859-{page - 28590}")
    return codec(f"cp{page}") if page > 0 else ""


def _stream(ole: "OleFileIO", way: list[str]) -> bytes:
    if not ole.exists(way):
        return b""
    with ole.openstream(way) as stream:
        return bytes(stream.read())


def _item(ole: "OleFileIO", way: list[str], bag: Bag) -> Item:
    kinds: dict[int, list[tuple[str, str]]] = {1: [], 2: [], 3: []}
    for inner in _inside(ole, way, "__recip_version1.0_"):
        person = Bag(ole, inner, 8)
        kind = person.number(RECIPIENT_KIND) & 0xF
        kinds.get(kind, kinds[1]).append((person.text(NAME), person.text(SMTP, ADDRESS)))
    html = bag.binary(HTML) or bag.text(HTML).encode()
    text = bag.text(BODY)
    lines = [text] if text.strip() else []
    if bag.text(CLASS).startswith("IPM.Contact"):
        lines += [told for number in _CARD if (told := bag.text(number))]
    lines += [f"{name}: {when}" for number, name in _APPOINTED if (when := bag.time(number))]
    rtf = bag.binary(RTF) if not (lines or html) else b""
    return Item(
        header=bag.text(HEADER),
        subject=bag.text(SUBJECT),
        sender=(
            (
                bag.text(SENT_NAME, SENDER_NAME),
                bag.text(SENT_SMTP, SENDER_SMTP, SENT_ADDRESS, SENDER_ADDRESS),
            ),
        ),
        to=tuple(kinds[1]),
        cc=tuple(kinds[2]),
        bcc=tuple(kinds[3]),
        date=bag.time(SENT, DELIVERED, CREATED),
        message_id=bag.text(MESSAGE_ID),
        in_reply_to=bag.text(IN_REPLY_TO),
        references=bag.text(REFERENCES),
        text="\n".join(lines),
        html=html,
        rtf=decompressed(rtf) if rtf else b"",
        charset=page_name(bag.code_page) if bag.binary(HTML) else "utf-8",
    )


def _files(ole: "OleFileIO", way: list[str], bag: Bag, depth: int) -> Iterator[File]:
    for number, inner in enumerate(_inside(ole, way, "__attach_version1.0_"), 1):
        if number > MOST_ATTACHED:
            break
        file = Bag(ole, inner, 8)
        name = file.text(LONG_FILE, FILE, NAME).replace("\\", "/").rpartition("/")[2]
        item = [*inner, "__substg1.0_3701000D"]
        if ole.exists([*item, "__properties_version1.0"]):
            if depth < DEEPEST:
                raw = whole(*_message(ole, item, depth + 1))
                yield File(f"{name or f'message-{number}'}.eml", "message/rfc822", raw, True)
            continue
        raw = file.binary(DATA)
        if not raw and ole.exists(item):
            raw = b"".join(_stream(ole, [*item, told]) for told in ("CONTENTS", "Package"))
        if not name:
            name = f"part-{number}{file.text(EXTENSION)}"
        yield File(name, file.text(MIME) or "application/octet-stream", raw, False)


def whole(message: bytes, files: list[File]) -> bytes:
    """A message with all that is attached to it, as one that is a file of its own."""
    import base64

    if not files:
        return message
    from pipeline.mail.attachments import attachments
    from pipeline.mail.parts import Message

    read = Message(message)
    pieces, done = [], 0
    for part, file in zip(attachments(read), files, strict=False):
        head_end = part.body - 1  # before the blank line
        pieces.append(message[done:head_end])
        encoding = b"" if file.is_message else b"Content-Transfer-Encoding: base64\n"
        body = file.raw if file.is_message else base64.encodebytes(file.raw)
        pieces.append(encoding + b"\n" + body)
        done = part.end
    return b"".join([*pieces, message[done:]])


def _inside(ole: "OleFileIO", way: list[str], name: str) -> list[list[str]]:
    """The storages inside of one whose names begin so, in the order of their numbers."""
    found = {
        one[len(way)]
        for one in ole.listdir(streams=True, storages=False)
        if len(one) > len(way) + 1 and one[: len(way)] == way and one[len(way)].startswith(name)
    }
    return [[*way, one] for one in sorted(found)]
