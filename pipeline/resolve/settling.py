"""What the counts of an archive settle for the names of each document.

The thresholds were chosen on the development articles (BBC, AG News, Wikinews); what they cost is
in docs/how-to/resolve.md.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from pipeline.extract.acronyms import SURE, initials
from pipeline.extract.gazetteer.kinds import NOTHING, ORGANIZATION, PLACE, Kind
from pipeline.extract.gazetteer.packaged import packaged
from pipeline.extract.words import FEMININE, MASCULINE
from pipeline.resolve.counts import REMEMBERED, Counts
from pipeline.resolve.names import Change, Name, Named

PERSON, ORGANIZATION_LABEL, PLACE_LABEL = "person", "organization", "place"
TYPE, SHORT, SPELLING, REVIEW = "type", "short form", "spelling", "review"
# A type is settled when this share of at least so many documents has it.
SHARE, FEWEST = 0.9, 10
# A short form's full name is in so many documents, and has this share of all full names.
FULL_FEWEST, FULL_SHARE = 3, 0.9
# A document is like those of a full name when one of its other names stands beside that in so many
# documents, which are this share of its own.
BESIDE_FEWEST, BESIDE_SHARE = 2, 0.25
SPELLED = 4  # letters; "La" and "LA" may be two
_SETTLED = frozenset({PERSON, ORGANIZATION_LABEL, PLACE_LABEL})
_LISTED: Mapping[str, Kind] = {ORGANIZATION_LABEL: ORGANIZATION, PLACE_LABEL: PLACE}

Key = tuple[str, str]  # label and key


class Settling:
    """The decisions of an archive. `accepted`: (label, key) → the key that it is a spelling of.

    First `types` and `short_forms` are read from the counts; when what stands beside the full names
    (`wanted`) is counted as well, `changes` says what is settled for a document.
    """

    def __init__(self, counts: Counts, accepted: Mapping[Key, str]) -> None:
        self._counts = counts
        self._accepted = accepted
        self._types = dict(self._settled_types())
        self._short = dict(self._settled_short_forms())
        self.wanted = {(label, full) for (label, _), full in self._short.items()}
        self._is_beside = lru_cache(REMEMBERED)(self._beside)

    def changes(self, document: Named) -> tuple[Change, ...]:
        """What is settled for a document, in the order of its names."""
        return tuple(filter(None, (self._change(name, document) for name in document.names)))

    def _change(self, name: Name, document: Named) -> Change | None:
        if name.is_listed:
            return None
        label, key, by = name.label, name.key, ""
        settled = self._types.get(key)
        if settled and settled != label and not (label == PERSON and name.roles):
            label, by = settled, TYPE
        full = self._short.get((label, key))
        if full and self._fits(name, full) and self._is_alike(document, label, key, full):
            key, by = full, SHORT
        if same := self._accepted.get((label, key)):
            key, by = same, REVIEW
        shown = name.name
        if by or len(key) >= SPELLED:
            shown = self._counts.best_name(label, key) or name.name
        if shown == name.name and not by:
            return None
        return Change(name.label, name.key, name.name, label, key, shown, by or SPELLING)

    def _settled_types(self) -> Iterator[tuple[str, str]]:
        known = packaged()
        for key, labels in self._counts.keys_of_several_labels():
            best, most = labels[0]
            total = sum(docs for _, docs in labels)
            if total < FEWEST or most < SHARE * total or best not in _SETTLED:
                continue
            if self._may_be_two(key, best, [label for label, _ in labels[1:]], known.kinds):
                continue
            yield key, best

    def _may_be_two(
        self, key: str, best: str, others: list[str], kinds: Mapping[str, Kind]
    ) -> bool:
        """Whether another type is likely too: of a surname, or of a name in another list."""
        kind = kinds.get(key, NOTHING)
        if any(kind & _LISTED[label] for label in others if label in _LISTED):
            return True
        if best == PLACE_LABEL and kind & PLACE and ORGANIZATION_LABEL in others:
            return True  # its team, its government
        return best != PERSON and PERSON in others and self._is_surname(key)

    def _is_surname(self, key: str) -> bool:
        return " " not in key and self._counts.is_last_word(key)

    def _settled_short_forms(self) -> Iterator[tuple[Key, str]]:
        for label, short, longer in self._counts.short_forms():
            if " " in short:
                continue
            if label == ORGANIZATION_LABEL:
                longer = [(k, n) for k, n in longer if _is_acronym(short, k)]
            elif label == PERSON:
                longer = [(k, n) for k, n in longer if k.endswith(f" {short}")]
            else:
                continue
            if not longer:
                continue
            full, docs = longer[0]
            if docs >= FULL_FEWEST and docs >= FULL_SHARE * sum(n for _, n in longer):
                yield (label, short), full

    def _fits(self, name: Name, full: str) -> bool:
        """Whether a person's titles agree with the given name: no "Mrs" for Tony."""
        titles = {role.split()[-1].casefold().rstrip(".") for role in name.roles if role.split()}
        share = packaged().given.get(full.split()[0])
        if share is None:
            return not titles & FEMININE
        return not ((titles & FEMININE and share < 0.5) or (titles & MASCULINE and share > 0.5))

    def _is_alike(self, document: Named, label: str, key: str, full: str) -> bool:
        """Whether a document is like those that have the full name, and has no such name itself."""
        if any(n.label == label and n.key.endswith(f" {key}") for n in document.names):
            return False
        return any(
            self._is_beside(label, full, other.label, other.key)
            for other in document.names
            if (other.label, other.key) != (label, key)
        )

    def _beside(self, label: str, full: str, other_label: str, other: str) -> bool:
        together = self._counts.beside(label, full, f"{other_label}:{other}")
        if together < BESIDE_FEWEST:
            return False
        return together >= BESIDE_SHARE * self._counts.documents_with(other_label, other)


def _is_acronym(short: str, long: str) -> bool:
    return len(short) >= SURE and short in initials(tuple(long.split()))
