"""Which parts of a message are its text, which are attached to it, and what those are called."""

import mimetypes
from collections.abc import Iterator

from pipeline.mail.fields import Fields
from pipeline.mail.parts import MULTIPART, RFC822, Message, Part
from pipeline.mail.words import decoded

# What is text of the message though it is none of `text/…`.
REPORTS = frozenset({
    "message/delivery-status", "message/global-delivery-status", "message/disposition-notification",
    "message/feedback-report", "message/external-body", "message/partial", "text/rfc822-headers",
})  # fmt: skip
# They say who signed, or how it is encrypted, and are no documents.
SIGNATURES = frozenset({
    "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature",
    "application/pgp-encrypted",
})  # fmt: skip
MESSAGES = frozenset({RFC822, "message/global", "message/news"})
PKCS7 = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_ENVELOPED = bytes.fromhex(
    "2a864886f70d010703"
)  # the object identifier of enveloped data, RFC 5652
_PGP = b"-----BEGIN PGP MESSAGE-----"
LONGEST_NAME = 200  # characters
_TYPES = mimetypes.MimeTypes()
_NAMED = {"text/plain": ".txt", "text/html": ".html", "image/jpeg": ".jpg", "image/tiff": ".tif"}


def attachments(message: Message) -> list[Part]:
    """The parts that are documents of their own, in their order."""
    return [part for part, is_text in leaves(message) if not is_text]


def leaves(message: Message) -> Iterator[tuple[Part, bool]]:
    """The parts without parts, each with whether it is of the message itself."""
    root = message.root
    if not root.parts:
        yield root, root.media_type.startswith(("text/", MULTIPART)) or _is_report(root)
        return
    stack = [(part, root.media_type) for part in reversed(root.parts)]
    is_first = True
    while stack:
        part, around = stack.pop()
        if part.parts:
            stack.extend((inner, part.media_type) for inner in reversed(part.parts))
            continue
        yield part, _is_text(part, around, is_first)
        is_first = False


def _is_report(part: Part) -> bool:
    return part.media_type in REPORTS or part.media_type in SIGNATURES


def _is_text(part: Part, around: str, is_first: bool) -> bool:
    if _is_report(part):
        return True
    if not part.media_type.startswith(("text/", MULTIPART)):
        return False
    disposition, _ = part.fields.value("content-disposition")
    if disposition == "attachment":
        return False
    if around == "multipart/alternative" or (is_first and disposition != "attachment"):
        return True
    return part.media_type != "text/calendar" and not file_name(part.fields)


def file_name(fields: Fields) -> str:
    """The name that a part is given, without a path; "" if it has none."""
    _, disposition = fields.value("content-disposition")
    name = disposition.get("filename") or fields.media_type()[1].get("name") or ""
    name = decoded(name).replace("\\", "/").rstrip("/").rpartition("/")[2].strip()
    if len(name) > LONGEST_NAME:
        stem, dot, suffix = name.rpartition(".")
        kept = LONGEST_NAME - len(suffix) - 1
        name = f"{stem[:kept]}.{suffix}" if dot and len(suffix) < 10 else name[:LONGEST_NAME]
    return name


def is_encrypted(part: Part, raw: bytes) -> bool:
    """Whether the bytes of a part are a message that needs a key: PGP's, or S/MIME's."""
    if part.media_type in PKCS7:
        return _ENVELOPED in raw[:64]
    return raw[:200].lstrip().startswith(_PGP)


def name_of(part: Part, number: int) -> str:
    """The part's name, or one made of its type and its number in the message."""
    name = file_name(part.fields)
    if name.startswith("."):  # a suffix alone, which would hide it
        name = f"part-{number}{name}"
    if name:
        return name
    if part.media_type in MESSAGES:
        return f"message-{number}.eml"
    suffix = _NAMED.get(part.media_type) or _TYPES.guess_extension(part.media_type) or ""
    kind = part.media_type.partition("/")[0]
    return f"{'part' if kind == 'application' else kind}-{number}{suffix}"
