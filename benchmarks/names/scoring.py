"""How good the names are that the rules make of what the English network finds."""

import importlib.util
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from benchmarks.corpus import SHARED
from benchmarks.names.texts import Annotated
from pipeline import Analyzer
from pipeline.extract import resolution
from pipeline.extract.gazetteer.packaged import packaged
from pipeline.extract.labels import NAMED
from pipeline.extract.languages import ENGLISH
from pipeline.extract.letter_case import in_usual_case
from pipeline.extract.model import Recogniser
from pipeline.extract.noise import only_words
from pipeline.extract.span import Span
from pipeline.identity import document_id
from pipeline.records import Document, Entities, Locator, Work

_FIELDS = {"person": "people", "organization": "organizations", "place": "places"}


class Found(NamedTuple):
    """A clean text and what the network finds in it."""

    of: Annotated
    text: str
    spans: list[Span]


class Score(NamedTuple):
    """`f1`: joined F1, or that of exact spans; `wrong`: names found that are none, or of another
    type; `merged`: two entities under one name."""

    f1: float
    wrong: int
    found: int
    merged: int


def found(texts: Iterable[Annotated]) -> list[Found]:
    """What cleaning and the network give for each text; rules come after them."""
    texts = list(texts)
    documents = [_document(text) for text in texts]
    works = list(Analyzer(["convert", "clean"]).each(documents))
    cleaned = [w.cleaned.text if isinstance(w, Work) and w.cleaned else "" for w in works]
    read = [in_usual_case(only_words(text, by_blanks=True)[0], packaged()) for text in cleaned]
    spans = Recogniser(ENGLISH).spans(read)
    return [Found(*one) for one in zip(texts, cleaned, spans, strict=True)]


def scores(of: Sequence[Found]) -> dict[tuple[str, str], Score]:
    """(genre, half) → the score with the rules as they are now."""
    joined: dict[tuple[str, str], Counter[Any]] = {}
    exact: dict[tuple[str, str], Counter[str]] = {}
    for annotated, text, spans in of:
        entities = resolution.resolve(text, spans, packaged())
        group = annotated.genre, annotated.half
        if annotated.entities:
            counted = joined.setdefault(group, Counter())
            _scorer().score_document(annotated.entities, _record(entities), counted, [])
        else:
            exact.setdefault(group, Counter()).update(_exact(annotated, entities))
    made = {}
    for group, counted in joined.items():
        figures = _scorer().figures(counted, _FIELDS)
        wrong = figures["wrong_type"] + figures["spurious"]
        made[group] = Score(figures["joined_f1"], wrong, figures["predicted"], figures["merged"])
    for group, spans_of in exact.items():
        right, made_of = spans_of["right"], spans_of["found"]
        f1 = 2 * right / max(spans_of["gold"] + made_of, 1)
        made[group] = Score(f1, made_of - right, made_of, 0)
    return made


def _record(entities: Entities) -> dict[str, Any]:
    """As `docmill analyze` prints it."""
    record: dict[str, Any] = {field: [] for field in _FIELDS.values()}
    for entity in entities.entities:
        if entity.label in _FIELDS:
            record[_FIELDS[entity.label]].append(entity.name)
    mentions = [{"label": m.label, "text": m.text, "entity": m.entity} for m in entities.mentions]
    return {**record, "mentions": mentions}


def _exact(annotated: Annotated, entities: Entities) -> dict[str, int]:
    made = Counter((_bare(m.text), m.label) for m in entities.mentions if m.label in NAMED)
    gold = Counter((_bare(name), label) for name, label in annotated.names)
    return {"right": (made & gold).total(), "found": made.total(), "gold": gold.total()}


def _bare(name: str) -> str:
    return " ".join(name.removesuffix("'s").removesuffix("’s").split())


def _document(text: Annotated) -> Document:
    locator = Locator(f"names:{text.genre}/{text.id}")
    return Document(document_id(locator), locator, "text/plain", text.text, "", len(text.text))


@cache
def _scorer() -> Any:
    """The shared scorer, which is a script."""
    path = SHARED / "eval" / "entities" / "score.py"
    spec = importlib.util.spec_from_file_location("entities_score", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
