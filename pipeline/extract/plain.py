"""Makes the entities of a document in a language that docmill has no rules for.

The rules of `resolution.py` know English words. Here a name's type is what most of its mentions
have, and forms are joined as everywhere: a surname with the one full name that has it, an acronym
with its definition, the user's gazetteer first.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence

from pipeline.extract.canonical import places
from pipeline.extract.forms import Found, collect
from pipeline.extract.gazetteer.matching import matches
from pipeline.extract.gazetteer.user import NONE, UserGazetteer
from pipeline.extract.joining import join
from pipeline.extract.labels import VALUES, label_of
from pipeline.extract.resolution import entities_of, with_matches
from pipeline.extract.scan import words
from pipeline.extract.span import Span, value_mention
from pipeline.records import Entities, Mention


def resolve_plainly(
    text: str,
    found: Sequence[Found],
    canonical: Mapping[str, str],
    user: UserGazetteer = NONE,
    values: Sequence[Mention] = (),
) -> Entities:
    """The mentions and entities of the names found in a text.

    `canonical`: English key of a place by the key of its name; `user`: a gazetteer whose matches
    take precedence; `values`: mentions that are values.
    """
    if user.entries:
        found = with_matches(found, matches(text, user, words(text)))
    forms = [*collect(text, found, {}, user.entries).values()]
    for form in forms:
        votes = form.votes
        form.label = form.entry.label if form.entry else max(votes, key=votes.__getitem__)
    meant = places(canonical, forms)
    return entities_of(text, forms, join(text, forms, meant, {}), meant, values)


def with_listed(named: Sequence[Found], listed: Iterable[Found]) -> list[Found]:
    """A model's names and those of lists and forms, in order; none overlaps another.

    Where both have the same span, the type is the list's, which is right more often. Elsewhere the
    model's name stays as it is.
    """
    lists = {(one.start, one.end): one for one in listed}
    found = [lists.get((one.start, one.end), one) for one in named]
    ends = [0, *(one.end for one in found)]
    starts = [one.start for one in found]
    for one in lists.values():
        before = bisect_left(starts, one.end)
        if ends[before] <= one.start:
            found.append(one)
    return sorted(found, key=lambda one: one.start)


def found_and_values(text: str, spans: Iterable[Span]) -> tuple[list[Found], list[Mention]]:
    """A model's spans as names and as values."""
    found: list[Found] = []
    values: list[Mention] = []
    for start, end, model_label, margin in spans:
        label = label_of(model_label)
        if label not in VALUES:
            found.append(Found(start, end, label, "", "", margin))
        elif made := value_mention(text, start, end, label):
            values.append(made)
    return found, values
