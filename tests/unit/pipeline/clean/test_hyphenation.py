"""Hyphens at line ends: which go, which stay."""

from collections.abc import Iterable

import pytest

from pipeline.clean.edit import apply_edits
from pipeline.clean.lexicon import Lexicon, count_words
from pipeline.clean.repairs.hyphenation import Hyphenation
from tests.harness.growth import grows_with_size


class Words:
    """A tiny word list: frequencies of words, and pairs that stand together."""

    def __init__(self, words: dict[str, float], pairs: Iterable[tuple[str, str]] = ()) -> None:
        self._words = words
        self._pairs = set(pairs)

    def zipf(self, word: str) -> float:
        return self._words.get(word, 1.0)

    def attraction(self, a: str, b: str) -> float:
        return 2.0 if (a, b) in self._pairs else 0.0


ENGLISH = Words(
    {"the": 7.5, "a": 7.3, "in": 7.2, "govern": 4, "ment": 2.5, "government": 5.5, "well": 5.9,
     "known": 5.4, "line": 5.3, "up": 6.4, "lineup": 4.0, "under": 5.7, "stand": 5.3,
     "understand": 5.2, "honour": 4.4, "ing": 4, "flat": 4.6, "con": 4.3,
     "tending": 3.3, "contending": 3.1, "with": 6.9, "holds": 4.6, "withholds": 2.2, "is": 7,
     "of": 7, "that": 7, "it": 7, "he": 6, "and": 7, "harbour": 4, "yard": 4.5, "arm": 4.8,
     "low": 5.4,
     "income": 5, "funded": 4.5, "nonlocal": 0, "plan": 5, "backed": 4.3, "based": 5, "rod": 4.3,
     "dick": 4.4, "both": 6, "pre": 4, "way": 6, "rough": 5, "run": 5, "firm": 5, "men": 5.5,
     "see": 6, "here": 6, "non": 4, "two": 6, "lines": 5, "following": 5, "list": 5, "named": 5,
     "register": 5, "key": 5, "twenty": 5, "five": 5, "screen": 4.9, "flatscreen": 2.2,
     "into": 6.3},
    [("line", "up")],
)  # fmt: skip


def hyphenation(text: str, lexicon: Lexicon | None = None) -> str:
    return apply_edits(text, Hyphenation(lexicon, lambda: ENGLISH).edits(text))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("the govern-\nment", "the government"),
        ("a well-\nknown", "a well-known"),
        ("the line-\nup", "the line-up"),
        ("the flat-\nscreen", "the flat-screen"),
        ("a under-\nstand", "a understand"),
        ("the honour-\ning", "the honouring"),
        ("the state-of-\nthe-art", "the state-of-the-art"),
        ("the Anglo-\nSaxon", "the Anglo-Saxon"),
        ("the e-\nmail", "the e-mail"),
        ("in 1990-\n95", "in 1990-95"),
        ("the fjord-\nsted in the fjordsted", "the fjordsted in the fjordsted"),
        ("the well-\nknown in the wellknown", "the wellknown in the wellknown"),
        ("le gouverne-\nment français", "le gouvernement français"),
        ("a pause -\nthen more", "a pause -\nthen more"),
    ],
)
def test_hyphens_at_line_ends_go_or_stay(before: str, after: str) -> None:
    """A word is joined unless the document or the word list knows it with its hyphen."""
    assert hyphenation(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("he is con-\ntending that it with-\nholds", "he is contending that it withholds"),
        ("the HAR-\nBOUR and the YARD-\nARM", "the HARBOUR and the YARD-ARM"),
        ("the low-\nincome and nonlocal-\nfunded", "the low-income and nonlocal-funded"),
        ("a U.S.-\nbacked plan, 'key'-\nbased", "a U.S.-backed plan, 'key'-based"),
        ("the UK-\nbased firm of Leeds-\nbased men", "the UK-based firm of Leeds-based men"),
        ("in Baden-\nBaden", "in Baden-Baden"),
        ("NO-\nNO, no-\nno, I-\nI", "NO-\nNO, no-\nno, I-\nI"),
        ("Rod-\ndick and Jean-\nLuc, Mc-\nConnell", "Roddick and Jean-Luc, McConnell"),
        ("both pre-\nand post-war", "both pre- and post-war"),
        ("a rough-\nand-ready way", "a rough-and-ready way"),
        ("the two-\nto five-line plan", "the two- to five-line plan"),
        ("in Toron-\nto well-known men came", "in Toronto well-known men came"),
        ("it is in-\nto well-known plan here", "it is into well-known plan here"),
        ("the toma-\nto well-known here", "the tomato well-known here"),
        ("twenty-\nfive in 5-\n6 of COVID-\n19", "twenty-five in 5-6 of COVID-19"),
        ("run foo_bar-\nline with --dry-\nrun", "run foo_bar-line with --dry-run"),
        ("see a/under-\nstand here", "see a/under-stand here"),
        ("non-line and non-\nknown", "non-line and non-known"),
        ("nonline and non-\nknown", "nonline and nonknown"),
        ("the following, -or-\ntwo lines", "the following, -or-\ntwo lines"),
        ('register "-\n4. named', 'register "-\n4. named'),
        ("list line-\nline-up", "list line-\nline-up"),
        ("a non-govern-\nment body", "a non-government body"),
        ("a two-line-\nup", "a two-line-up"),
        ("a well-to-\ndo man", "a well-to-do man"),
        ("the firm-\nfrom here", "the firm-\nfrom here"),
        ("Haupt-\nund Nebensatz der Regierung", "Haupt- und Nebensatz der Regierung"),
        ("la ville est peut-\nêtre à nous", "la ville est peut-être à nous"),
        ("die Re-\ngierung der Bundesrepublik", "die Regierung der Bundesrepublik"),
        (
            "run kpg-line, kpg-known, kpg-up and kpg-\nstand in the government",
            "run kpg-line, kpg-known, kpg-up and kpg-stand in the government",
        ),
    ],
)
def test_prefixes_names_and_code_are_told_apart(before: str, after: str) -> None:
    """Prefixes join, compounds keep their hyphen, and what is no broken word stays as it is."""
    assert hyphenation(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("an die Liste news-\nteam@lists.example.org", "an die Liste news-team@lists.example.org"),
        ("auf ftp-\nhost.example.org und", "auf ftp-host.example.org und"),
        ("the govern-\nment.1 The plan", "the government.1 The plan"),
        ("你可以给出 flat-\nscreen 加上可选的年份", "你可以给出 flat-screen 加上可选的年份"),
        ("он сказал, что прави-\nтельство решило", "он сказал, что правительство решило"),
    ],
)
def test_addresses_and_english_words_in_other_scripts_keep_their_hyphens(
    before: str, after: str
) -> None:
    """What goes on like an address is one; words in Latin letters are judged by the word list."""
    assert hyphenation(before) == after


def test_a_text_whose_lines_end_at_hyphens_only_keeps_them_all() -> None:
    """Some programs break lines at hyphens, never in words; the text itself shows it.

    Where as many breaks are shown to be inside words, one that the text does not show is joined.
    """
    kept = "das Nord-\nTor, ein Nord-Tor, das Ost-\nTor, ein Ost-Tor, das Alt-\nTor, ein Alt-Tor\n"
    broken = "die Regie-\nrung, eine Regierung\n"
    unknown = "mit paket-\nspezifischen Rechten"
    assert hyphenation(kept + unknown).endswith("mit paket-spezifischen Rechten")
    assert hyphenation(kept + broken + unknown).endswith("mit paketspezifischen Rechten")
    assert "die Regierung, eine" in hyphenation(kept + broken + unknown)


LINES = {
    "ru": "Совет порта собрался в понедельник и сообщил о новом причале,\nкоторый будет готов.\n",
    "nl": "De raad van de haven kwam op maandag bijeen en zei dat\nde nieuwe kade klaar is.\n",
    "pt": "O conselho do porto disse na segunda que o novo cais\nvai estar pronto em breve.\n",
    "en": "The pkg tool and the firm line are known to the government and\nthe line is known.\n",
}


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("ru", "через веб-\nобозреватель", "через веб-обозреватель"),
        ("nl", "een beveiligings-\ngevoelige poort", "een beveiligings-gevoelige poort"),
        ("pt", "o governo vai redefini-\nlo agora", "o governo vai redefini-lo agora"),
        ("en", "run the pkg-\ngenbuild tool", "run the pkg-genbuild tool"),
    ],
)
def test_a_text_that_seldom_ends_a_line_with_a_hyphen_breaks_no_words(
    language: str, before: str, after: str
) -> None:
    """One of forty lines; where many do, or the text has the whole word, the words were broken."""
    lines = LINES[language]
    assert hyphenation(lines * 20 + before).endswith(after)
    assert hyphenation(lines * 2 + before).endswith(after.replace("-", ""))
    whole = after.replace("-", "")
    assert hyphenation(f"{whole}\n{lines * 20}{before}").endswith(whole)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("de shell is klaar en de shell-\ninvoer ook", None),
        ("o texto tem um modo semi-\ngráfico novo", None),
        ("vamos reinstalá-\nlo, marcá-\nlas agora", "vamos reinstalá-lo, marcá-las agora"),
        ("дана man-\nсторінка описує", "дана man-сторінка описує"),
        ("le gouverne-\nment français", "le gouvernement français"),
    ],
)
def test_a_short_text_in_another_language_leaves_halves_that_may_be_words(
    before: str, after: str | None
) -> None:
    """A line or two show nothing of how lines are broken; what is sure all the same is decided."""
    assert hyphenation(before) == (after or before)


def test_one_whole_word_among_few_breaks_does_not_show_broken_words() -> None:
    """The text writes "metadata" and "meta-data", and seldom ends a line with a hyphen."""
    lines = LINES["pt"] * 30
    text = f"a meta-\ndata e o metadata, o sul-\nnorte e o sul-norte\n{lines}a casa-\nporto"
    assert hyphenation(text).endswith("a casa-porto")


@pytest.mark.parametrize(
    "word", ["что-то", "какой-нибудь", "кого-либо", "який-небудь", "будь-який", "кое-что"]
)
def test_russian_and_ukrainian_pronouns_keep_their_hyphens(word: str) -> None:
    """Also in a text of one line."""
    broken = word.replace("-", "-\n")
    assert hyphenation(f"мы видим {broken} здесь") == f"мы видим {word} здесь"
    assert hyphenation("новое прави-\nтельство страны") == "новое правительство страны"


def test_hyphens_take_linear_time() -> None:
    """The document's words are counted once, however many breaks there are."""

    def repair(breaks: int) -> None:
        text = "".join(f"ab{number}c-\ncd{number}e " for number in range(breaks))
        assert len(Hyphenation(None, lambda: ENGLISH).edits(text)) == breaks

    assert grows_with_size(repair, 800)


def test_the_archive_knows_its_words() -> None:
    """What other documents of the source write goes before the word list."""
    assert hyphenation("the well-\nknown", count_words(["wellknown"])) == "the wellknown"
    assert hyphenation("the govern-\nment", count_words(["govern-ment"])) == "the govern-ment"
