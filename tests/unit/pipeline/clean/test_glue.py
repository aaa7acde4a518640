"""Tests of `pipeline.clean.glue`: words run together where a space was lost."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.clean.edit import apply_edits
from pipeline.clean.glue import Splitter, trees
from pipeline.clean.glue.document import Facts
from pipeline.clean.glue.features import CONTEXT_FEATURES, WORD_FEATURES
from pipeline.clean.glue.language_model import load
from pipeline.clean.glue.scoring import DOCUMENT_FEATURES, document_features
from pipeline.clean.glue.trees import Ensemble, Trees
from pipeline.clean.glue.word_filter import WordFilter, make_filter
from pipeline.clean.lexicon import Lexicon
from tests.harness.growth import grows_with_size

SPLITTER = Splitter()
ARTICLE = Path(__file__).parents[4] / "seeds" / "000_467565c174595e29.txt"
LETTERS = str.maketrans("01234567", "eaioustn")
# Clean prose around a place to split, with two more lost spaces as damaged pages have them.
PAGE = (
    "The ministry saidthe bridge would be closed for a week. Residents of the old town were told "
    "to leave their houses before {} when the water began to rise. A spokesman for the "
    "governmentand two engineers will visit the valley on Monday."
)


def repaired(text: str, splitter: Splitter = SPLITTER) -> str:
    return apply_edits(text, splitter.edits(text))


@pytest.mark.parametrize(
    ("damaged", "right"),
    [
        ("thegovernment decided", "the government decided"),
        ("Londonalthough it rained", "London although it rained"),
        ("GermanyFrance signed", "Germany France signed"),
        ("the USgovernment decided", "the US government decided"),
        ("Germany’sgovernment decided", "Germany’s government decided"),
        ("“Londonalthough it rained", "“London although it rained"),
        ("the well-knownsinger arrived", "the well-known singer arrived"),
        ("MrBlair resigned", "Mr Blair resigned"),
    ],
)
def test_glued_words_are_split(damaged: str, right: str) -> None:
    """A word that is two gets its space back, whatever the case, quotes and apostrophes."""
    assert repaired(PAGE.format(damaged)) == PAGE.format(right).replace(
        "saidthe", "said the"
    ).replace("governmentand", "government and")


@pytest.mark.parametrize(
    "whole",
    [
        "https://example.org/thegovernment", "someone@thegovernment.example", "#thegovernment",
        "thegovernment.pdf", "the_government", "@thegovernment", "thegovernment2", "iPhones",
        "rainstorm", "the mother-in-law", "McDonald", "x=thegovernment", "can't", "O’Neill",
        "analysts at DrKW", "the famous screensaver, SETIhome,",
    ],
)  # fmt: skip
def test_what_is_no_glued_word_stays(whole: str) -> None:
    """Addresses, file names, hashtags, code, products and compounds are left alone."""
    assert f"before {whole} when" in repaired(PAGE.format(whole))


def test_a_paragraph_in_another_language_stays() -> None:
    """The words around show it: no Swedish "oppositionen" is two, English around it still is."""
    swedish = (
        "Kommunen beslutade igår att bygga en ny skola, eftersom den gamla inte längre räcker "
        "till, men oppositionen ville vänta ytterligare ett år innan arbetet börjar."
    )
    whole = f"{PAGE.format('noon')}\n\n{swedish}\n\n{PAGE.format('noon')}"
    found = repaired(whole)
    assert swedish in found
    assert found.count("said the bridge") == found.count("government and two") == 2


def test_few_words_around_a_word_show_no_language() -> None:
    """Of a line by itself the words around are too few to speak against it."""
    assert repaired("Londonalthough it rained") == "London although it rained"


def test_glued_words_around_a_word_are_of_its_language() -> None:
    """They are on no list, but where many spaces are lost each is still found."""
    damaged = (
        "It wasa longday for the old man whohad lost hisdog inthe rain nearthe river, andthe "
        "bridge ofthe town was gone too."
    )
    assert "old man who had lost his dog in the rain near the river" in repaired(damaged)


def test_a_name_of_the_archive_stays() -> None:
    """A word that many documents of the archive have is a word."""
    text = PAGE.format("Londonalthough")
    lexicon = Lexicon(100, {"londonalthough": 20, "london": 50, "although": 60})
    assert "London although" in repaired(text)
    assert "Londonalthough" in repaired(text, Splitter(lexicon))


def test_a_small_archive_is_not_used() -> None:
    """How often a word occurs in few documents is no evidence."""
    text = PAGE.format("Londonalthough")
    few = Lexicon(99, {"londonalthough": 20, "london": 50, "although": 60})
    assert Splitter(few).edits(text) == SPLITTER.edits(text)


def test_edits_hold_whole_words_and_say_why() -> None:
    """An edit is a word with its blank, with the two words and their log-odds."""
    text = "It was Londonalthough it rained, saidthe man from thegovernment to them."
    edits = SPLITTER.edits(text)
    assert edits
    for edit in edits:
        first, second = edit.evidence.split()[0].split("+")
        assert text[edit.start : edit.end] == first + second
        assert edit.after == f"{first} {second}"


def test_three_words_are_one_edit() -> None:
    """A word that is three is repaired at once."""
    text = PAGE.format("inLondonalthough")
    [edit] = [edit for edit in SPLITTER.edits(text) if "London" in edit.after]
    assert edit.after == "in London although"


def test_clean_article_stays() -> None:
    """In clean prose nothing is split."""
    text = (
        "The orchestra opened its season with a symphony by Dvorak. Its conductor, Ms Petrenko, "
        "praised the woodwinds and the timpanist; the audience, many of them schoolchildren from "
        "Hertfordshire, applauded for minutes. Backstage, bouquets of sunflowers waited."
    )
    assert SPLITTER.edits(text) == []


@pytest.mark.parametrize(
    "text",
    [
        # Rare words that dictionaries have, and words made by rules.
        "The lawyer was no mettlesome advocate; he wrote a theoretical tome for the shelf and went "
        "home. Nobody read it, and the clerk who had copied it was not surprised.",
        "The cells beat their hairlike threads more rapidly, which helped with the flowthrough of "
        "the fluid, and the shrublike growths on the wall became fewer within some weeks.",
        "Government agencies must report the countermeasures and the reauthorization to the "
        "committee. The nonpartisan panel called the misallocation a governmentwide problem.",
        # Names of programs and what is in them.
        "Call the startElement method of the contentHandler before the menubar is drawn. The "
        "readTimeout is a property of the HttpClient, and FileWriter closes the logfile.",
        "The remoteStorage protocol keeps what a shapefile holds. Set the hostname and the "
        "sidebar in the config section, then restart the webserver with systemctl.",
        "Options of the parser: asKeyword is new, namingContexts takes a list, and dictOf fails no "
        "longer on an empty list. The flag entryCSN was renamed by the maintainers.",
        # An ending that is spoken of, and names that the web knows by one word.
        "A word in -itis is an inflammation. The analysts of Datamonitor and the makers of the "
        "SonyEricsson phone asked PeopleSoft and AstraZeneca, who had seen nothing of it.",
        # Names of people, places, products.
        "Mr Kostopoulos of Hatfield bought an iMac and a PlayStation from LexCorp and had "
        "them sent to Ouagadougou, where Ms Nandakumar of OpenLeaf was waiting.",
    ],
    ids=["rare", "derived", "administration", "code", "files", "options", "brands", "names"],
)
def test_words_that_look_like_two_stay(text: str) -> None:
    """Where nothing else is damaged, what may be a word is one."""
    assert SPLITTER.edits(text) == []


def test_identifiers_of_a_program_stay_whole() -> None:
    """A name that might be two words is none beside others that cannot be."""
    text = "The function getName gives the value, setName changes it; isReady is true, like onLoad."
    assert repaired(text) == text
    text = "Near his iPod, eBay and uPVC he came to theBritish side inLondon."
    assert repaired(text).endswith("he came to the British side in London.")


def test_seed_article() -> None:
    """In the seed article each glued word is split and no other."""
    text = ARTICLE.read_text("utf-8")
    split = [edit.evidence.rsplit(" ", 1)[0] for edit in SPLITTER.edits(text)]
    assert split == [
        "Blink+assured", "Ukraine+although", "guerra+even", "Ukraine+Russia", "blink+Russia"
    ]  # fmt: skip


def test_trees_add_up() -> None:
    """Each tree adds the value of the leaf that its nodes lead to."""
    ensemble = Ensemble(Trees(0.5, [[0, 1.0, -2.0, [1, 3.0, 4.0, 8.0]], [1, 3.0, 16.0, 32.0]]))
    words = [[1.0, 3.0], [1.5, 3.0], [1.5, 3.5]]
    assert ensemble.log_odds(words) == [0.5 - 2 + 16, 0.5 + 4 + 16, 0.5 + 8 + 32]


def test_trees_use_the_features_of_the_code() -> None:
    """The file of trees names the same features as the code, in the same order."""
    assert trees.load("en").features == (*DOCUMENT_FEATURES, *WORD_FEATURES, *CONTEXT_FEATURES)


def test_features_of_a_document_are_those_of_its_other_words() -> None:
    """A point gets counts of the other points, without itself."""
    facts = Facts(words=50, doubted=4.0, code=1.5, inner_capitals=0.5)
    sure, unsure = document_features([(20.0, 5.0), (-20.0, 3.0)], facts)
    assert sure == pytest.approx([20.0, 5.0, 0.0, 0, 0.0, *facts], abs=1e-6)
    assert unsure == pytest.approx([-20.0, 3.0, 1.0, 1, 2.0, *facts], abs=1e-6)


def test_a_filter_knows_its_words() -> None:
    """It has every word that was put in, and hardly any other."""
    words = [f"{a}{b}" for a in "abcdefghijklmnopqrst" for b in "uvwxyzabcd"]
    found = WordFilter(make_filter(words))
    assert all(word in found for word in words)
    others = [f"{word}{letter}" for word in words for letter in "xyz"]
    assert sum(word in found for word in others) < len(others) / 50


@pytest.mark.parametrize("word", ["mettlesome", "horseless", "tome", "shrublike", "wreaths"])
def test_words_of_dictionaries_are_known(word: str) -> None:
    """Rare words, and their usual endings; what was run together is no such word."""
    model = load("en")
    assert model.is_in_dictionary(word)
    assert not model.is_in_dictionary("londonalthough")


words = st.sampled_from([
    "the", "of", "and", "said", "government", "London", "Ukraine", "Smith", "a", "I", "in", "it's",
    "well-known", "US", "BBC", "minister", "rain", "although", "however", "Russia", "people", "—",
    ",", ".", "“quoted”", "x", "3.5", "e-mail", "É",
])  # fmt: skip
glued = st.lists(st.lists(words, min_size=1, max_size=3).map("".join), max_size=40).map(" ".join)


@settings(max_examples=40)
@given(st.one_of(glued, st.text(max_size=200)))
def test_nothing_but_blanks_comes_in(text: str) -> None:
    """Without the blanks that it puts in, a repaired text is the text as it was; again, nothing."""
    edits = SPLITTER.edits(text)
    for edit in edits:
        before = text[edit.start : edit.end]
        assert edit.after.replace(" ", "") == before != edit.after
        assert not any(letter.isspace() for letter in before)
    assert [edit.start for edit in edits] == sorted({edit.start for edit in edits})
    result = apply_edits(text, edits)
    assert "".join(result.split()) == "".join(text.split())
    assert SPLITTER.edits(result) == []


@pytest.mark.parametrize("text", ["", " ", "a" * 200_000, "aB" * 100_000, "the-" * 50_000])
def test_endless_strings_cost_little(text: str) -> None:
    """What is longer than two words is not looked at."""
    assert SPLITTER.edits(text) == []


def test_a_text_of_nothing_but_glued_words_is_worked_within_bounds() -> None:
    """Beyond so many steps words are passed over and marked; those before are repaired."""
    text = PAGE.format("thewater") + " councilsaid theroad" * 6_000
    *edits, rest = SPLITTER.edits(text)
    assert edits[0].after == "said the"
    assert (rest.mark, rest.sure) == ("passed-over", False)
    assert edits[-1].end < rest.start
    assert text[rest.start : rest.end] == rest.after == text[rest.start :]
    assert int(rest.evidence.split()[0]) > 8_000
    assert not any(edit.mark for edit in edits + SPLITTER.edits(PAGE))


@pytest.mark.parametrize(
    "kind",
    [
        lambda number: f"said{'abcdefghij'[number % 10]}plan",
        lambda number: f"{'abcdefghij'[number % 10]}{oct(number)[2:].translate(LETTERS)}people",
        lambda number: f"Minister{oct(number)[2:].translate(LETTERS).title()}",
    ],
    ids=["repeated", "all different", "capitals within"],
)
def test_work_grows_with_the_text_no_faster(kind: Callable[[int], str]) -> None:
    """Whatever its words are."""

    def split(number: int) -> None:
        Splitter().edits(" ".join(map(kind, range(number))))

    assert grows_with_size(split, 300)
