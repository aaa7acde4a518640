"""Texts out of an index: those that a search finds best, and a sample of all."""

from collections.abc import Iterator, Sequence

import msgspec

from pipeline.index import Index, SearchRequest
from pipeline.query.tree import Node, Or, Phrase, Prefix

FEWEST_BEGINNINGS = 4  # with fewer, a sample would often be far from the size asked for


class Sampled(msgspec.Struct, frozen=True):
    """A document of the index: its title and text, and the names found in it."""

    id: str
    text: str
    names: tuple[str, ...]


def seeds_query(seeds: Sequence[str]) -> Node:
    """What finds any of some seed words; a final `*` stands for any ending."""
    return Or(
        tuple(
            Prefix(seed.removesuffix("*")) if seed.endswith("*") else Phrase(seed) for seed in seeds
        )
    )


def best(index: Index, query: Node, most: int) -> list[Sampled]:
    """The documents that a query finds best, at most so many; copies once."""
    return list(_sampled(index, query, most))


def sample(index: Index, most: int) -> list[Sampled]:
    """About so many documents of the whole index, by chance and yet the same every time.

    Which ones, their content hashes decide: a beginning of the hash has as good a chance as any.
    """
    share = min(1.0, most / max(index.count(), 1))
    length = 1
    while round(share * 16**length) < FEWEST_BEGINNINGS:
        length += 1
    beginnings = (f"{number:0{length}x}" for number in range(round(share * 16**length)))
    query = Or(tuple(Prefix(beginning, "content_hash") for beginning in beginnings))
    return list(_sampled(index, query, most))


def _sampled(index: Index, query: Node, most: int) -> Iterator[Sampled]:
    for hit in index.search(SearchRequest(query, size=most)).hits:
        # Deleted since: none.
        if fields := index.get(hit.id):
            text = f"{fields.get('title') or ''}\n{fields.get('text') or ''}"
            yield Sampled(hit.id, text, (*hit.people, *hit.organizations, *hit.places))
