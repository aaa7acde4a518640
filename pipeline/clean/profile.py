"""The profile of a source: its words, and the lines that its documents repeat."""

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path

import msgspec
import zstandard

from pipeline.clean.lexicon import Lexicon, count_words
from pipeline.errors import ConfigurationError
from pipeline.records import Record

FORMAT = 1
MAGIC = "docmill-profile"
COMPRESSION_LEVEL = 9
DIGEST_BYTES = 16
LONGEST_HEADER = 200  # bytes
LARGEST_BODY = 256_000_000  # bytes unpacked, 100 times what 100,000 words and their counts take

# A line that this many documents have belongs to the source. Of 500 BBC articles and 500 AG News
# items none shares a line with more than one other. But a story that is published repeatedly
# shares whole sentences, so sentences need more documents than labels.
FEWEST_DOCUMENTS = 5
LABEL_SHARE = 0.05
SENTENCE_SHARE = 0.1
# Shorter sentences ("Yes.", "I do not know.") occur in any number of documents.
FEWEST_SENTENCE_WORDS = 5
LONGEST_LINE = 300  # characters: longer ones are paragraphs

_SENTENCE_END = re.compile(r"""[.!?…:]["'”’»)\]]*$""")
_WORD = re.compile(r"[^\W\d_]{3,}")
_MARKS = " \t-–—*•·|>»›<«‹"  # bullets and arrows around a label


class Profile(Record, frozen=True):
    """A profile. `documents`: how many it is made from; `lines`: as `line_key` gives them."""

    documents: int
    lexicon: Lexicon
    lines: tuple[str, ...] = ()


def line_key(line: str) -> str:
    """The form in which lines are compared: without case, white space and bullets."""
    return " ".join(line.split()).strip(_MARKS).casefold()


def make_profile(texts: Iterable[str]) -> Profile:
    """The profile of the source of these texts; the same texts in any order give the same one."""
    lines: Counter[str] = Counter()

    def noted() -> Iterator[str]:
        for text in texts:
            lines.update({line_key(line) for line in text.splitlines()})
            yield text

    lexicon = count_words(noted())
    documents = lexicon.documents
    common = sorted(line for line, number in lines.items() if _is_common(line, number, documents))
    return Profile(documents, lexicon, tuple(common))


def _is_common(line: str, number: int, documents: int) -> bool:
    if number < FEWEST_DOCUMENTS or len(line) > LONGEST_LINE or not _WORD.search(line):
        return False
    if not _SENTENCE_END.search(line):
        return number >= LABEL_SHARE * documents
    return number >= SENTENCE_SHARE * documents and len(line.split()) >= FEWEST_SENTENCE_WORDS


def pack_profile(profile: Profile) -> bytes:
    """The content of a profile's file: a line with format and content hash, then zstd msgpack."""
    body = msgspec.msgpack.encode(profile)
    header = f"{MAGIC} {FORMAT} {_hash(body)}\n".encode()
    return header + zstandard.compress(body, COMPRESSION_LEVEL)


def write_profile(profile: Profile, path: Path) -> None:
    """Write the file of a profile, completely or not at all.

    Raises:
        ConfigurationError: it cannot be written.
    """
    partial = path.with_name(path.name + ".part")
    try:
        partial.write_bytes(pack_profile(profile))
        os.replace(partial, path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise ConfigurationError(
            f"the profile {path} cannot be written: {error.strerror}; make room, or write it "
            "elsewhere"
        ) from error


def read_profile(path: str | Path) -> tuple[Profile, str]:
    """A profile and its content hash, 32 hex digits.

    Raises:
        ConfigurationError: the file is missing, no profile, damaged, or of another format.
    """
    again = "make it again with `docmill profile SOURCE --output FILE`"
    try:
        header, _, packed = Path(path).read_bytes().partition(b"\n")
    except OSError as error:
        raise ConfigurationError(
            f"the profile {path} cannot be read: {error.strerror}; {again}"
        ) from error
    magic, _, rest = header[:LONGEST_HEADER].decode("ascii", "replace").partition(" ")
    format_, _, told = rest.partition(" ")
    if magic != MAGIC:
        raise ConfigurationError(f"{path} is no profile; {again}")
    if format_ != str(FORMAT):
        raise ConfigurationError(
            f"the profile {path} has format {format_}, this docmill reads {FORMAT}; {again}"
        )
    try:
        with zstandard.ZstdDecompressor().stream_reader(packed) as reader:
            body = reader.read(LARGEST_BODY)
        if _hash(body) != told:
            raise ValueError("its content does not have the hash in its first line")
        return msgspec.msgpack.decode(body, type=Profile), told
    except (zstandard.ZstdError, msgspec.MsgspecError, ValueError) as error:
        raise ConfigurationError(f"the profile {path} is damaged ({error}); {again}") from error


def _hash(body: bytes) -> str:
    return blake2b(body, digest_size=DIGEST_BYTES).hexdigest()
