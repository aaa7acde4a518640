"""What a converter is: the text, and what else they say, out of the bytes of one kind of files."""

from typing import NamedTuple, Protocol

from pipeline.errors import DocumentError
from pipeline.records import Converted, Filtered, Properties, Record


class Encrypted(DocumentError):
    """A file that needs a password."""


class Damaged(DocumentError):
    """A file of which nothing can be read: it is cut off, damaged, or not what it claims to be."""


class TooMuch(DocumentError):
    """A file that would become more than the limits allow."""


class ConversionLimits(Record, frozen=True):
    """How much one document may become.

    `max_characters`: of its text. `max_unpacked_bytes`: of all parts of a packed format (a DOCX is
    a zip). `max_pages`: pages, slides or sheets; what is behind them is left, and said in a mark
    `passed-over` at the end of the text. `max_depth`: elements in one another.
    """

    max_characters: int = 50_000_000
    max_unpacked_bytes: int = 500_000_000
    max_pages: int = 20_000
    max_depth: int = 1_000


def raise_limit(name: str) -> str:
    """What a message advises where one of `ConversionLimits` has been reached."""
    return f"raise the limit `{name}` (option `limits` of the stage convert) to read it"


def within(limits: ConversionLimits, characters: int) -> None:
    """Raise `TooMuch` for a text of more characters than there may be."""
    if characters > limits.max_characters:
        raise TooMuch(
            f"the document becomes a text of more than {limits.max_characters:,} characters; "
            + raise_limit("max_characters")
        )


class Conversion(NamedTuple):
    """What a converter gives for a document."""

    converted: Converted
    properties: Properties = Properties()


class Converter(Protocol):
    """Makes text of the documents of some media types; registered in `docmill.converters`.

    `name`: the entry point's name. `media_types`: lower case. `version` enters the stage's
    fingerprint: raise it when results change. A converter is made with `limits=ConversionLimits`
    and the stage's options under its name as keywords, and imports its library when it is first
    used: the process that makes it may fork.

    A converter for texts of some form, which their content does not tell, may have
    `suffixes = {".srt": "application/x-subrip"}`: files of that suffix that would be plain text.

    A converter whose library belongs to an extra says so by `extra = "ocr"`, a name of
    `pipeline.extras.EXTRAS`: without it, its documents leave as `needs-extra`.
    """

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    @property
    def media_types(self) -> frozenset[str]: ...

    def convert(self, raw: str | bytes, media_type: str) -> Conversion | Filtered:
        """The text of one document; `Filtered` for one that holds none, by one short word.

        The same bytes give the same conversion. No file is written outside of a temporary folder,
        nothing is fetched, and no macro runs.

        Raises:
            DocumentError: it cannot be read; the message says why, and what to do.
            NeedsExtra: it takes the library of an extra, which is not there.
        """
        ...
