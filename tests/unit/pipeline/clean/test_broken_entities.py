"""Entities that lost their `&`: what shows them, and what only looks like them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clean.edit import apply_edits
from pipeline.clean.repairs.broken_entities import BrokenEntities


def mended(text: str) -> str:
    return apply_edits(text, BrokenEntities().edits(text))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Norway #39;s ferries don #39;t sail", "Norway's ferries don't sail"),
        (
            "Harbour United #39;s pier, the Issue #39;s end",
            "Harbour United's pier, the Issue's end",
        ),
        ("Norway#39;s ferries", "Norway's ferries"),
        ("the sailors #39; pay", "the sailors' pay"),
        ("Harbours #39; Board meets", "Harbours' Board meets"),
        ("a quot;B quot; for effort", 'a "B" for effort'),
        ("he said quot;we may sail quot;.", 'he said "we may sail".'),
        ("quot;We sail, quot; he said", '"We sail," he said'),
        ("In  quot;open water, quot; he said", 'In "open water," he said'),
        ("quot;We sailquot; he said", '"We sail" he said'),
        ("asked for #36;20M more", "asked for $20M more"),
        ("won  #36;3 million", "won $3 million"),
        ("the tide #151;not the wind", "the tide—not the wind"),
        ("the tide  #151; and the wind", "the tide — and the wind"),
        ("Sails amp; Ropes Ltd", "Sails & Ropes Ltd"),
        ("shares of B amp;Q", "shares of B&Q"),
        ("Sails  #038; Ropes", "Sails & Ropes"),
        ("#147;Sail, #148; he said", "“Sail,” he said"),
        ("#8220;Sail #8221; isn #8217;t it", "“Sail” isn’t it"),
        ("caf #233; in M #252;nster", "café in Münster"),
        ("Dan O #39;Hara and the #39;old #39; boat", "Dan O'Hara and the 'old' boat"),
        ("the  quot;Wave #39; #39; sank", "the \"Wave'' sank"),
        ("the wind nbsp;was quot;up quot;", 'the wind was "up"'),
        ("of lt;ABC.N gt; and quot;on quot;", 'of <ABC.N> and "on"'),
        ("It sold lt;b gt;many lt;/b gt; shares", "It sold <b>many </b> shares"),
        ("up lt;/p gt;lt;p gt;again", "up </p><p>again"),
    ],
)
def test_a_place_in_a_word_or_another_one_shows_a_broken_entity(before: str, after: str) -> None:
    """The character comes back, and the blank that stood for the `&` goes."""
    assert mended(before) == after


@pytest.mark.parametrize(
    "text",
    [
        "fixed in #38; #39; #40", "closes #39; then merge", "issues #34; #36; #39;",
        "in #39; the author says", "Issue #36;50 is open", "see C#39; now", "'C#39;'",
        "AT&T; amp; volume", "plug it into the amp; Then play", "a Vox amp; Fender guitars",
        "lt; col of the guard", "lt;/ 2 gt; 1", "the lt;/col of it", "quot; erat demonstrandum",
        "p { color: #146;font-size: 3px }",
        "color: #333;width: 2px", "`#39;s` and `quot;x`", "it&#39;s &quot;so&quot; &amp; so",
        "row #12; row #13;", "aliquot; then", "https://a.example/?x=1#39;s", "#" + "9" * 5000 + ";",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_broken_entity_stays(text: str) -> None:
    """Numbers of issues, words, code, colours and whole entities are none."""
    assert mended(text) == text


@given(st.text("#39;quotamp& \n1aBs", max_size=60))
def test_any_text_is_mended_without_overlaps(text: str) -> None:
    """Edits are sorted, do not overlap, and take nothing away but the entity and blanks."""
    edits = BrokenEntities().edits(text)
    assert all(one.end <= two.start for one, two in pairwise(edits))
    assert all(text[edit.start : edit.end].strip(" ").endswith(";") for edit in edits)
