"""Switches the rules of English names off, one by one, on texts of several genres.

    python -m benchmarks.names.ablation [--half fit] [--rule WORD] > table.md

Prints a table: for each rule and genre, by how many thousandths F1 falls without it and how many
more names are wrong. A rule that is worth nothing on any genre has an empty row.
"""

import argparse
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Any, NamedTuple
from unittest.mock import patch

from benchmarks.names.scoring import Found, Score, found, scores
from benchmarks.names.texts import annotated
from pipeline.extract import (
    bodies,
    evidence,
    joining,
    law,
    no_names,
    over_line_ends,
    particles,
    resolution,
    scan,
    signs,
    slips,
    unsure,
    whole_names,
)
from pipeline.extract.evidence import WEIGHTS, Weights

Scores = Mapping[tuple[str, str], Score]


class Rule(NamedTuple):
    """A rule by its name, and what switches it off."""

    name: str
    off: Callable[[], AbstractContextManager[Any]]


def rules() -> Iterator[Rule]:
    """All rules that can be switched off: steps, tests of what is no name, signs, joins."""
    for name, step in STEPS.items():
        yield _replaced(f"step: {name}", resolution, name, step)
    for name in NO_NAMES:
        yield _replaced(f"no name: {name.strip('_')}", no_names, name, _never)
    for name in RELABELS:
        yield _replaced(f"another label: {name.strip('_')}", no_names, name, _never)
    for label, least in unsure._LEAST.items():
        yield Rule(
            f"unsure: {label} below {least:g}",
            partial(patch.dict, unsure._LEAST, {label: 0.0}),
        )
    yield _replaced("evidence: well-known things", evidence, "_thing", lambda *_: "")
    for sign in WEIGHTS:
        yield Rule(f"sign: {sign}", partial(patch.dict, WEIGHTS, {sign: Weights()}))
    for name in JOINS:
        yield _replaced(f"join: {name.removeprefix('_join_')}", joining, name, _never)
    for module, names, by in PARTS:
        of = module.__name__.rpartition(".")[2]
        for name in names:
            yield _replaced(f"{of}: {name.strip('_')}", module, name, by)


def _never(*_: object) -> bool:
    return False


def _given(place: int) -> Callable[..., Any]:
    """A step that gives back one of its arguments, a sequence as a list."""
    return lambda *given: given[place] if isinstance(given[place], int) else list(given[place])


STEPS: Mapping[str, Callable[..., Any]] = {
    "with_particles": lambda *_: None,
    "with_suffixes": lambda *_: None,
    "with_hyphenated_places": _given(1),
    "over_line_ends": _given(1),
    "without_headline_words": _given(1),
    "with_inverted": _given(1),
    "with_parties": _given(1),
    "with_judges": _given(0),
    "with_listed_people": _given(1),
    "with_listed_places": _given(1),
    "with_whole_names": _given(1),
    "with_seats": _given(1),
    "with_lists": _given(1),
    "likely": _given(1),
    "_owned": lambda *_: [],
    "beside": lambda *_: [],
    "relabel": lambda *_: None,
    "is_no_name": _never,
    "is_unsure": _never,
    "scan": lambda *_: [],
    "_parted": _given(1),
}
NO_NAMES = (
    "is_code", "_is_unit", "is_address", "is_date", "is_part", "is_cited", "is_in_title",
    "is_on_code_line", "_is_noun_of_text", "_is_thing", "_is_between_places", "_are_holders",
    "_is_lone_word", "is_term", "no_evidence", "is_defined", "stands_for_words",
)  # fmt: skip
RELABELS = ("is_company", "is_act", "_is_of_body", "is_party")
JOINS = ("_join_people", "_join_full", "_join_aliases", "_join_organizations")
NO_MATCH = re.compile(r"(?!)")
# Rules inside those above: the module, their names in it, and what takes their place.
PARTS: Sequence[tuple[Any, Sequence[str], Any]] = (
    (scan, ("_again", "_titled", "_honourable", "_justices", "_with_initial",
            "_well_known", "_in_lower_case"), lambda *_: iter(())),
    (slips, ("_TITLE_AT_END", "_CLAUSE", "_POSITION", "_LINK_AT_END", "_AMONG_PEOPLE",
             "_DETERMINER"), NO_MATCH),
    (slips, ("_CAPTIONS", "ROOMS"), frozenset()),
    (slips, ("is_titled_person",), _never),
    (unsure, ("_has_place", "_is_in_place", "_is_body", "_is_evident",
              "_has_short_form"), _never),
    (no_names, ("is_technical_acronym", "is_issue", "is_called", "is_field_of_office",
                "_is_abbreviated", "_is_low", "_is_somebody", "is_firm", "may_be_act",
                "is_in_caption"), _never),
    (no_names, ("_EDITION", "_CAPTION", "_CREDITED"), NO_MATCH),
    (no_names, ("name_start", "greeting_end"), _given(1)),
    (bodies, ("_subjects_before", "_list_end"), lambda *_: 0),
    (bodies, ("_SCHOOL", "_LODGE", "_COURT_AFTER", "_OFFICE_AFTER", "_SUPREME", "_OF_COURT",
              "_OF_STATE", "_COMMITTEE_BEFORE"), NO_MATCH),
    (whole_names, ("_with_and", "_longer", "_chapters"), lambda *_: iter(())),
    (over_line_ends, ("_extend_below",), lambda *_: None),
    (over_line_ends, ("_is_in_office", "_is_begun"), _never),
    (signs, ("_is_short", "_ends_in_state", "_is_thing", "_is_quarter", "_is_surname"), _never),
    (resolution, ("is_sport", "_is_body"), _never),
    (unsure, ("_PARTNERS",), NO_MATCH),
    (resolution, ("companies",), _given(1)),
    (resolution, ("label_surnames",), lambda *_: None),
    (joining, ("defined",), lambda *_: {}),
    (joining, ("initials",), lambda *_: ()),
    (joining, ("_turned",), lambda *_: ("", ())),
    (joining, ("_TEAM_ENDS", "GENERIC"), frozenset()),
    (joining, ("_may_be_any",), lambda *_: True),
    (particles, ("_SYLLABLE", "_ARABIC"), NO_MATCH),
    (law, ("_LETTERED", "_ABBREVIATED", "_NUMBERS", "_NUMBERED", "_PANEL", "_BILL", "_COURT",
           "_CITATION", "_TITLE_AFTER", "_TITLE_GOES_ON"), NO_MATCH),
)  # fmt: skip


def _replaced(name: str, module: Any, attribute: str, by: Callable[..., Any]) -> Rule:
    return Rule(name, lambda: patch.object(module, attribute, by))


def table(of: Sequence[Found], wanted: str) -> Iterator[str]:
    """The lines of the table."""
    before = by_genre(of)
    genres = sorted(before)
    yield "| without | " + " | ".join(genres) + " |"
    yield "|---|" + "---|" * len(genres)
    yield "| nothing: F1, wrong of all | " + " | ".join(
        f"{before[g].f1:.3f}, {before[g].wrong} of {before[g].found}" for g in genres
    ) + " |"  # fmt: skip
    for rule in rules():
        if wanted in rule.name:
            with rule.off():
                after = by_genre(of)
            yield f"| {rule.name} | " + " | ".join(
                _change(before[genre], after[genre]) for genre in genres
            ) + " |"  # fmt: skip
            sys.stdout.flush()


def by_genre(of: Sequence[Found]) -> dict[str, Score]:
    """The scores of genres; UNER's five kinds of texts are one."""
    for remembers in (slips._parts, no_names._is_plain_surface, law.is_term):
        remembers.cache_clear()  # answers under other rules
    one = [text._replace(of=text.of._replace(genre=_group(text.of.genre), half="")) for text in of]
    return {genre: score for (genre, _), score in scores(one).items()}


def _group(genre: str) -> str:
    return genre.partition(" ")[0] if genre.startswith("EWT ") else genre


def _change(before: Score, after: Score) -> str:
    """ "-12, 3 wrong": F1 falls by .012 without the rule, three more names are wrong."""
    if before == after:
        return ""
    merged = f", {after.merged - before.merged:+d} merged" if after.merged != before.merged else ""
    return f"{1000 * (after.f1 - before.f1):+.0f}, {after.wrong - before.wrong:+d} wrong{merged}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--half", choices=("fit", "held"), help="that half alone")
    parser.add_argument("--rule", default="", help="rules with this word in their name")
    asked = parser.parse_args()
    texts = [text for text in annotated() if asked.half in (None, text.half)]
    for line in table(found(texts), asked.rule):
        print(line)


if __name__ == "__main__":
    main()
