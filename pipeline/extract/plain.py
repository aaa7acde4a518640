"""Makes the entities of a document in a language that docmill has no rules for.

The rules of `resolution.py` know English words. Here a name's type is what its mentions say, in
languages whose names have endings those together that differ by them ("Mesiac", "Mesiaca"), and
forms are joined as everywhere: a surname with the one full name that has it, an acronym with its
definition, the user's gazetteer first.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.extract.canonical import places
from pipeline.extract.forms import Form, Found, collect
from pipeline.extract.gazetteer.matching import matches
from pipeline.extract.gazetteer.user import NONE, UserGazetteer
from pipeline.extract.joining import join
from pipeline.extract.labels import ORGANIZATION_LABEL, VALUES, label_of
from pipeline.extract.resolution import entities_of, with_matches
from pipeline.extract.scan import words
from pipeline.extract.span import Span, value_mention
from pipeline.records import Entities, Mention

# Chosen on the development parts in Slovak and Finnish; the other languages hardly change.
LISTED = 5.0  # what a mention counts at most, by the margin of the model; one of a list is so sure
STEM, STEM_SHARE = 4, 0.6  # letters that two forms of a word begin with, and share of the longer
ENDING = 4  # letters behind them


def resolve_plainly(
    text: str,
    found: Sequence[Found],
    canonical: Mapping[str, str],
    user: UserGazetteer = NONE,
    values: Sequence[Mention] = (),
    *,
    with_endings: bool = False,
) -> Entities:
    """The mentions and entities of the names found in a text.

    `canonical`: English key of a place by the key of its name; `user`: a gazetteer whose matches
    take precedence; `values`: mentions that are values; `with_endings`: whether names have
    different ones in the language, so that forms that differ by them have one type.
    """
    if user.entries:
        found = with_matches(found, matches(text, user, words(text)))
    forms = [*collect(text, found, {}, user.entries).values()]
    for alike in inflected(forms) if with_endings else ([form] for form in forms):
        votes = dict.fromkeys((label for form in alike for label in form.votes), 0.0)
        for mention in (m for form in alike for m in form.mentions):
            votes[mention.label] += min(mention.margin, LISTED)
        for form in alike:
            form.label = form.entry.label if form.entry else max(votes, key=votes.__getitem__)
    meant = places(canonical, forms)
    return entities_of(text, forms, join(text, forms, meant, {}), meant, values)


def inflected(forms: Iterable[Form]) -> Iterator[list[Form]]:
    """Groups of forms whose words differ by their endings only; most are alone."""
    head: Form | None = None
    group: list[Form] = []
    for form in sorted(forms, key=lambda form: (len(form.words), form.words)):
        if head is None or not _differ_by_endings(head.words, form.words):
            if group:
                yield group
            head, group = form, []
        group.append(form)
    if group:
        yield group


def _differ_by_endings(one: Sequence[str], other: Sequence[str]) -> bool:
    return len(one) == len(other) and all(map(_is_same, one, other))


def _is_same(word: str, other: str) -> bool:
    differing = (n for n, (one, its) in enumerate(zip(word, other, strict=False)) if one != its)
    common = next(differing, min(len(word), len(other)))
    longer = max(len(word), len(other))
    rest = longer - common
    return not rest or (common >= STEM and rest <= ENDING and common >= STEM_SHARE * longer)


def with_listed(named: Sequence[Found], listed: Iterable[Found]) -> list[Found]:
    """A model's names and those of lists and forms, in order; none overlaps another.

    Where both have the same span, the type is the list's, which is right more often. A part of a
    body's whole name ("Brodomerkur" of "Brodomerkur d.d.") is the body. Elsewhere the model's name
    stays as it is.
    """
    lists = {(one.start, one.end): one for one in listed}
    bodies = {one.start: one.end for one in lists.values() if one.label == ORGANIZATION_LABEL}
    begins = sorted(bodies)
    found = []
    for one in named:
        before = bisect_right(begins, one.start) - 1
        end = bodies[begins[before]] if before >= 0 else 0
        if one.end > end or (begins[before], end) == (one.start, one.end):
            found.append(lists.get((one.start, one.end), one))
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
