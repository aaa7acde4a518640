"""The pass over an index that settles names by the evidence of all its documents."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from pipeline.errors import Unavailable
from pipeline.extract.keys import key
from pipeline.index import Index, IndexEntry
from pipeline.query.tree import All
from pipeline.resolve.counts import REMEMBERED, Counts
from pipeline.resolve.names import NEEDED, Change, Named, found, resolved, undone
from pipeline.resolve.review import Accepted
from pipeline.resolve.settling import Settling
from pipeline.resolve.spool import Spool
from pipeline.resolve.variants import Variant, candidates, variants

AT_ONCE = 200  # documents read, or written, together
MOST_SHOWN = 1_000  # kinds of changes that a plan names

_key = lru_cache(REMEMBERED)(key)  # of forms, which come again and again

Advance = Callable[[int], None]  # called with the number of documents that are done


class Kind(msgspec.Struct, frozen=True):
    """Changes of one kind: a name of a type that gets another, in how many documents."""

    by: str
    type: str
    name: str
    new_type: str
    new_name: str
    documents: int


class Plan(msgspec.Struct, frozen=True):
    """What a resolution changes: `to_write` documents differ from what the index holds now.

    `changed`: documents with a change. `changes`: by rule. `kinds`: the most frequent first.
    `unknown`: accepted spellings that no document has, as (label, key, key that it is a spelling
    of); they change nothing.
    """

    documents: int
    changed: int
    to_write: int
    changes: dict[str, int]
    kinds: tuple[Kind, ...]
    variants: tuple[Variant, ...]
    unknown: tuple[tuple[str, str, str], ...] = ()


class Resolution:
    """One resolution of an index: `plan`, then `write`.

    `folder`: an empty one for the counts and the names of all documents. The answer follows from
    what the stages found and from `accepted` alone, so after an interruption it is the same again.
    """

    def __init__(self, index: Index, folder: Path, accepted: Accepted) -> None:
        self._index = index
        self._accepted = accepted
        self._counts = Counts(folder / "counts.sqlite")
        self._names = Spool(folder / "names")
        self._settling: Settling | None = None

    def plan(self, advance: Advance) -> Plan:
        """Read all names, settle them, and say what changes; nothing is written."""
        with self._names.writing() as keep:
            for names in read(self._index):
                self._counts.add(names)
                keep(names)
                advance(1)
        self._counts.settle()
        unknown = {pair: same for pair, same in self._accepted.items() if self._lacks(*pair, same)}
        known = {pair: same for pair, same in self._accepted.items() if pair not in unknown}
        settling = Settling(self._counts, known)
        pairs = list(candidates(self._counts))
        self._count_near(settling.wanted | {(la, k) for la, *both in pairs for k in both})
        self._settling = settling
        plan = self._planned(settling, tuple(variants(self._counts, pairs)))
        of_nothing = tuple((label, name, same) for (label, name), same in unknown.items())
        return msgspec.structs.replace(plan, unknown=of_nothing)

    def _lacks(self, label: str, *names: str) -> bool:
        return not all(self._counts.documents_with(label, name) for name in names)

    def _count_near(self, wanted: set[tuple[str, str]]) -> None:
        for names in self._names:
            here = [(n.label, n.key) for n in names.names if (n.label, n.key) in wanted]
            if here:
                self._counts.add_near(names, here)
        self._counts.settle()

    def _planned(self, settling: Settling, proposed: tuple[Variant, ...]) -> Plan:
        kinds: Counter[Change] = Counter()
        documents = changed = to_write = 0
        for names in self._names:
            documents += 1
            changes = settling.changes(names)
            kinds.update(changes)
            changed += bool(changes)
            to_write += changes != names.changes
        by_rule: Counter[str] = Counter()
        for change, count in kinds.items():
            by_rule[change.by] += count
        most = sorted(kinds.items(), key=lambda kind: (-kind[1], kind[0].name, kind[0].label))
        shown = tuple(
            Kind(c.by, c.label, c.name, c.new_label, c.new_name, count)
            for c, count in most[:MOST_SHOWN]
        )
        return Plan(documents, changed, to_write, dict(by_rule), shown, proposed)

    def write(self, advance: Advance) -> int:
        """Write the documents that differ; returns how many. `plan` comes before."""
        assert self._settling is not None
        wanted = (
            (names.id, changes)
            for names in self._names
            if (changes := self._settling.changes(names)) != names.changes
        )
        return _write(self._index, wanted, resolved, advance)

    def close(self) -> None:
        """Close the files in the folder."""
        self._counts.close()


def undo(index: Index, advance: Advance) -> int:
    """Give every resolved document the names that the stages found; returns how many."""
    wanted = ((names.id, ()) for names in read(index) if names.changes)
    return _write(index, wanted, lambda fields, _: undone(fields), advance)


def read(index: Index) -> Iterator[Named]:
    """The names of all documents, a few in memory at a time."""
    held = index.held(All())
    while ids := [one.id for one in islice(held, AT_ONCE)]:
        for id, fields in zip(ids, index.records(ids, NEEDED), strict=True):
            if fields is not None:
                yield found(id, fields, _key)


def _write(
    index: Index,
    wanted: Iterable[tuple[str, Sequence[Change]]],
    made: Callable[[Mapping[str, Any], Sequence[Change]], dict[str, Any]],
    advance: Advance,
) -> int:
    written = 0
    rest = iter(wanted)
    while part := dict(islice(rest, AT_ONCE)):
        entries = []
        for id, fields in zip(part, index.records(list(part), None), strict=True):
            if fields is not None:
                fields.pop("id", None)
                # Of the version that was read: what a run wrote meanwhile stays.
                entries.append(IndexEntry(id, fields["version"], made(fields, part[id])))
        for entry, refused in zip(entries, index.write(entries), strict=True):
            if refused is not None:
                raise Unavailable(f"the index refuses {entry.id}: {refused.message}")
        written += len(entries)
        advance(len(part))
    return written
