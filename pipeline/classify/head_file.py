"""The file of a trained head: an .npz of plain arrays, without any code.

A header in JSON (format, version, labels, …), the words divided by newlines, and the arrays.
"""

import io
from hashlib import blake2b
from pathlib import Path

import msgspec
import numpy as np

from pipeline.classify.head import Floats, Head
from pipeline.classify.vectors import load_table
from pipeline.errors import ConfigurationError

ZIP = b"PK\x03\x04"  # arrays of numpy are kept in a zip
FORMAT = "docmill head"
VERSION = 1
AGAIN = "make it again with `docmill train`"


class Header(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The part without arrays. `table`: digest of the table of vectors used for training."""

    format: str
    version: int
    labels: tuple[str, ...]
    several: bool
    languages: tuple[str, ...]
    temperature: float
    rows: int
    table: str


def head_bytes(head: Head) -> bytes:
    """The content of the file; the same head always gives the same bytes."""
    header = Header(
        FORMAT, VERSION, head.labels, head.several, head.languages, head.temperature, head.rows,
        load_table().digest,
    )  # fmt: skip
    content = io.BytesIO()
    np.savez_compressed(
        content,
        header=np.frombuffer(msgspec.json.encode(header), np.uint8),
        vocabulary=np.frombuffer("\n".join(head.vocabulary).encode(), np.uint8),
        idf=head.idf,
        # Three digits of a weight are enough, and half the size.
        word_weights=head.word_weights.astype(np.float16),
        vector_weights=head.vector_weights,
        bias=head.bias,
    )
    return content.getvalue()


def write_head(head: Head, path: Path) -> int:
    """Write the file, completely or not at all; returns its size in bytes.

    Raises:
        ConfigurationError: it cannot be written.
    """
    content = head_bytes(head)
    begun = path.with_name(f"{path.name}.part")
    try:
        begun.write_bytes(content)
        begun.replace(path)
    except OSError as error:
        raise ConfigurationError(
            f"the model cannot be written to {path}: {error}; name another file with --output"
        ) from error
    return len(content)


def read_head(path: str) -> tuple[Head, str]:
    """A head and the digest of its file, 16 hex digits.

    Raises:
        ConfigurationError: the file cannot be read, is no head, is damaged, or belongs to another
            version of docmill or of the table of vectors.
    """
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise ConfigurationError(
            f"the model {path} cannot be read: {error}; {AGAIN}, or name the file it wrote"
        ) from error
    if not content.startswith(ZIP):  # numpy would say how to load objects, which could run
        raise ConfigurationError(f"the model {path} is damaged or not one of docmill's; {AGAIN}")
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            told = msgspec.json.decode(arrays["header"].tobytes())
            if not isinstance(told, dict) or told.get("format") != FORMAT:
                raise ValueError("it is something else")
            if told.get("version") != VERSION:
                raise ConfigurationError(
                    f"the model {path} has version {told.get('version')} and this docmill reads "
                    f"version {VERSION}; {AGAIN}"
                )
            header = msgspec.convert(told, Header)
            head = Head(
                labels=header.labels,
                several=header.several,
                languages=header.languages,
                temperature=header.temperature,
                rows=header.rows,
                vocabulary=arrays["vocabulary"].tobytes().decode().split("\n"),
                idf=_floats(arrays["idf"]),
                word_weights=_floats(arrays["word_weights"]),
                vector_weights=_floats(arrays["vector_weights"]),
                bias=_floats(arrays["bias"]),
            )
    except ConfigurationError:
        raise
    except Exception as error:
        # A wrong byte in a zip of arrays causes a dozen kinds of errors, among them MemoryError.
        raise ConfigurationError(
            f"the model {path} is damaged or not one of docmill's ({error}); {AGAIN}"
        ) from error
    table = load_table()
    if header.table != table.digest:
        raise ConfigurationError(
            f"the model {path} was trained with another table of word vectors than this docmill "
            f"has; {AGAIN}"
        )
    labels, known = len(head.labels), len(head.vocabulary)
    shapes = [a.shape for a in (head.idf, head.word_weights, head.vector_weights, head.bias)]
    if shapes != [(known,), (known, labels), (table.dimensions, labels), (labels,)]:
        raise ConfigurationError(f"the model {path} is damaged: its parts do not fit; {AGAIN}")
    return head, blake2b(content, digest_size=8).hexdigest()


def _floats(array: object) -> Floats:
    values = np.asarray(array, np.float32)
    if not np.isfinite(values).all():
        raise ValueError("not all of its numbers are finite")
    return values
