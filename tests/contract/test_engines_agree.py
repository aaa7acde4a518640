"""The same query finds the same documents in both engines, in the same order."""

import secrets
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from pipeline.index import Index, IndexEntry, SearchRequest, Sort
from pipeline.query.parse import parse
from tests.contract.indexes import entry
from workers.indexes.elasticsearch.index import ElasticsearchIndex
from workers.indexes.embedded.index import EmbeddedIndex

# The engines are the same on every Python.
pytestmark = pytest.mark.once

DOCUMENTS = 2_000
QUERIES = 320
SHOWN = 50  # hits whose order and snippets are compared

# Words as people write them, the frequent ones first.
WORDS = [
    word
    for line in (
        "the of and to in a is that for it on was with as by at from bank rate government",
        "elections election elected minister Microsoft's Microsoft Iraq Iraq's U.S. U.N. market",
        "markets company prime white house well-known state-owned café résumé José Müller naïve",
        "won't don't O'Neill 3.5 1,000 2004 20th economy economic policies policy said says deal",
        "dealing trade world cup final music musical film festival court appeal judge law laws",
        "report reporting climate treaty diplomacy diplomat diplomats health virus vaccine",
    )
    for word in line.split()
]
FOREIGN = {
    "de": "der die das und Wahl Wahlen Regierung Häuser Haus Straße gestern Minister über",
    "fr": "le la les des l'homme d'Angleterre élections élection qu'il gouvernement école été",
    "es": "el la los elecciones elección gobierno año niños José Mourinho según",
    "ru": "и в не на выборы выборах правительство мой ёлка министр",
    "zh": "我们在中国的首都北京 中国政府 首都 选举 部长说 经济",
    "ja": "東京タワー 政府は選挙 日本の首都 がん ﾊﾟｿｺﾝ",
    "th": "ภาษาไทย รัฐบาลไทย การเลือกตั้ง",
    "ko": "대통령은 정부가 선거 서울",
}
PEOPLE = (
    "Tony Blair", "Cherie Blair", "José Mourinho", "Angela Merkel", "Jean-Luc O'Neill", "Jo Smith",
    "Łucja Nowak", "Vladimir Putin", "Smith", "王小明",
)  # fmt: skip
ORGANIZATIONS = ("NATO", "Bank of England", "European Union", "Microsoft Corp.", "U.N.")
PLACES = ("Geneva", "São Paulo", "New York", "York", "Baghdad")
TOPICS = ("politics and government", "sport", "economy, business and finance", "health")
AMOUNTS = ("5 USD", "1500000 EUR", "99.5 USD", "-3 EUR")
PHONES = ("+442079460000", "+41446681800", "+14155550100")


def _document(number: int, random: Random) -> IndexEntry:
    language = random.choices(["en", "und", *FOREIGN], [60, 5, *[4] * len(FOREIGN)])[0]
    words = FOREIGN[language].split() if language in FOREIGN else WORDS
    weights = [1 / (place + 3) for place in range(len(words))]

    def some(least: int, most: int) -> str:
        return " ".join(random.choices(words, weights, k=random.randint(least, most)))

    fields: dict[str, Any] = {
        "title": some(2, 6), "text": f"{some(4, 60)}. {some(0, 30)}", "language": language,
        "people": random.sample(PEOPLE, random.randint(0, 3)),
        "organizations": random.sample(ORGANIZATIONS, random.randint(0, 2)),
        "places": random.sample(PLACES, random.randint(0, 2)),
        "topics": random.sample(TOPICS, random.randint(0, 2)),
        "phones": random.sample(PHONES, random.randint(0, 1)),
        "source": f"file:///archive/{random.choice(['a b.zip', 'news.jsonl', 'a/c.csv'])}",
        "member": random.choice(["", "in/one.txt", "two.txt"]),
        "source_id": f"N-{number}", "record": number,
        "content_hash": f"{number - (number % 25 == 1):032x}",
        "run": "r1", "url": f"https://example.org/a?b={number}",
        "money": random.sample(AMOUNTS, random.randint(0, 2)),
    }  # fmt: skip
    if random.random() < 0.8:
        day, month = random.randint(1, 28), random.randint(1, 12)
        fields["published"] = f"{random.randint(1999, 2006)}-{month:02}-{day:02}T10:00:00Z"
    if random.random() < 0.3:
        fields |= {"pages": random.randint(1, 30), "author": random.choice(PEOPLE)}
    if random.random() < 0.3:
        made = random.choice(["2003", "2004-08-29", "1999-01", "7", "soon", "1e3"])
        fields |= {
            "extra": {
                "mood": {"key": random.choice(["Good", "bad"]), "score": random.randint(1, 3)},
                "size": {"km": random.choice([-2, 0.5, 12, "2004-08", [3, 40]])},
            },
            "metadata": {"Section": ["Sports"], "Made": [made]},
            "metadata_folded": {
                "section": [random.choice(["sports", "world news"])],
                "made": [made],
            },
        }
    return entry(
        f"{random.randrange(16**8):08x}-{number}", **{k: v for k, v in fields.items() if v}
    )


def _words(random: Random) -> str:
    pool = random.choice([WORDS, WORDS, WORDS, random.choice(list(FOREIGN.values())).split()])
    return random.choice(pool).lower() if random.random() < 0.5 else random.choice(pool)


def _term(random: Random) -> str:
    """One clause of a query, of any kind that people type."""
    word = _words(random)
    name = random.choice(PEOPLE)
    part = random.choice(name.split())
    beginning = word[: max(1, len(word) - 2)].rstrip("'.-,") or "e"
    kinds = [
        word, word, word,
        f'"{_words(random)} {_words(random)}"',
        f'"{random.choice(["the", "of", "in"])} {_words(random)} {random.choice(["the", "of"])}"',
        f'"{random.choice(["bank rate", "prime minister", "the government of", "house of the"])}"',
        f"{beginning}*",
        f"title:{word}", f"text:{beginning}*",
        f"person:{part}", f'person:"{name}"', f'person:"{part}"', f"person:{part[:2]}*",
        f"org:{random.choice(['bank', 'england', 'nato', 'corp', 'un'])}",
        f"place:{random.choice(['york', 'sao', 'paulo', 'geneva'])}",
        f"topic:{random.choice(['politics', 'sport', 'business', 'health', '*'])}",
        f"published:{random.choice(['2004', '2004-08', '[2001 TO 2003-06]', '>2004-06-01'])}",
        f"pages:{random.choice(['>10', '[3 TO 7]', '<=2', '*', '12'])}",
        f"record:[{random.randrange(900)} TO {random.randrange(900, 2000)}]",
        f"language:{random.choice(['en', 'de', 'zh'])}",
        f"source_id:N-{random.randrange(DOCUMENTS)}", "source_id:N-1*",
        'source:"file:///archive/a b.zip"', "member:in*", "person:*", "author:*",
        f"{_misspelt(word, random)}~", f"person:{_misspelt(part, random)}~1",
        f"{word[:1]}*{word[-1:]}", f"person:*{part[-2:]}", f"{word[:1]}?{word[2:]}",
        f'"{_words(random)} {_words(random)}"~{random.randint(1, 6)}',
        f'"the government of bank"~{random.randint(1, 5)}', f"{word}^{random.randint(2, 5)}",
        "phone:+44*", "phone:*800", "url:*b=1?", "extra.mood.key:good", "extra.mood.score:*",
        "topic:sports", "language:german", f"published:>=2004-0{random.randint(1, 9)}",
        f"money:{random.choice(['>10', '[1 TO 100]', '<0', '>=5USD'])}", 'money:"5 USD"',
        f"extra.size.km:{random.choice(['>2', '[-5 TO 1}', '>=2004', '<=40', '[* TO *]'])}",
        f"meta.made:{random.choice(['>=2003', '[2004-01 TO 2004-12]', '<8', '>1999', '*'])}",
        f"author:{part}", "meta.section:sports", 'meta.section:"world news"', "meta.section:wor*",
    ]  # fmt: skip
    return random.choice(kinds)


def _misspelt(word: str, random: Random) -> str:
    at = random.randrange(len(word))
    return random.choice([word[:at] + word[at + 1 :] or "x", f"{word[:at]}x{word[at + 1 :]}"])


def _query(random: Random, depth: int = 0) -> str:
    kind = random.random()
    if depth > 2 or kind < 0.45:
        return _term(random)
    if kind < 0.6:
        return f"{_query(random, depth + 1)} {_query(random, depth + 1)}"
    if kind < 0.75:
        return f"({_query(random, depth + 1)} OR {_query(random, depth + 1)})"
    if kind < 0.9:
        return f"({_query(random, depth + 1)}) AND NOT ({_query(random, depth + 1)})"
    return f"NOT ({_query(random, depth + 1)})"


@pytest.fixture(scope="module")
def engines(
    elasticsearch_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Index, Index]]:
    """Both engines with the same documents."""
    random = Random(16)
    entries = [_document(number, random) for number in range(DOCUMENTS)]
    name = f"docmill-test-{secrets.token_hex(4)}"
    directory: Path = tmp_path_factory.mktemp("agree")
    both = (EmbeddedIndex(directory), ElasticsearchIndex(elasticsearch_url, name=name))
    for index in both:
        index.prepare()
        assert index.write(entries) == [None] * DOCUMENTS
        index.refresh()
    yield both
    for index in both:
        index.close()
    with Elasticsearch(elasticsearch_url) as client:
        for made in client.indices.get(index=f"{name}*", allow_no_indices=True):
            client.indices.delete(index=made)
        client.options(ignore_status=404).indices.delete_index_template(name=f"{name}*")


def test_both_engines_give_the_same_answers(engines: tuple[Index, Index]) -> None:
    """Equal sets in the same order by date; of the ten best at least eight, on average."""
    random = Random(61)
    queries = list(dict.fromkeys(_query(random) for _ in range(2 * QUERIES)))[:QUERIES]
    differing, shared, with_hits = [], [], 0
    for number, text in enumerate(queries):
        node = parse(text).node
        newest = SearchRequest(node, SHOWN, sort=Sort.NEWEST, collapse=False)
        one, two = (index.search(newest) for index in engines)
        if [hit.id for hit in one.hits] != [hit.id for hit in two.hits] or one.total != two.total:
            differing.append((text, one.total, two.total))
        assert [hit.snippet for hit in one.hits] == [hit.snippet for hit in two.hits], text
        if number % 4 == 0:
            # Of equal contents one hit; the totals count every copy.
            once = [index.search(SearchRequest(node, sort=Sort.NEWEST)) for index in engines]
            assert [hit.id for hit in once[0].hits] == [hit.id for hit in once[1].hits], text
            assert [found.total for found in once] == [one.total, two.total]
        if number % 8 == 0:
            wholes = [{held.id for held in index.held(node)} for index in engines]
            assert wholes[0] == wholes[1], text
        best = [{hit.id for hit in index.search(SearchRequest(node)).hits} for index in engines]
        with_hits += bool(best[0])
        if len(best[0]) == 10:
            shared.append(len(best[0] & best[1]))
    assert differing == []
    # A test of queries that find nothing would show nothing.
    assert with_hits > QUERIES * 0.7
    assert len(shared) > QUERIES * 0.3
    assert sum(shared) / len(shared) >= 8


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("text", ["government", "NOT election", "person:blair", "*"])
def test_pages_of_hits_follow_one_another(
    engines: tuple[Index, Index], sort: Sort, text: str
) -> None:
    """Page by page, every hit comes once, in the same order in both; equal ones by id."""
    node = parse(text).node
    orders = []
    for index in engines:
        whole = index.search(SearchRequest(node, 90, sort=sort)).hits
        parts = [
            hit for offset in (0, 30, 60)
            for hit in index.search(SearchRequest(node, 30, offset, sort)).hits
        ]  # fmt: skip
        assert [hit.id for hit in parts] == [hit.id for hit in whole]
        keys = [
            {Sort.RELEVANCE: -hit.score, Sort.SOURCE: hit.source}.get(sort, hit.published)
            for hit in whole
        ]
        for (one, first), (two, second) in zip(
            zip(keys, whole, strict=True), zip(keys[1:], whole[1:], strict=True), strict=False
        ):
            assert one != two or first.id < second.id
        orders.append([hit.id for hit in whole])
    if sort is not Sort.RELEVANCE:
        assert orders[0] == orders[1]


@pytest.mark.parametrize("sort", [Sort.OLDEST, Sort.NEWEST, Sort.SOURCE])
@pytest.mark.parametrize("collapse", [True, False])
def test_all_hits_come_in_order(engines: tuple[Index, Index], sort: Sort, collapse: bool) -> None:
    """More than a page of a scan, the same in both, as a search gives them."""
    request = SearchRequest(parse("*").node, 1_500, sort=sort, collapse=collapse)
    scanned = [[hit.id for hit in index.scan(request)] for index in engines]
    assert scanned[0] == scanned[1]
    assert len(scanned[0]) == (DOCUMENTS - DOCUMENTS // 25 if collapse else DOCUMENTS)
    assert scanned[0][:1_500] == [hit.id for hit in engines[0].search(request).hits]
