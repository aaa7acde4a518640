"""Reads what a page says of itself in JSON-LD, in the vocabulary of schema.org."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from typing import Any, NamedTuple

# The types that are one text: schema.org/Article with its subtypes, and similar ones.
_ARTICLES = frozenset({
    "AdvertiserContentArticle", "AnalysisNewsArticle", "Article", "AskPublicNewsArticle",
    "BackgroundNewsArticle", "BlogPosting", "DiscussionForumPosting", "LiveBlogPosting",
    "MedicalScholarlyArticle", "NewsArticle", "OpinionNewsArticle", "Recipe", "Report",
    "ReportageNewsArticle", "Review", "ReviewNewsArticle", "SatiricalArticle", "ScholarlyArticle",
    "SocialMediaPosting", "TechArticle", "WebPage",
})  # fmt: skip
# What others write below an article or about a product; a question is one where the page is it.
_BESIDE = frozenset({"comment", "comments", "review", "reviews"})
_QUESTION, _OF_QUESTION = "Question", "QAPage"
_MOST_NODES = 20_000
_TRAILING_COMMA = re.compile(r",\s*(?=[}\]])")
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|"
    r"(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*;?\s*$|;\s*$"
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


class Article(NamedTuple):
    """One article as a page's JSON-LD describes it; "" for what it does not say."""

    kind: str
    headline: str
    authors: tuple[str, ...]
    published: str
    urls: frozenset[str]
    publisher: str
    language: str
    body: str


def read_articles(scripts: Iterable[str]) -> list[Article]:
    """The articles in a page's JSON-LD, in order; scripts that cannot be parsed are skipped."""
    nodes = [node for script in scripts for node in _nodes(_loaded(script))]
    by_id = {
        node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1
    }
    kinds = [[_local(kind) for kind in _texts(node.get("@type"))] for node in nodes]
    wanted = _ARTICLES | {_QUESTION} if any(_OF_QUESTION in of for of in kinds) else _ARTICLES
    return [
        _article(kind, node, by_id)
        for node, of in zip(nodes, kinds, strict=True)
        if (kind := next((kind for kind in of if kind in wanted), ""))
    ]


def _local(kind: str) -> str:
    return kind.rpartition("/")[2].rpartition(":")[2]


def _loaded(script: str) -> Any:
    script = _WRAPPING.sub("", script.strip())
    for text in (script, _TRAILING_COMMA.sub("", script)):
        try:
            return json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(data: Any) -> Iterator[dict[str, Any]]:
    """All objects in it, the outer ones first, without readers' comments and reviews."""
    stack, seen = [data], 0
    while stack and seen < _MOST_NODES:
        value = stack.pop()
        seen += 1
        if isinstance(value, dict):
            yield value
            inside = (v for key, v in reversed(value.items()) if key not in _BESIDE)
            stack.extend(v for v in inside if isinstance(v, dict | list))
        elif isinstance(value, list):
            stack.extend(v for v in reversed(value) if isinstance(v, dict | list))


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    texts = (unescape(value).strip() for value in values if isinstance(value, str))
    return [text for text in texts if text]


def _text(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or value.get("@id")
    return next(iter(_texts(value)), "")


def _names(value: Any, by_id: dict[str, dict[str, Any]]) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            if "name" not in one and isinstance(one.get("@id"), str):
                one = by_id.get(one["@id"], one)
            yield from _texts(one.get("name")) or _texts(_joined_name(one))
        elif isinstance(one, str) and one.strip():
            yield by_id.get(one, {}).get("name", one) if one in by_id else unescape(one).strip()


def _joined_name(person: dict[str, Any]) -> str:
    """A person's name from its parts."""
    parts = (_text(person.get(key)) for key in ("givenName", "additionalName", "familyName"))
    return " ".join(filter(None, parts))


def _article(kind: str, node: dict[str, Any], by_id: dict[str, dict[str, Any]]) -> Article:
    page = node.get("mainEntityOfPage")
    urls = {
        _text(value.get("@id") or value.get("url") if isinstance(value, dict) else value)
        for value in (node.get("url"), page, node.get("@id"))
    }
    body = _text(node.get("articleBody"))
    return Article(
        kind=kind,
        headline=_text(node.get("headline") or node.get("name")),
        authors=tuple(name for name in _names(node.get("author"), by_id) if isinstance(name, str)),
        published=_text(node.get("datePublished")),
        urls=frozenset(urls - {""}),
        publisher=next(_strings(_names(node.get("publisher"), by_id)), ""),
        language=_text(node.get("inLanguage")),
        body=_TAG.sub(" ", body) if _TAG.search(body) else body,
    )


def _strings(values: Iterable[Any]) -> Iterator[str]:
    return (value for value in values if isinstance(value, str))


def chosen(articles: Sequence[Article], titles: Iterable[str], url: str) -> Article | None:
    """The article of the page: the only one, or the one with the page's title or address.

    None where a page lists several others. The type WebPage counts only if no other type does.
    """
    special = [article for article in articles if article.kind != "WebPage"]
    candidates = special or list(articles)
    if len(candidates) < 2:
        return next(iter(candidates), None)
    for article in candidates:
        if url and any(_same_address(url, other) for other in article.urls):
            return article
    known = [title.lower() for title in titles if title]
    for article in candidates:
        if len(article.headline) > 10 and any(article.headline.lower() in title for title in known):
            return article
    first = candidates[0]
    same = all(other.published == first.published for other in candidates)
    return first if same else None


def _same_address(one: str, other: str) -> bool:
    return _bare(one) == _bare(other)


def _bare(url: str) -> str:
    return (
        url.partition("#")[0]
        .partition("?")[0]
        .removeprefix("https:")
        .removeprefix("http:")
        .rstrip("/")
    )
