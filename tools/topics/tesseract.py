"""Words of a language, from the data files of the OCR engine Tesseract (Apache-2.0).

Debian ships them as `tesseract-ocr-LANGUAGE`. A data file is a sequence of parts after a table of
their offsets; two of them are read: the characters and the words, a graph whose edges are 64-bit
numbers (letter, three flags, next node), see `src/dict/dawg.h` in Tesseract's source.
"""

import struct
from pathlib import Path

import numpy as np

_WORDS, _CHARACTERS = 19, 21  # the numbers of the parts
_LAST, _BACKWARD, _ENDS_WORD = 1, 2, 4  # flags of an edge
_MAGIC = 42


def read_words(path: Path) -> list[str]:
    """All words of a `.traineddata` file, in no order of use.

    Raises:
        ValueError: it has another form.
    """
    content = path.read_bytes()
    (parts,) = struct.unpack_from("<i", content)
    offsets = struct.unpack_from(f"<{parts}q", content, 4)

    def part(number: int) -> bytes:
        start = offsets[number]
        return content[start : min((o for o in offsets if o > start), default=len(content))]

    lines = part(_CHARACTERS).decode("utf-8").split("\n")
    letters = [line.split(" ")[0] for line in lines[1 : int(lines[0]) + 1]]
    graph = part(_WORDS)
    magic, size, number = struct.unpack_from("<hii", graph)
    if magic != _MAGIC:
        raise ValueError(f"{path} has no list of words")
    edges = np.frombuffer(graph, "<u8", number, 10).tolist()
    bits = int(np.ceil(np.log2(size + 1)))
    found: list[str] = []
    waiting = [(0, "")]
    while waiting:
        place, begun = waiting.pop()
        while True:
            edge = edges[place]
            flags = edge >> bits
            if not flags & _BACKWARD:
                word = begun + letters[edge & ((1 << bits) - 1)]
                if flags & _ENDS_WORD:
                    found.append(word)
                if following := edge >> (bits + 3):
                    waiting.append((following, word))
            if flags & _LAST:
                break
            place += 1
    return found
