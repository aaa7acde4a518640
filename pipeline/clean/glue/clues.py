"""The clues whether a word is two words run together, each a number.

`word_clues` are those of the word by itself, `context_clues` those of where it stands; a logistic
regression weighs them (`weights`).
"""

from collections.abc import Mapping
from math import log1p
from typing import NamedTuple

from msgspec import Struct

from pipeline.clean.glue.language_model import LanguageModel
from pipeline.clean.glue.tokens import Token
from pipeline.clean.glue.word_classes import NAME, NONE, UNKNOWN, guess_class

FREQUENT = 5.5  # zipf value of a hundred words that make up half of a text
SHORTEST_STEM = 4  # letters

WORD_CLUES = (
    "gain", "zipf_a", "zipf_b", "zipf_least", "frequent_a", "frequent_b", "letters_a_1",
    "letters_a_2", "letters_a_3", "letters_b_1", "letters_b_2", "letters_b_3", "length",
    "unlisted_a", "unlisted_b", "listed", "zipf", "letters", "seam", "head", "tail", "stem",
    "capital", "capital_seam", "capital_seam_name_a", "capital_seam_name_b", "name_lower",
    "name_lower_known", "all_capitals", "capitals_lower", "capitals_name", "lower_capitals",
    "other_capitals", "half_mixed", "hyphen", "apostrophe", "pair_ab", "pair_ab_listed",
    "gain_seam", "gain_name", "zipf_a_seam", "zipf_b_seam", "zipf_a_name", "zipf_b_name",
    "head_name", "tail_name", "listed_name", "gain_listed", "gain_low", "gain_high", "zipf_b_low",
    "zipf_a_low", "zipf_b_high", "zipf_a_high", "unlisted_a_frequent_b", "compound", "known",
    "known_log", "known_a_log", "known_b_log", "new_a", "new_b",
)  # fmt: skip
CONTEXT_CLUES = (
    "pair_pa", "pair_pa_listed", "pair_bn", "pair_bn_listed", "pair_unsplit", "frequent_pa",
    "frequent_bn", "classes_ab", "classes_pa", "classes_bn", "classes_unsplit", "glue_ab",
    "glue_pa", "glue_bn", "repeated", "repeated_often", "seen_a", "seen_b", "no_before",
    "no_after", "leads",
)  # fmt: skip


class ClassTables(Struct, frozen=True):
    """Log-odds of two word classes side by side; rows are the first's, columns the second's.

    `affinity`: more often than by chance, in clean text; the others: in right splits rather than in
    wrong ones, of both halves, of the word before and the first, of the second and the word after.
    """

    affinity: list[list[float]]
    glue_ab: list[list[float]]
    glue_pa: list[list[float]]
    glue_bn: list[list[float]]


class Split(NamedTuple):
    """A way to split a word: after `cut` characters, into the keys `a` and `b`."""

    cut: int
    a: str
    b: str


def key_a(half: str) -> str:
    """What stands for a first half: its last part, without a possessive ending."""
    part = half.rsplit("-", 1)[-1]
    return part.removesuffix("'s") or part


def key_b(half: str) -> str:
    """What stands for a second half: its first part, without a possessive ending."""
    part = half.split("-", 1)[0]
    return part.removesuffix("'s") or part


def key_word(lower: str) -> str:
    """What stands for a whole word: its longest part, without a possessive ending."""
    part = max(lower.split("-"), key=len)
    return part.removesuffix("'s") or part


def word_clues(
    model: LanguageModel, known: Mapping[str, int], own: int, word: str, split: Split
) -> list[float]:
    """The `WORD_CLUES` of a split.

    `known`: in how many documents of the archive each word is, `own`: how many of these are the
    document itself (0 or 1).
    """
    cut, a, b = split
    half_a, half_b = word[:cut], word[cut:]
    lower = word.lower()
    t = key_word(lower)
    za, zb, zt = model.zipf(a), model.zipf(b), model.zipf(t)
    listed = t in model
    letters_t, letters_a, letters_b = model.letters(t), model.letters(a), model.letters(b)
    seam = 0.0
    if len(a) + len(b) == len(lower):
        seam = letters_a[-1] + sum(letters_b[:3]) - sum(letters_t[cut : cut + 3])
    gain = (
        model.log_probability(a, letters_a)
        + model.log_probability(b, letters_b)
        - model.log_probability(t, letters_t)
    )
    stems = [model.zipf(t[:-k]) for k in (1, 2, 3) if len(t) - k >= SHORTEST_STEM]
    capitals_a = half_a.isupper() and len(half_a) > 1
    capitals_b = half_b.isupper() and len(half_b) > 1
    capital_seam = half_b[0].isupper() and half_a[-1].islower()
    name_lower = half_a[0].isupper() and not capitals_a and half_b.islower()
    mixed = (half_a[1:] != half_a[1:].lower() and not capitals_a) or (
        half_b[1:] != half_b[1:].lower() and not capitals_b
    )
    pair, pair_listed = model.pair(a, b)
    class_a, class_b = model.word_class(a), model.word_class(b)
    count, count_a, count_b = (max(0, known.get(key, 0) - own) for key in (t, a, b))
    return [
        gain, za, zb, min(za, zb), za > FREQUENT, zb > FREQUENT,
        len(a) == 1, len(a) == 2, len(a) == 3, len(b) == 1, len(b) == 2, len(b) == 3,
        len(a) + len(b), a not in model, b not in model, listed, zt if listed else 0.0,
        sum(letters_t) / len(letters_t), seam, model.head(a), model.tail(b),
        max(stems, default=1.0) - 1.0,
        word[0].isupper(), capital_seam,
        capital_seam and class_a in (NAME, UNKNOWN), capital_seam and class_b in (NAME, UNKNOWN),
        name_lower, name_lower and class_a == NAME,
        word.isupper(), capitals_a and half_b.islower(),
        capitals_a and half_b[0].isupper() and not capitals_b,
        half_a.islower() and capitals_b,
        not capital_seam and word[1:] != word[1:].lower() and not word.isupper(), mixed,
        "-" in word, "'" in word, pair, pair_listed,
        gain * capital_seam, gain * name_lower,
        za * capital_seam, zb * capital_seam, za * name_lower, zb * name_lower,
        model.head(a) * name_lower, model.tail(b) * name_lower,
        listed and name_lower, gain * listed,
        min(0.0, gain), max(0.0, gain - 6),
        max(0.0, 4 - zb), max(0.0, 4 - za), max(0.0, zb - 5), max(0.0, za - 5),
        a not in model and zb > FREQUENT, model.head(a) * model.tail(b),
        count > 0, log1p(count), log1p(count_a), log1p(count_b),
        bool(known) and not count_a, bool(known) and not count_b,
    ]  # fmt: skip


def split_classes(model: LanguageModel, token: Token, split: Split) -> tuple[int, int, int, int]:
    """The classes of both halves, of the word before and of the word after."""
    word = token.word
    return (
        class_of(model, split.a, word[0].isupper() and not token.leads),
        class_of(model, split.b, word[split.cut].isupper()),
        class_of(model, token.before, False) if token.before else NONE,
        class_of(model, token.after, False) if token.after else NONE,
    )


def context_clues(
    model: LanguageModel,
    classes: ClassTables,
    counts: Mapping[str, int],
    token: Token,
    split: Split,
) -> list[float]:
    """The `CONTEXT_CLUES` of a split; `counts`: how often the document has each key."""
    before, after = token.before, token.after
    _, a, b = split
    t = key_word(token.word.lower())
    pair_pa, listed_pa = model.pair(before, a) if before else (0.0, False)
    pair_bn, listed_bn = model.pair(b, after) if after else (0.0, False)
    pair_pt = max(0.0, model.pair(before, t)[0]) if before else 0.0
    pair_tn = max(0.0, model.pair(t, after)[0]) if after else 0.0
    za, zb = model.zipf(a), model.zipf(b)
    class_a, class_b, class_p, class_n = split_classes(model, token, split)
    class_t = class_of(model, t, token.word[0].isupper())
    affinity = classes.affinity
    count = counts.get(t, 0)
    return [
        pair_pa, listed_pa, pair_bn, listed_bn, pair_pt + pair_tn,
        za > FREQUENT and bool(before) and model.zipf(before) > FREQUENT,
        zb > FREQUENT and bool(after) and model.zipf(after) > FREQUENT,
        affinity[class_a][class_b], affinity[class_p][class_a], affinity[class_b][class_n],
        affinity[class_p][class_t] + affinity[class_t][class_n],
        classes.glue_ab[class_a][class_b], classes.glue_pa[class_p][class_a],
        classes.glue_bn[class_b][class_n],
        count > 1, count > 2,
        za < FREQUENT and counts.get(a, 0) > 0, zb < FREQUENT and counts.get(b, 0) > 0,
        not before, not after, token.leads,
    ]  # fmt: skip


def class_of(model: LanguageModel, word: str, capital: bool) -> int:
    """A word's class; a guess where the list has none."""
    found = model.word_class(word)
    return guess_class(word, capital) if found == UNKNOWN else found
