"""Messages: their text, with what is quoted and signed marked in it, and their header."""

from pipeline.convert.converter import Conversion, ConversionLimits, Damaged, within
from pipeline.convert.mail.body import body
from pipeline.convert.mail.header import mail_of, metadata_of, tool_of
from pipeline.convert.mail.quoting import kind_of
from pipeline.mail.msg import OLE, read_msg
from pipeline.mail.parts import RFC822, Message
from pipeline.mail.signed import unsigned
from pipeline.records import Converted, Filtered, Properties

OUTLOOK = "application/vnd.ms-outlook"


class MailMessage:
    """One message as one text; what is attached to it, its source gives as documents of their own.

    The best of text and HTML is taken, and whatever the others say beyond it.
    """

    name = "mail_message"
    version = "5"
    media_types = frozenset({RFC822, "message/global", "message/news", OUTLOOK})

    def __init__(self, *, limits: ConversionLimits) -> None:
        self._limits = limits

    def convert(self, raw: str | bytes, media_type: str) -> Conversion | Filtered:
        """The text, which may be "" below a subject; `Filtered` as "empty" without either."""
        if isinstance(raw, str):
            raw = raw.encode("utf-8", "surrogatepass")
        if raw.startswith(OLE):
            raw = _written_out(raw)
        message = unsigned(Message(raw))
        fields = message.root.fields
        mail = mail_of(fields)
        metadata = metadata_of(message, mail)
        kind = kind_of(metadata.title or "", refers=bool(mail.in_reply_to or mail.references))
        found = body(message, kind)
        if not (found.text.strip() or metadata.title):
            return Filtered("empty")
        within(self._limits, len(found.text))
        converted = Converted(
            text=found.text,
            from_markup=found.from_markup,
            metadata=metadata,
            marks=found.marks,
            encoding=found.encoding,
            replaced_bytes=found.replaced_bytes,
        )
        return Conversion(converted, Properties(creator_tool=tool_of(fields), mail=mail))


def _written_out(raw: bytes) -> bytes:
    """A message of Outlook's as the internet writes them, where its source did not do that."""
    try:
        message, _ = read_msg(raw)
    except Exception as error:
        raise Damaged(f"no message of Outlook's can be read in it: {error}") from error
    return message
