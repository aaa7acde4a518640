"""The query language: what people type, and the tree it stands for."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.query.parse import DEEPEST, Parsed, parse
from pipeline.query.tree import (
    All,
    And,
    Boost,
    Exists,
    Fuzzy,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Range,
    Wildcard,
    Word,
)

A, B, C, D = (Word(letter) for letter in "abcd")
NOTHING = Not(All())


def published(low: str | None, high: str | None, *include: bool) -> Range:
    """A range of dates."""
    return Range("published", low, high, *include)


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("", All()),
        ("  \n", All()),
        ("*", All()),
        ("a", A),
        ("a b", And((A, B))),
        ("a AND b && c", And((A, B, C))),
        ("a OR b || c", Or((A, B, C))),
        ("a b OR c", Or((And((A, B)), C))),
        ("a OR b c", Or((A, And((B, C))))),
        ("a AND b OR c d", Or((And((A, B)), And((C, D))))),
        ("(a OR b) c", And((Or((A, B)), C))),
        ("a (b OR c) d", And((A, Or((B, C)), D))),
        ("NOT a", Not(A)),
        ("!a -b", And((Not(A), Not(B)))),
        ("a NOT b OR c", Or((And((A, Not(B))), C))),
        ("NOT (a OR b)", Not(Or((A, B)))),
        ("NOT NOT a", A),
        ("+a b", And((A, B))),
        ("a - b", And((A, B))),
        ("a -- b", And((A, B))),
        ("- a", A),
        ("a and b", And((A, Word("and"), B))),
        ("or not", And((Word("or"), Word("not")))),
        ("a TO b", And((A, Word("TO"), B))),
        ("it's", Word("it's")),
        ("'a b'", And((Word("'a"), Word("b'")))),
        ("U.S. e-mail AT&T C++ who?", And(tuple(
            map(Word, ("U.S.", "e-mail", "AT&T", "C++", "who?"))))),
        ('"prime minister"', Phrase("prime minister")),
        ('"a && b" "!c - d"', And((Phrase("a && b"), Phrase("!c - d")))),
        (r'"say \"no\""', Phrase('say "no"')),
        (r"a\:b", Word("a:b")),
        (r"\*a", Word("*a")),
        (r"a\*", Word("a*")),
        (r"a\\*", Prefix("a\\")),
        ("diplo*", Prefix("diplo")),
        ("a & … b", And((A, B))),
        ('a "" b', And((A, B))),
        ("title:a text:b*", And((Word("a", "title"), Prefix("b", "text")))),
        ('person:"Vladimir Putin" AND a', And((Phrase("Vladimir Putin", "people"), A))),
        ("Person:Putin people:putin", And((Word("Putin", "people"), Word("putin", "people")))),
        ("org:NATO organization:UN", And(
            (Word("NATO", "organizations"), Word("UN", "organizations")))),
        ("place:sao*", Prefix("sao", "places")),
        ("topic:*", Exists("topics")),
        ("lang:EN", Word("en", "language")),
        ('url:"http://x.org/?a=b"', Phrase("http://x.org/?a=b", "url")),
        (r"author:a\ b", Word("a b", "author")),
        ("id_:x-1", Word("x-1", "source_id")),
        ('person:(a OR "b c")', Or((Word("a", "people"), Phrase("b c", "people")))),
        ("person:(a -b)", And((Word("a", "people"), Not(Word("b", "people"))))),
        ("-person:a", Not(Word("a", "people"))),
        ("te?t *a a*b*", And((Wildcard("te?t"), Wildcard("*a"), Wildcard("a*b*")))),
        (r"te\?t", Word("te?t")),
        ("well-kn*n", And((Word("well"), Wildcard("kn*n")))),
        ("北*京", And((Word("北"), Word("京")))),
        ("a~ b~1 c~0.8", And((Fuzzy("a"), Fuzzy("b", None, 1), Fuzzy("c")))),
        ("person:a~", Fuzzy("a", "people")),
        ('"a b"~4', Phrase("a b", None, 4)),
        ("a^3 (b OR c)^0.5", And((Boost(A, 3.0), Boost(Or((B, C)), 0.5)))),
        ("phone:+44*", Prefix("+44", "phones")),
        ("email:*@x.org", Wildcard("*@x.org", "emails")),
        ("source:file:///a/b* url:https://x.org/?a=b", And((
            Prefix("file:///a/b", "source"), Word("https://x.org/?a=b", "url")))),
        ("language:German", Word("de", "language")),
        ("extra.mood.Key:a", Word("a", "extra.mood.key")),
        ("language_confidence:>=0.5", Range("language_confidence", "0.5", None)),
        ("record:3", Range("record", "3", "3")),
        ("record:[2 TO 5}", Range("record", "2", "5", True, False)),
        ("record:>=2", Range("record", "2", None)),
        ("record:*", Exists("record")),
        ("date:*", Exists("published")),
        ("published:[* TO *]", published(None, None)),
        ("published:[2022-01-01 TO 2022-12-31]",
         published("2022-01-01T00:00:00Z", "2022-12-31T23:59:59Z")),
        ("published:{2021 TO 2023-02}",
         published("2021-12-31T23:59:59Z", "2023-02-01T00:00:00Z", False, False)),
        ("published:2022-05-01", published("2022-05-01T00:00:00Z", "2022-05-01T23:59:59Z")),
        ("published:>2022", published("2022-12-31T23:59:59Z", None, False, True)),
        ("published:<=2022-02", published(None, "2022-02-28T23:59:59Z")),
        ('published:[2022-05-01T10:00:00Z TO "2022-05-01T10:00+02:00"]',
         published("2022-05-01T10:00:00Z", "2022-05-01T08:00:00Z")),
    ],
)  # fmt: skip
def test_a_query_is_read_as_written(text: str, node: Node) -> None:
    """Nothing is left out, so there is nothing to note."""
    assert parse(text) == Parsed(node)


@pytest.mark.parametrize(
    ("text", "node", "note"),
    [
        ('person:"a b', And((Word("person"), A, B)), "quotation mark is not closed"),
        ('"', NOTHING, "quotation mark is not closed"),
        ("a AND", A, "do not fit together"),
        ("OR", NOTHING, "do not fit together"),
        ("(a b", And((A, B)), "do not fit together"),
        ("a) b", And((A, B)), "do not fit together"),
        ("a^1.2.3", And((A, Word("1.2.3"))), "do not fit together"),
        ("12:30 a", And((Word("12"), Word("30"), A)), "no field '12'"),
        ("person:(topic:a)", And((Word("person"), Word("topic"), A)), "inside of another"),
        ("published:May", And((Word("published"), Word("May"))), "'May' is no date"),
        ("published:[2022-02-30 TO *]", None, "'2022-02-30' is no date"),
        ("published:0000", None, "no date"),
        ("record:x", And((Word("record"), Word("x"))), "record is a number"),
        ("record:99999999999999999999", None, "record is a number"),
        ("record:[-1 TO 5]", None, "not '-1'"),
        (
            "person:[a TO b]",
            None,
            "only published, modified, indexed_at, record, version, replaced_bytes, pages, "
            "language_confidence, money, meta.…, extra.… can",
        ),
        ("[a TO b]", None, "can have a range"),
        ("(a OR " * 30 + "b" + ")" * 30, None, f"more than {DEEPEST} deep"),
        ("!!! …", NOTHING, "no word in this query"),
        ("… ?", NOTHING, "no word in this query"),
        ('""', NOTHING, "no word in this query"),
        ("NOT ?", NOTHING, "no word in this query"),
        ("a~5", Fuzzy("a", None, 2), "at most 2"),
        ('"a b c d"~9', Phrase("a b c d", None, 5), "shifted by at most 5"),
        ("published:2004*", And((Word("published"), Word("2004"))), "takes ranges"),
        ("persn:x", And((Word("persn"), Word("x"))), "there is person"),
        ("language_confidence:high", None, "is a number"),
        ("/a b/", And((A, B)), "plain words"),
        ("person:/a/", Word("a", "people"), "plain words"),
    ],
)
def test_what_has_no_meaning_is_noted(text: str, node: Node | None, note: str) -> None:
    """It is searched as far as it goes, as plain words where it cannot be read."""
    parsed = parse(text)
    assert parsed.note is not None
    assert note in parsed.note
    if node is not None:
        assert parsed.node == node


def test_a_bad_query_leaves_no_trace_in_the_next() -> None:
    """The parser keeps nothing between queries."""
    for bad in ('"', "(((", "a AND", "x:y", "^"):
        parse(bad)
        assert parse("a OR b").node == Or((A, B))


SYNTAX = st.sampled_from(
    [
        "a", "it's", "b*", '"', '"x y"', "(", ")", "[", "]", "{", "}", " TO ", " AND ", " OR ",
        " NOT ", "&&", "||", "!", "-", "+", ":", "person:", "published:", "2022-05", "record:",
        "1", "*", "?", "~", "~1.5", "^", "^2..", "/", "\\", ">", "<=", "'", " ", "\n", "é", "中",
        "\ud800", "\0",
    ]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(SYNTAX, max_size=20).map("".join)))
@example("NOT " * 5000 + "a")
@example("(" * 5000)
@example("published:" + "9" * 5000)
@example("record:" + "9" * 5000)
@settings(max_examples=80)
def test_no_text_makes_the_parser_raise(text: str) -> None:
    """Whatever is typed gives a tree; if not as written, with a note that is a sentence."""
    parsed = parse(text)
    assert isinstance(parsed.node, Node)
    assert parsed.note is None or parsed.note.strip()


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_quotation_marks_take_anything(text: str) -> None:
    """With quotes and backslashes escaped, a whole value comes through as it is."""
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    assert parse(f'author:"{quoted}"').node == Phrase(text, "author")


@given(
    st.lists(
        st.lists(
            st.tuples(st.sampled_from("abcd"), st.booleans(), st.booleans()),
            min_size=1,
            max_size=4,
        ),
        min_size=1,
        max_size=4,
    )
)
def test_and_binds_tighter_than_or(alternatives: list[list[tuple[str, bool, bool]]]) -> None:
    """With or without the word AND, and NOT tightest of all."""
    texts, nodes = [], []
    for sequence in alternatives:
        text, parts = "", []
        for word, explicit, negated in sequence:
            text += (" AND " if explicit else " ") if text else ""
            text += f"NOT {word}" if negated else word
            parts.append(Not(Word(word)) if negated else Word(word))
        texts.append(text)
        nodes.append(And(tuple(parts)) if len(parts) > 1 else parts[0])
    expected = Or(tuple(nodes)) if len(nodes) > 1 else nodes[0]
    assert parse(" OR ".join(texts)).node == expected
