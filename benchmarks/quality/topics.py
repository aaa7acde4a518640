"""Topics without training: the data sets' own labels as a user's taxonomy, and the default one."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from benchmarks.corpus import ROOT, Article, even_half
from benchmarks.quality.figure import Figure
from benchmarks.quality.kit import EVEN_HALF
from pipeline.classify import ClassifyStage
from pipeline.records import Cleaned, Document, Locator, Topics, Work

OWN = ROOT / "benchmarks" / "quality" / "taxonomies"
COVERAGE = 0.8
NAMES = {"bbc": "BBC", "agnews": "AG News"}

ARTS = "arts, culture, entertainment and media"
CONFLICT = "conflict, war and peace"
CRIME = "crime, law and justice"
DISASTER = "disaster, accident and emergency incident"
ECONOMY = "economy, business and finance"
POLITICS = "politics and government"
SCIENCE = "science and technology"
SPORT = "sport"
# Which of the default taxonomy's labels are right for a label of the data sets. AG News files all
# news from abroad and about American society under World, whatever it is about.
RIGHT: Mapping[str, Mapping[str, frozenset[str]]] = {
    "bbc": {
        "business": frozenset({ECONOMY}),
        "entertainment": frozenset({ARTS}),
        "politics": frozenset({POLITICS}),
        "sport": frozenset({SPORT}),
        "tech": frozenset({SCIENCE}),
    },
    "agnews": {
        "World": frozenset(
            {CONFLICT, POLITICS, DISASTER, CRIME, "religion", "society", "human interest"}
        ),
        "Sports": frozenset({SPORT}),
        "Business": frozenset({ECONOMY}),
        "Sci/Tech": frozenset({SCIENCE}),
    },
}
OWN_TARGETS = {"bbc": 0.94, "agnews": 0.83}
IPTC_TARGETS = {"bbc": (0.83, 0.965, 0.89), "agnews": (0.76, 0.92, 0.81)}


def measure() -> list[Figure]:
    """The rows on topics."""
    figures = []
    for corpus, name in NAMES.items():
        some = even_half(corpus)
        told: dict[str, Any] = {
            "documents": len(some),
            "split": EVEN_HALF,
            "command": f"`ClassifyStage(taxonomy=benchmarks/quality/taxonomies/{corpus}.toml)`",
            "unit": "%",
        }
        own = topics_of(some, ClassifyStage(taxonomy=str(OWN / f"{corpus}.toml")))
        figures.append(
            Figure(f"{name}, its own labels as a taxonomy: the first is right",
                   share(own, some, lambda ranked, a: ranked[0] == a.label),
                   at_least=OWN_TARGETS[corpus], **told)
        )  # fmt: skip
        told["command"] = "`ClassifyStage()`"
        found = topics_of(some, ClassifyStage())
        right = RIGHT[corpus]
        first, in_three, sure = IPTC_TARGETS[corpus]
        figures += [
            Figure(f"{name}, IPTC: the first topic is right",
                   share(found, some, lambda ranked, a, right=right: ranked[0] in right[a.label]),
                   at_least=first, **told),
            Figure(f"{name}, IPTC: right among the first three",
                   share(found, some,
                         lambda ranked, a, right=right: not right[a.label].isdisjoint(ranked[:3])),
                   at_least=in_three, **told),
            Figure(f"{name}, IPTC: precision of the first topic at 80 % coverage",
                   precision(found, some, right), at_least=sure, **told),
            Figure(f"{name}, IPTC: no topic chosen",
                   sum(not topics.chosen for topics in found) / len(found), **told),
        ]  # fmt: skip
    return figures


def topics_of(some: Sequence[Article], stage: ClassifyStage) -> list[Topics]:
    """The topics of articles, as the stage gives them."""
    results = stage.process([as_work(article) for article in some])
    return [r.topics for r in results if isinstance(r, Work) and r.topics is not None]


def as_work(article: Article) -> Work:
    """An article as it comes out of the clean stage."""
    document = Document(article.id, Locator(article.id), "text/plain", None, "", len(article.text))
    return Work(document, Cleaned(article.title, article.text, "en", article.id))


def ranked(topics: Topics) -> list[str]:
    """The labels by score, best first."""
    return sorted(topics.scores, key=lambda label: -topics.scores[label])


def share(found: Sequence[Topics], some: Sequence[Article], is_right: Callable[..., bool]) -> float:
    """The share of documents that are right."""
    return sum(is_right(ranked(t), a) for t, a in zip(found, some, strict=True)) / len(some)


def precision(
    found: Sequence[Topics], some: Sequence[Article], right: Mapping[str, frozenset[str]]
) -> float:
    """How often the first topic is right among the `COVERAGE` of documents that are surest."""
    judged = sorted(
        ((margin(t), ranked(t)[0] in right[a.label]) for t, a in zip(found, some, strict=True)),
        key=lambda pair: -pair[0],
    )
    kept = judged[: round(COVERAGE * len(judged))]
    return sum(good for _, good in kept) / len(kept)


def margin(topics: Topics) -> float:
    """How far the first topic is ahead of the second."""
    first, second = ranked(topics)[:2]
    return topics.scores[first] - topics.scores[second]
