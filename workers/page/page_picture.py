"""Draws one page of a PDF as a PNG picture: `python -P -m workers.page.page_picture FILE NUMBER`.

A process of its own for each picture, because PDFium works on hostile files: what crashes it, takes
too much memory or never ends costs one picture, and the server goes on.
"""

import struct
import sys
import zlib
from contextlib import suppress

from pipeline.convert.pdf_forms import without_endless_forms

MOST_MEMORY = 1_500_000_000  # bytes of address space
WIDTH = 1_000  # pixels; wider than the place beside a text, so that small print can be read
HIGHEST = 5_000
_DEPTH, _RGB = 8, 2  # of PNG's header
_BGR = 2  # PDFium's form of three bytes for a pixel, which `rev_byteorder` turns round


def png(width: int, height: int, rows: list[bytes]) -> bytes:
    """A picture of RGB bytes in the form of PNG (ISO/IEC 15948)."""
    packed = zlib.compress(b"".join(b"\0" + row for row in rows), 6)
    header = struct.pack(">IIBBBBB", width, height, _DEPTH, _RGB, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def picture(data: bytes, number: int) -> bytes:
    """A page of a PDF, counted from 1, as PNG; without its forms' scripts, which never run."""
    import pypdfium2

    file = pypdfium2.PdfDocument(without_endless_forms(data)[0])
    page = file[number - 1]
    width, height = page.get_size()
    scale = min(WIDTH / max(width, 1), HIGHEST / max(height, 1))
    drawn = page.render(scale=scale, rev_byteorder=True, force_bitmap_format=_BGR)
    pixels, stride = bytes(drawn.buffer), drawn.stride
    rows = [pixels[at * stride : at * stride + 3 * drawn.width] for at in range(drawn.height)]
    return png(drawn.width, drawn.height, rows)


def main() -> int:
    """Write the picture to standard output."""
    _limit_memory()
    path, number = sys.argv[1:3]
    with open(path, "rb") as file:
        data = file.read()
    sys.stdout.buffer.write(picture(data, int(number)))
    return 0


def _limit_memory() -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


if __name__ == "__main__":
    sys.exit(main())
