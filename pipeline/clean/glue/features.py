"""The features by which a word is judged to be two words run together, each a number.

`word_features` describe the word by itself, `context_features` its neighbours and document. A
logistic regression gives them weights (`weights`).
"""

from math import log1p

from msgspec import Struct

from pipeline.clean.glue.candidates import FREQUENT, Split
from pipeline.clean.glue.document import Document
from pipeline.clean.glue.language_model import RARER, RAREST_WEB, LanguageModel, pair_probability
from pipeline.clean.glue.tokens import Token
from pipeline.clean.glue.word_classes import NAME, NONE, UNKNOWN, guess_class
from pipeline.clean.lexicon import Lexicon

# Beginnings and ends of words that are no words of their own, or seldom beside their stem.
_PREFIXES = (
    "anti auto bi bio co contra counter cyber de demi dis eco electro en ex fore geo hemi "
    "hetero homo hydro hyper im infra inter intra intro ir kilo macro mal maxi mega meta micro "
    "mid mini mis mono multi nano neo neuro non para peri photo poly post pre pro proto pseudo "
    "psycho quasi re retro self semi socio sub super supra sur tele thermo trans tri ultra un "
    "under uni vice"
)
PREFIXES = frozenset(_PREFIXES.split())
_SUFFIXES = (
    "able ably er ers ess est fold ful fully hood house ible ics ing ish ism ist ists ity ium "
    "ive ize kind land less lessly lessness let lets like ling ly maker man mate men ment "
    "monger most ness person persons phobia phobic proof ship ships sized some stead style "
    "ville ward wards ware way ways wide wise woman women worthy"
)
SUFFIXES = frozenset(_SUFFIXES.split())
# What stands before a surname.
_TITLES = "mr mrs ms miss dr sir lord lady prof president minister mp judge justice captain"
TITLES = frozenset(_TITLES.split())
RARE = 3.5  # zipf value below which a word is not used twice in a document by chance

WORD_FEATURES = (
    "gain", "zipf_a", "zipf_b", "zipf_least", "frequent_a", "frequent_b", "letters_a_1",
    "letters_a_2", "letters_a_3", "letters_b_1", "letters_b_2", "letters_b_3", "length",
    "unlisted_a", "unlisted_b", "listed", "zipf", "letters", "seam", "head", "tail", "stem",
    "capital", "capital_seam", "capital_seam_name_a", "capital_seam_name_b", "name_lower",
    "name_lower_known", "all_capitals", "capitals_lower", "capitals_name", "lower_capitals",
    "other_capitals", "half_mixed", "hyphen", "apostrophe", "pair_ab", "pair_ab_listed",
    "gain_seam", "gain_name", "zipf_a_seam", "zipf_b_seam", "zipf_a_name", "zipf_b_name",
    "head_name", "tail_name", "listed_name", "gain_listed", "gain_low", "gain_high", "zipf_b_low",
    "zipf_a_low", "zipf_b_high", "zipf_a_high", "unlisted_a_frequent_b", "compound",
    "names", "names_word_a", "names_word_b", "names_zipf_a", "names_zipf_b", "names_frequent_a",
    "names_pair", "letter_capital", "letter_listed",
    "known", "known_log", "known_a_log", "known_b_log", "new_a", "new_b", "known_names",
    "known_ab", "dictionary", "dictionary_frequent", "dictionary_listed", "prefix_a", "suffix_b",
    "names_words", "inner_capital", "inner_capital_words", "web", "web_listed", "web_gain",
    "web_lacks_name", "web_lacks_listed", "surname_or_place", "title",
)  # fmt: skip
CONTEXT_FEATURES = (
    "pair_pa", "pair_pa_listed", "pair_bn", "pair_bn_listed", "pair_unsplit", "frequent_pa",
    "frequent_bn", "classes_ab", "classes_pa", "classes_bn", "classes_unsplit", "glue_ab",
    "glue_pa", "glue_bn", "repeated", "repeated_often", "seen_a", "seen_b", "seen_rare_a",
    "seen_rare_b", "seen_names", "seen_ab", "seen_pa", "seen_bn", "no_before", "no_after", "leads",
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


def word_features(
    model: LanguageModel, lexicon: Lexicon, own: int, word: str, split: Split
) -> list[float]:
    """The `WORD_FEATURES` of a split; `own`: how many of the archive's documents are this one."""
    cut, whole, a, b, za, zb, gain, seam = split
    half_a, half_b = word[:cut], word[cut:]
    known, known_pairs = lexicon.words, lexicon.pairs
    listed = whole.zipf > 0
    head, tail = model.head(a), model.tail(b)
    capital = word[0].isupper()
    capitals_a = half_a.isupper() and len(half_a) > 1
    capitals_b = half_b.isupper() and len(half_b) > 1
    capital_seam = half_b[0].isupper() and half_a[-1].islower()
    names = capital and capital_seam
    name_lower = capital and not capitals_a and half_b.islower()
    mixed = (half_a[1:] != half_a[1:].lower() and not capitals_a) or (
        half_b[1:] != half_b[1:].lower() and not capitals_b
    )
    inner_capital = half_a[0].islower() and half_b[0].isupper()
    dictionary = whole.dictionary
    pair, pair_listed = model.pair(a, b)
    name_a = model.word_class(a) in (NAME, UNKNOWN)
    name_b = model.word_class(b) in (NAME, UNKNOWN)
    unlisted_a, unlisted_b = a not in model, b not in model
    on_web = whole.web > 0
    on_web_apart = pair_probability(za + zb, pair, pair_listed)
    web_gain = on_web_apart - RAREST_WEB - (whole.web if on_web else RARER)
    count = count_a = count_b = count_ab = 0
    if known:
        count, count_a, count_b = (max(0, known.get(key, 0) - own) for key in (whole.word, a, b))
        count_ab = max(0, known_pairs.get(f"{a} {b}", 0) - own)
    length_a, length_b = len(a), len(b)
    all_capitals = word.isupper()
    return [
        gain, za, zb, min(za, zb), za > FREQUENT, zb > FREQUENT,
        length_a == 1, length_a == 2, length_a == 3, length_b == 1, length_b == 2, length_b == 3,
        length_a + length_b, unlisted_a, unlisted_b, listed, whole.zipf,
        whole.letters, seam, head, tail, whole.stem,
        capital, capital_seam, capital_seam and name_a, capital_seam and name_b,
        name_lower, name_lower and name_a, all_capitals, capitals_a and half_b.islower(),
        capitals_a and half_b[0].isupper() and not capitals_b, half_a.islower() and capitals_b,
        not capital_seam and not all_capitals and word[1:] != word[1:].lower(), mixed,
        "-" in word, "'" in word, pair, pair_listed,
        gain * capital_seam, gain * name_lower, za * capital_seam, zb * capital_seam,
        za * name_lower, zb * name_lower, head * name_lower, tail * name_lower,
        listed and name_lower, gain * listed, min(0.0, gain), max(0.0, gain - 6),
        max(0.0, 4 - zb), max(0.0, 4 - za), max(0.0, zb - 5), max(0.0, za - 5),
        unlisted_a and zb > FREQUENT, head * tail,
        names, names and not name_a, names and not name_b, names * za, names * zb,
        names and za > 5, names * pair, length_a == 1 and half_b[0].isupper(),
        listed and 1 in (length_a, length_b),
        count > 0, log1p(count), log1p(count_a), log1p(count_b),
        bool(known) and not count_a, bool(known) and not count_b, names and count > 0,
        log1p(count_ab),
        dictionary, dictionary and max(za, zb) > FREQUENT, dictionary and listed,
        a in PREFIXES, b in SUFFIXES, names and not name_a and not name_b, inner_capital,
        inner_capital and not name_a and not name_b, whole.web, on_web, web_gain,
        capital and not on_web, listed and not on_web,
        capital and whole.name, a in TITLES and half_b[0].isupper(),
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


def context_features(
    model: LanguageModel,
    classes: ClassTables,
    document: Document,
    token: Token,
    split: Split,
) -> list[float]:
    """The `CONTEXT_FEATURES` of a split."""
    _, word, before, after, leads = token
    cut, whole, a, b, za, zb, _, _ = split
    pair_pa, listed_pa = model.pair(before, a) if before else (0.0, False)
    pair_bn, listed_bn = model.pair(b, after) if after else (0.0, False)
    unsplit = 0.0
    if whole.zipf:
        unsplit += max(0.0, model.pair(before, whole.word)[0]) if before else 0.0
        unsplit += max(0.0, model.pair(whole.word, after)[0]) if after else 0.0
    class_a, class_b, class_p, class_n = split_classes(model, token, split)
    class_t = class_of(model, whole.word, word[0].isupper())
    affinity = classes.affinity
    count = document.counts.get(whole.word, 0)
    seen_a = za < FREQUENT and document.counts.get(a, 0) > 0
    seen_b = zb < FREQUENT and document.counts.get(b, 0) > 0
    names = word[0].isupper() and word[cut].isupper() and word[cut - 1].islower()
    return [
        pair_pa, listed_pa, pair_bn, listed_bn, unsplit,
        za > FREQUENT and bool(before) and model.zipf(before) > FREQUENT,
        zb > FREQUENT and bool(after) and model.zipf(after) > FREQUENT,
        affinity[class_a][class_b], affinity[class_p][class_a], affinity[class_b][class_n],
        affinity[class_p][class_t] + affinity[class_t][class_n],
        classes.glue_ab[class_a][class_b], classes.glue_pa[class_p][class_a],
        classes.glue_bn[class_b][class_n],
        count > 1, count > 2, seen_a, seen_b,
        za < RARE and len(a) > 3 and seen_a, zb < RARE and len(b) > 3 and seen_b,
        names and (seen_a or seen_b),
        document.has_pair(a, b), document.has_pair(before, a), document.has_pair(b, after),
        not before, not after, leads,
    ]  # fmt: skip


def class_of(model: LanguageModel, word: str, capital: bool) -> int:
    """A word's class; a guess where the list has none."""
    found = model.word_class(word)
    return guess_class(word, capital) if found == UNKNOWN else found
