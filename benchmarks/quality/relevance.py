"""How well searches put the right documents first: nDCG@10 on a small judged set, on both engines.

`gold/relevance.tsv` has a query a line and grades of up to ten articles, by their ids: 3 is about
just this, 2 largely, 1 touches it, 0 does not. They were graded by their titles, from the first ten
of docmill's own search, so only their order among themselves is judged: nDCG over condensed lists
(Sakai, 2007). The odd queries may be used to choose weights, the even ones only to measure.
"""

import math
import secrets
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.corpus import articles
from benchmarks.quality.figure import Figure
from pipeline.identity import content_hash
from pipeline.index import Index, IndexEntry, SearchRequest
from pipeline.query.parse import parse
from testbed.elasticsearch import start_elasticsearch
from workers.indexes.elasticsearch.index import ElasticsearchIndex
from workers.indexes.embedded.index import EmbeddedIndex

GOLD = Path(__file__).with_name("gold") / "relevance.tsv"
COMMAND = "python -m benchmarks.quality relevance"
FIRST = 10
LOOKED_AT = 500  # hits, among which the graded ones are
SECTIONS = {"b": "business", "e": "entertainment", "p": "politics", "s": "sport", "t": "tech"}

Judged = dict[str, dict[str, int]]  # by query and article


def judged() -> Judged:
    """The grades of articles by query."""
    found: Judged = {}
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        query, _, grades = line.partition("\t")
        pairs = (pair.partition("=") for pair in grades.split())
        found[query] = {_article(name): int(grade) for name, _, grade in pairs}
    return found


def measure() -> list[Figure]:
    """nDCG@10 of both halves of the queries, on both engines."""
    with tempfile.TemporaryDirectory() as folder, start_elasticsearch() as server:
        name = f"relevance-{secrets.token_hex(4)}"
        engines: dict[str, Index] = {
            "embedded": EmbeddedIndex(Path(folder) / "index"),
            "Elasticsearch": ElasticsearchIndex(server.url, name=name),
        }
        return [figure for engine, index in engines.items() for figure in _figures(engine, index)]


def _figures(engine: str, index: Index) -> Iterator[Figure]:
    documents = fill(index)
    grades = list(judged().items())
    for half, queries in (("odd", grades[::2]), ("even", grades[1::2])):
        values = [ndcg(index, query, graded) for query, graded in queries]
        yield Figure(
            f"nDCG@{FIRST} of searches, {engine}, {half} queries", sum(values) / len(values),
            documents, f"{len(values)} judged queries over BBC and AG News dev", COMMAND,
        )  # fmt: skip
    index.close()


def fill(index: Index) -> int:
    """Write titles and texts of the development articles; returns how many there are."""
    index.prepare()
    entries = [
        IndexEntry(
            article.id,
            1,
            {
                "title": article.title, "text": article.text, "language": "en", "version": 1,
                "content_hash": content_hash(article.text), "source_id": article.id,
            },
        )
        for corpus in ("bbc", "agnews")
        for article in articles(corpus)
    ]  # fmt: skip
    for start in range(0, len(entries), 500):
        index.write(entries[start : start + 500])
    index.refresh()
    return len(entries)


def ndcg(index: Index, query: str, graded: dict[str, int]) -> float:
    """That of the graded articles in the order in which a search gives them."""
    hits = index.search(SearchRequest(parse(query).node, size=LOOKED_AT)).hits
    found = [graded[hit.id] for hit in hits if hit.id in graded]
    best = _gain(sorted(graded.values(), reverse=True))
    return _gain(found) / best if best else 0.0


def _gain(grades: Sequence[int]) -> float:
    return math.fsum(
        (2.0**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades[:FIRST], 1)
    )


def _article(short: str) -> str:
    section, _, number = short.partition("/")
    return short if section == "ag" else f"{SECTIONS[section]}/{number}.txt"
