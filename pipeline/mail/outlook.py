"""Items of Outlook by their properties, wherever these are kept (MS-OXPROPS, MS-OXCMSG)."""

import base64
import struct
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from pipeline.encoding import decode
from pipeline.encoding.names import python_name
from pipeline.mail.attachments import attachments
from pipeline.mail.compose import Attached, Item, composed, windows_time
from pipeline.mail.lzfu import decompressed
from pipeline.mail.parts import Message

# Types of properties: texts in UTF-16 and in a code page, bytes, and those of a fixed size.
UNICODE, BYTES, BINARY = 0x001F, 0x001E, 0x0102
FIXED = frozenset({0x0003, 0x0040, 0x000B, 0x0002})
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


# What code pages are called that are not named by their number.
_PAGES = {
    65001: "utf-8", 65000: "utf-7", 20127: "ascii", 20866: "koi8-r", 21866: "koi8-u",
    51932: "euc_jp", 50220: "iso2022_jp", 50221: "iso2022_jp", 51949: "cp949", 54936: "gb18030",
    52936: "hz", 1200: "utf-16-le", 1201: "utf-16-be", 10000: "mac-roman", 51936: "gb18030",
}  # fmt: skip
_WIDE = frozenset({
    "cp932", "cp949", "cp950", "gb18030", "euc_jp", "iso2022_jp", "iso2022_kr", "hz", "utf-16-le",
    "utf-16-be", "utf-7", "big5hkscs",
})  # fmt: skip


class File(NamedTuple):
    """What is attached: a file's bytes, or a message's that is attached as an item."""

    name: str
    media_type: str
    raw: bytes
    is_message: bool


class Bag:
    """The properties of a message, of a recipient or of something attached, by their numbers.

    `fixed`: the bytes of those of a fixed size. `stream` gives those of the others, by number and
    type; b"" where there are none.
    """

    def __init__(self, fixed: Mapping[int, bytes], stream: Callable[[int, int], bytes]) -> None:
        self._fixed = fixed
        self._stream = stream
        self.code_page = self.number(CODE_PAGE) or self.number(MESSAGE_CODE_PAGE)
        self._own_page = self.number(MESSAGE_CODE_PAGE) or self.code_page

    def number(self, number: int, form: str = "<i") -> int:
        """A whole number; 0 if there is none."""
        raw = self._fixed.get(number, b"")
        return int(struct.unpack_from(form, raw)[0]) if len(raw) >= struct.calcsize(form) else 0

    def time(self, *numbers: int) -> str:
        """The first time that there is of some, as messages write it."""
        return next(filter(None, (windows_time(self.number(n, "<q")) for n in numbers)), "")

    def text(self, *numbers: int) -> str:
        """The first text that there is of some; "" if there is none."""
        for number in numbers:
            if raw := self._stream(number, UNICODE):
                return raw.decode("utf-16-le", "replace").rstrip("\0")
            if raw := self._stream(number, BYTES):
                page = self.code_page if number == BODY else self._own_page
                return in_page(raw, page).rstrip("\0")
        return ""

    def binary(self, number: int) -> bytes:
        """Bytes; b"" if there are none."""
        return self._stream(number, BINARY)


def item_of(bag: Bag, recipients: Iterable[Bag]) -> Item:
    """What an item says."""
    kinds: dict[int, list[tuple[str, str]]] = {1: [], 2: [], 3: []}
    for person in recipients:
        kind = person.number(RECIPIENT_KIND) & 0xF
        kinds.get(kind, kinds[1]).append((person.text(NAME), person.text(SMTP, ADDRESS)))
    html = bag.binary(HTML)
    charset = page_name(bag.code_page)
    if not html and (page := bag.text(HTML)):
        html, charset = page.encode("utf-8", "replace"), "utf-8"
    text = bag.text(BODY)
    lines = [text] if text.strip() else []
    if bag.text(CLASS).startswith("IPM.Contact"):
        lines += [text for number in _CARD if (text := bag.text(number))]
    lines += [f"{name}: {when}" for number, name in _APPOINTED if (when := bag.time(number))]
    rtf = bag.binary(RTF) if not (lines or html) else b""
    sender = (
        bag.text(SENT_NAME, SENDER_NAME),
        bag.text(SENT_SMTP, SENDER_SMTP, SENT_ADDRESS, SENDER_ADDRESS),
    )
    return Item(
        header=bag.text(HEADER),
        subject=subject_of(bag.text(SUBJECT)),
        sender=(sender,),
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
        charset=charset,
    )


def subject_of(stored: str) -> str:
    """A subject without the two marks in front of it that say how long its "Re: " is."""
    return stored[2:] if stored[:1] == "\x01" else stored


def message_of(item: Item, files: Iterable[File]) -> bytes:
    """An item as a message; what is attached to it is named in it."""
    attachments = [
        Attached(f.name, "message/rfc822" if f.is_message else f.media_type) for f in files
    ]
    return composed(item, attachments)


def whole(message: bytes, files: list[File]) -> bytes:
    """A message with all that is attached to it, as one that is a file of its own."""
    if not files:
        return message
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


def in_page(raw: bytes, page: int) -> str:
    """Bytes in a code page of Windows, or in what they look like."""
    name = page_name(page)
    # What is UTF-8 to the last byte is no text in a code page of one byte a character.
    for tried in (name,) if name in _WIDE else ("utf-8", name):
        try:
            return raw.decode(tried)
        except (UnicodeDecodeError, LookupError):
            continue
    found = decode(raw.rstrip(b"\0"), declared=name)
    return found.text if found else raw.decode("cp1252", "replace")


def page_name(page: int) -> str:
    """Python's name of a code page; "" for one that it does not know."""
    if page in _PAGES:
        return _PAGES[page]
    if 28591 <= page <= 28605:
        return python_name(f"iso-8859-{page - 28590}")
    return python_name(f"cp{page}") if page > 0 else ""
