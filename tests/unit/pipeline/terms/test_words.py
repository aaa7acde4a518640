"""Words of texts as terms."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.terms.words import LONGEST, Wanted, terms, tokens, wanted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Microsoft's and IRAQ’s dogs' 1990's", "microsoft and iraq dogs 1990"),
        ("José Beyonce\u0301 Łódź straße ﬁne ÆØ", "jose beyonce lodz strasse fine aeo"),
        ("l'homme d’Angleterre, qu'il dell'arte", "homme angleterre il arte"),
        ("U.S. J.K. Rowling e.g. U.S.-led", "us jk rowling eg us led"),
        ("3.5mm 1,000 v1.2.3 20th", "3.5mm 1,000 v1.2.3 20th"),
        ("well-known foo_bar example.com a/b", "well known foo bar example com a b"),
        ("Мой ёж", "мой еж"),
        ("हिन्दी العَرَبِيَّة שָׁלוֹם", "हिन्दी العربية שלום"),
        # What must stay as it is: contractions, names with an apostrophe, ends of sentences.
        ("don't we'll O'Neill rock'n'roll", "don't we'll o'neill rock'n'roll"),
        ("end.Next one,two it.", "end next one two it"),
        ("'quoted' ''s… — ©", "quoted s"),
    ],
)
def test_words_become_terms(text: str, expected: str) -> None:
    """Lower case, no accents, no possessive, no elision; initials are one term."""
    assert " ".join(terms(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("中国的首都", "中国 国的 的首 首都 都"),
        ("「東京」タワー", "東京 京 タワ ワー ー"),
        ("ภาษาไทย", "ภา าษ ษา าไ ไท ทย ย"),
        ("대통령은", "대통 통령 령은 은"),
        ("iPhone手机2", "iphone 手机 机 2"),
        ("ﾊﾟﾘ", "パリ リ"),
    ],
)
def test_scripts_without_blanks_become_pairs(text: str, expected: str) -> None:
    """Each character begins one term; the last of a run stands alone."""
    assert " ".join(terms(text)) == expected


@pytest.mark.parametrize(
    ("text", "begins", "expected"),
    [
        ("Microsoft's", False, Wanted(("microsoft",))),
        ("micro", True, Wanted(("micro",), is_open=True)),
        ("首都", False, Wanted(("首都",))),
        ("首都的", False, Wanted(("首都", "都的"))),
        ("都", False, Wanted(("都",), is_open=True)),
        ("第2", False, Wanted(("第", "2"))),
        ("a 都", False, Wanted(("a", "都"), is_open=True)),
        ("…", True, Wanted(())),
    ],
)
def test_a_query_asks_for_what_may_stand_within_a_run(
    text: str, begins: bool, expected: Wanted
) -> None:
    """Not for the end of the run; a single character is the beginning of a pair."""
    assert wanted(text, begins) == expected


@given(st.text(st.sampled_from("abs'’.,-1 é\u0301ǅ京都ภา가ﾊﾟ\n"), max_size=40) | st.text())
def test_terms_are_words_of_the_text(text: str) -> None:
    """They stand in order, without blanks, and are the same however the text is composed."""
    found = list(tokens(text))
    assert [token.term for token in found] == terms(text)
    assert all(0 < len(token.term) <= LONGEST for token in found)
    assert not any(character.isspace() for token in found for character in token.term)
    ends = [0, *(token.end for token in found)]
    assert all(end <= t.start < t.end for end, t in zip(ends, found, strict=False))


@given(st.text(st.characters(categories=["Ll", "Lu", "Zs"], max_codepoint=0x24F), max_size=40))
def test_decomposed_text_has_the_same_terms(text: str) -> None:
    """As a Mac's files have it, and as the web has it."""
    assert terms(unicodedata.normalize("NFD", text)) == terms(unicodedata.normalize("NFC", text))


@given(st.text(st.sampled_from("ab京都ภ 1."), min_size=1, max_size=20), st.data())
def test_any_part_of_a_run_is_found(text: str, data: st.DataObject) -> None:
    """What is asked for stands in the terms of the text, at one place."""
    runs = "".join(c if c in "京都ภ" else " " for c in text).split()
    if not runs:
        return
    run = data.draw(st.sampled_from(runs))
    start = data.draw(st.integers(0, len(run) - 1))
    part = run[start : data.draw(st.integers(start + 1, len(run)))]
    asked, held = wanted(part), terms(text)
    size = len(asked.terms)
    whole = asked.terms[: size - asked.is_open]
    assert any(
        tuple(held[at : at + len(whole)]) == whole
        and (not asked.is_open or held[at + size - 1].startswith(asked.terms[-1]))
        for at in range(len(held) - size + 1)
    )
