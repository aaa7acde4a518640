"""Texts of an index: the best hits of a search, and a random sample of all."""

from collections.abc import Iterator, Sequence

import msgspec

from pipeline.index import Index, SearchRequest
from pipeline.query.tree import Node, Or, Phrase, Prefix

FEWEST_BEGINNINGS = 4  # with fewer, the size of a sample would often be far from that asked for


class Sampled(msgspec.Struct, frozen=True):
    """A document of the index: its title and text, and the names found in it."""

    id: str
    text: str
    names: tuple[str, ...]


def seeds_query(seeds: Sequence[str]) -> Node:
    """The query for any of some seed words; a final `*` matches any ending."""
    return Or(
        tuple(
            Prefix(seed.removesuffix("*")) if seed.endswith("*") else Phrase(seed) for seed in seeds
        )
    )


def best(index: Index, query: Node, most: int) -> list[Sampled]:
    """The best hits of a query, at most `most`; copies once."""
    return list(_sampled(index, query, most))


def sample(index: Index, most: int) -> list[Sampled]:
    """About `most` documents of the whole index, at random but always the same.

    They are chosen by the first digits of their content hashes.
    """
    share = min(1.0, most / max(index.count(), 1))
    length = 1
    while round(share * 16**length) < FEWEST_BEGINNINGS:
        length += 1
    beginnings = (f"{number:0{length}x}" for number in range(round(share * 16**length)))
    query = Or(tuple(Prefix(beginning, "content_hash") for beginning in beginnings))
    return list(_sampled(index, query, most))


def _sampled(index: Index, query: Node, most: int) -> Iterator[Sampled]:
    for hit in index.search(SearchRequest(query, size=most, snippets=False)).hits:
        # None if it was deleted meanwhile.
        if fields := index.get(hit.id):
            text = f"{fields.get('title') or ''}\n{fields.get('text') or ''}"
            yield Sampled(hit.id, text, (*hit.people, *hit.organizations, *hit.places))
