"""Texts of other genres than news, without lost spaces: from them the glued-word repair learns what
to leave alone.

Documentation, manual pages, dictionaries, essays, sayings: they are full of closed compounds, names
of programs, words with rare endings. They come from packages of Debian 12, which are got and
unpacked once (120 MB) into the user's cache. Only what is learnt from them is in docmill's package,
none of their text. Other genres are held out and serve to measure.
"""

import gzip
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from hashlib import blake2b
from html import unescape
from pathlib import Path
from typing import NamedTuple

from benchmarks.corpus import CACHE
from pipeline.clean.language import identify
from pipeline.clean.repairing import repair_text
from pipeline.clean.repairs import REPAIRS, repair_steps

# Words that are glued in these texts themselves, found by eye among those that would be split.
_GLUED_IN_SOURCE = (
    "aboutit allthing ananimal ariver beproven calvessnout denyin diskdrives drivewaylittered "
    "eatyou feetfirst halfin hopelessword horizontalline hornof hotwater howcome imeant infine "
    "injust itis legson ohso provehere righthand sharppointed wasset watchout"
)
GLUED_IN_SOURCE = frozenset(_GLUED_IN_SOURCE.split())
CHARACTERS = 400_000  # of each genre, about
LONGEST = 60_000  # characters of a document
ENTRIES = 100  # of a dictionary, taken for one document
_LEFT_OUT = re.compile(r"<(script|style|pre)\b.*?</\1>|<!--.*?-->", re.DOTALL)
_BLOCK = re.compile(r"</?(?:p|div|li|h\d|tr|td|th|dt|dd|br|table|ul|ol)\b[^>]*>")
_REQUEST = re.compile(r'^\.(?:\\".*$|[A-Za-z]+ ?)', re.MULTILINE)
_FONT = re.compile(r"\\f[BIRP]|\\&|\\")


# And two for tools/glue/tables.py.
PACKAGES = (
    "git-doc", "manpages", "perl-doc", "debian-policy", "fortunes", "apache2-doc", "linux-doc-6.1",
    "python3.11-doc", "gimp-help-en", "anarchism", "dict-gcide", "wordnet-base", "scowl",
)  # fmt: skip


class Genre(NamedTuple):
    """Where a genre's files are, and how to read one."""

    files: str
    read: Callable[[str], Iterator[str]]


def plain(text: str) -> Iterator[str]:
    yield text


def page(text: str) -> Iterator[str]:
    text = re.sub("<[^>]+>", "", _BLOCK.sub("\n", _LEFT_OUT.sub(" ", text)))
    yield re.sub(r"\n\s*\n+", "\n\n", unescape(text))


def manual(text: str) -> Iterator[str]:
    yield _REQUEST.sub("", _FONT.sub("", text))


def glosses(text: str) -> Iterator[str]:
    """WordNet's definitions and examples."""
    lines = [line.split("|", 1)[1].strip() for line in text.splitlines() if "|" in line]
    for start in range(0, len(lines), ENTRIES):
        yield "\n".join(lines[start : start + ENTRIES])


def pieces(text: str) -> Iterator[str]:
    for start in range(0, len(text), LONGEST // 3):
        yield text[start : start + LONGEST // 3]


GENRES = (
    Genre("usr/share/man/man[1-8]/*.gz", manual),
    Genre("usr/share/perl/*/pod/*.pod", plain),
    Genre("usr/share/doc/linux-doc-*/**/*.rst*", plain),
    Genre("usr/share/doc/git-doc/**/*.txt", plain),
    Genre("usr/share/doc/debian-policy/**/*.html", page),
    Genre("usr/share/doc/apache2-doc/manual/en/**/*.html", page),
    Genre("usr/share/doc/python3.11/html/[!w]*/*.html", page),
    Genre("usr/share/gimp/2.0/help/en/*.html", page),
    Genre("usr/share/doc/anarchism/html/*.html", page),
    Genre("usr/share/games/fortunes/[a-z]*[a-z]", plain),
    Genre("usr/share/dictd/gcide.dict.dz", pieces),
    Genre("usr/share/wordnet/data.*", glosses),
)


def get_packages() -> Path:
    """The folder with the unpacked packages; they are got if they are not there (Debian alone)."""
    digest = blake2b(" ".join(PACKAGES).encode(), digest_size=4).hexdigest()
    folder = CACHE / f"debian-{digest}"
    if not folder.exists():
        partial = folder.with_suffix(f".{os.getpid()}")
        (partial / "packages").mkdir(parents=True)
        subprocess.run(
            ["apt-get", "download", *PACKAGES], cwd=partial / "packages", check=True, timeout=1800
        )
        for package in sorted((partial / "packages").iterdir()):
            subprocess.run(["dpkg-deb", "-x", str(package), str(partial)], check=True)
            package.unlink()
        partial.rename(folder)
    return folder


def read_genre(genre: Genre, debian: Path) -> list[str]:
    """English texts of a genre as the repair of glued words meets them, evenly from all of it."""
    files = [file for file in sorted(debian.glob(genre.files)) if file.is_file()]
    if not files:
        raise SystemExit(f"no {genre.files} in {debian}; remove the folder to get it anew")
    texts = [text[:LONGEST] for file in files for text in genre.read(_content(file))]
    step = max(1, round(sum(map(len, texts)) / CHARACTERS))
    steps = repair_steps([name for name in REPAIRS if name != "glued-word"])
    repaired = [repair_text(text, steps, identify).text for text in texts[::step]]
    return [text for text in repaired if text and identify(text).language == "en"]


def _content(file: Path) -> str:
    content = file.read_bytes()
    if file.suffix in (".gz", ".dz"):
        content = gzip.decompress(content)
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("latin-1")
