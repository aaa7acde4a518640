"""Reads what a page states about itself: title, author, date, address, language, site."""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from pipeline.convert.page.blocks import read_blocks
from pipeline.convert.page.dates import date_in, date_in_address, iso_date
from pipeline.convert.page.json_ld import Article, chosen, read_articles
from pipeline.convert.page.main_text import all_runs
from pipeline.convert.page.titles import title_ends, without_site
from pipeline.sources.dates import DateOrder

_TITLE = re.compile(r"<title[^>]*>([^<]*)</title>")
_META = re.compile(r"<meta(\s[^>]*)>")
_LINKED = re.compile(r"<(link|base)(\s[^>]*)>")
_JSON_LD = re.compile(r"<script\s[^>]*\bld\+json[^>]*>(.*?)</script>", re.S | re.I)
_ATTRIBUTE = re.compile(r'\s([\w:-]+)="([^"]*)"')
_TITLES = ("og:title", "twitter:title", "dc.title", "dcterms.title", "citation_title", "title")
_AUTHORS = (
    "author", "article:author", "parsely-author", "dc.creator", "dcterms.creator",
    "citation_author", "sailthru.author", "byl", "og:article:author", "article:author_name",
    "article.author", "authors", "dc.contributor", "twitter:data1",
)  # fmt: skip
_DATES = (
    "article:published_time", "og:article:published_time", "og:published_time",
    "datepublished", "article:published", "article_date_original", "parsely-pub-date",
    "citation_publication_date", "citation_date", "dcterms.created", "dcterms.issued",
    "dcterms.date", "dc.date.issued", "dc.date.created", "dc.date", "sailthru.date", "pubdate",
    "publishdate", "publish-date", "publish_date", "published-date", "publication_date",
    "publication-date", "date", "article.published", "ptime", "cxenseparse:recs:publishtime",
    "originalpublicationdate", "displaydate", "rnews:datepublished", "article:post_date",
)  # fmt: skip
_SITES = (
    "og:site_name",
    "application-name",
    "twitter:app:name:iphone",
    "publisher",
    "dc.publisher",
)
# "© 2026 The Harbour Gazette. All rights reserved."
_OWNER = re.compile(
    r"(?:©|&copy;|\bCopyright\b)[\s©]*(?:[12]\d{3}[\s,–-]*){0,3}(?:by\s)?(?P<name>[^<>\n.|·•]{3,60})"
)
_LONGEST_FOOTER = 20_000  # characters at the end of a page in which its owner is looked for
_LONGEST_CONTENT = 500
_LONGEST_AUTHOR = 80
_LONGEST_BODY = 1_000_000
# The most reliable first.
_AUTHOR_PLACES = (
    "[rel~='author']",
    "[itemprop~='author' i] [itemprop~='name' i]",
    "[itemprop~='author' i]",
    ".author-name, .byline-name, .byline__name, .author__name, .p-author, .entry-author",
    ".byline, .author, .autor, .auteur, .autore, .article-author, .post-author, .article__byline,"
    " .by-author, .author-link",
    "[class*='byline']",
)
_DATE_PLACES = (
    "[itemprop~='datePublished' i], time, abbr.published, .entry-date, .post-date, .dt-published,"
    " .article-date, .date-published, .publish-date, .published, .pubdate, .dateline"
)
_COMMENT = re.compile(r"(?:comments?(?![-_](?:open|closed))|disqus|respond)(?![a-z])", re.I)
_MOST_ABOVE = 15  # elements around one, within which a comment or an article is looked for
_MOST_FOUND = 30  # elements that are read for each selector
_BEFORE_AUTHOR = re.compile(
    r"^\W*(?:(?:[^\W\d_]+\s+){0,2}by|von|par|por|di|door|autore?|auteur|author|redacteur)\b[\s:]*"
    r"|^[^\W\d_]{3,12}:\s+",
    re.I,
)
# A line that is nothing else: "By Ann Quill and Bo Penn", "Von Ann Quill, Köln".
_NAME = r"[A-ZÀ-ÖØ-Þ][\w.'’-]*(?:\s+[A-ZÀ-ÖØ-Þ][\w.'’-]*){1,3}"
_LINE_OF_AUTHOR = re.compile(
    rf"(?:By|Von|Par|Por|Door)\s+(?P<names>{_NAME}(?:\s+(?:and|und|et)\s+{_NAME})?)(?:,\s.{{1,40}})?"
)
_AFTER_AUTHOR = re.compile(
    r"\s*(?:[|•·–—\n\t]|,?\s*\d{1,2}[./:]\d|\b(?:updated|published|posted)\b|\b(?:on\s+)?"
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:jan|febr)uary|march|april|june|july|august"
    r"|(?:septem|octo|novem|decem)ber)\b).*$",
    re.I | re.S,
)
_AND = re.compile(r"\s+(?:and|und|et|&)\s+(?=\w+\s)|\s*;\s*", re.I)
# Addresses, numbers and names of programs.
_NO_NAME = re.compile(
    r"https?:|www\.|@\S+\.\w|\.(?:com|org|net|de|uk)\b|\d|admin|https?$|[{}<>]", re.I
)
_PARTICLES = frozenset({
    "al", "bin", "da", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "la", "le",
    "ten", "van", "von", "y",
})  # fmt: skip
_NO_AUTHORS = frozenset({
    "admin", "administrator", "author", "editor", "anonymous", "unknown", "none", "null", "staff",
    "webmaster", "user", "root", "redaktion", "by",
})  # fmt: skip


class Statements(NamedTuple):
    """What a page states about itself; "" where it states nothing reliable.

    `published`: ISO 8601, date or date and time with its offset. `url`: the canonical address.
    `body`: the text of the article in the page's JSON-LD.
    """

    title: str = ""
    author: str = ""
    published: str = ""
    url: str = ""
    language: str = ""
    site: str = ""
    body: str = ""


def read_statements(document: Any, html: str, order: DateOrder = "") -> Statements:
    """What a page states about itself, from the most reliable place of each.

    `document`: the page as parsed by resiliparse; `html`: the same, written out again. `order`:
    what 03/04/2005 means.
    """
    meta = _meta(html)
    title = " ".join(unescape(found[1]).split()) if (found := _TITLE.search(html)) else ""
    # Sphinx ends headings with a link to themselves.
    headings = [_content(one).rstrip("¶ ") for one in document.query_selector_all("h1")[:5]]
    url = _canonical(html, meta)
    articles = read_articles(found[1] for found in islice(_JSON_LD.finditer(html), _MOST_FOUND))
    titles = [*_values(meta, _TITLES), title, *headings]
    article = chosen(articles, titles, url)
    sites = _sites(meta, articles, url, list(_values(meta, _TITLES)))
    owners = [owner["name"].strip(" ,;:-") for owner in _OWNER.finditer(html[-_LONGEST_FOOTER:])]
    return Statements(
        title=_title(title, titles, headings, [*sites, *owners], article),
        author=_author(document, meta, article, [*sites, *title_ends(title)]),
        published=_published(document, meta, article, url, order),
        url=url,
        language=_language(document, meta, article),
        site=next(iter(sites), ""),
        body=article.body[:_LONGEST_BODY].strip() if article else "",
    )


def _content(element: Any) -> str:
    """The beginning of an element's text."""
    return "" if element is None else " ".join(element.text[:_LONGEST_CONTENT].split())


def _in_lines(element: Any) -> str:
    """The text of an element, each block on a line of its own."""
    return "\n".join(run.text for run in all_runs(read_blocks(element.html)))[:_LONGEST_CONTENT]


def _attributes(written: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in _ATTRIBUTE.findall(written)}


def _meta(html: str) -> dict[str, list[str]]:
    """The contents of a page's <meta> elements by name, in lower case."""
    found: dict[str, list[str]] = {}
    for element in _META.finditer(html):
        attributes = _attributes(element[1])
        content = " ".join(attributes.get("content", "").split())
        if not content:
            continue
        for key in ("property", "name", "itemprop"):
            for name in attributes.get(key, "").lower().split():
                found.setdefault(name, []).append(content)
    return found


def _values(meta: dict[str, list[str]], names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from meta.get(name, ())


def _canonical(html: str, meta: dict[str, list[str]]) -> str:
    elements = [(found[1], _attributes(found[2])) for found in _LINKED.finditer(html)]
    links = (
        attributes.get("href", "")
        for tag, attributes in elements
        if tag == "link" and "canonical" in attributes.get("rel", "").lower().split()
    )
    base = next((found.get("href", "") for tag, found in elements if tag == "base"), "")
    for address in (*links, *_values(meta, ("og:url", "twitter:url"))):
        try:
            whole = urljoin(base, address.strip())
            parts = urlsplit(whole)
        except ValueError:
            continue
        if parts.scheme in ("http", "https") and "." in parts.netloc:
            return whole
    return ""


def _sites(
    meta: dict[str, list[str]], articles: list[Article], url: str, titles: list[str]
) -> list[str]:
    names = [*_values(meta, _SITES), *(a.publisher for a in articles if a.publisher)]
    if url:
        host = urlsplit(url).netloc.lower().partition(":")[0].removeprefix("www.")
        labels = host.split(".")
        names += [host, *(label for label in labels[:-1] if len(label) > 3)]
    # Some sites give the page's title in place of their name.
    return [
        name
        for name in dict.fromkeys(names)
        if not name.startswith(("http:", "https:")) and name not in titles
    ]


def _title(
    title: str, titles: list[str], headings: list[str], sites: list[str], article: Article | None
) -> str:
    texts = [text for text in titles if text]
    if article and article.headline:
        headings = [*headings, article.headline]
    for candidate in ([title] if title else []) + texts:
        short = without_site(candidate, sites, headings)
        if short != candidate or candidate not in sites:
            return short
    return article.headline if article else ""


def _author(
    document: Any, meta: dict[str, list[str]], article: Article | None, sites: list[str]
) -> str:
    stated = [article.authors if article else (), *(meta.get(name, ()) for name in _AUTHORS)]
    for texts in stated:
        if names := _clean_names(texts, sites):
            return names
    for selector in _AUTHOR_PLACES:
        found: dict[str, str] = {}
        for element in document.query_selector_all(selector)[:_MOST_FOUND]:
            names = _clean_names([_in_lines(element)], sites)
            if not names or not all(_is_name(word) for word in names.replace(";", "").split()):
                continue
            around, commented = _surroundings(element)
            if not commented:
                found.setdefault("" if around is None else around.html[:_LONGEST_CONTENT], names)
        if found:  # several articles of several authors have none
            return next(iter(found.values())) if len({*found.values()}) == 1 else ""
    # Many sites have the name of their author.
    return next((names for texts in stated if (names := _clean_names(texts, []))), "")


def author_in_line(line: str, site: str) -> str:
    """The authors in a line that only says who they are, without the site; "" for any other."""
    found = _LINE_OF_AUTHOR.fullmatch(line)
    return _clean_names([found["names"]], [site]) if found else ""


def is_of_site(author: str, site: str) -> bool:
    """Whether an author is unknown, or nobody but the site."""
    return _bare(author) in ("", _bare(site), _bare(f"the {site}"))


def _surroundings(element: Any) -> tuple[Any, bool]:
    """The article in which an element is, or None, and whether it is in a comment."""
    above = element.parent
    for _ in range(_MOST_ABOVE):
        if above is None or above.tag in ("", "body", "html"):
            break
        if any(map(_COMMENT.match, (above.id or "", *(above.class_name or "").split()))):
            return None, True
        if above.tag == "article":
            return above, False
        above = above.parent
    return None, False


def _is_name(word: str) -> bool:
    return not word[0].islower() or word in _PARTICLES


def _clean_names(texts: Iterable[str], sites: list[str]) -> str:
    """The names of people and agencies, without the site's own; "" if there are none."""
    kept: dict[str, None] = {}
    known = {site.lower() for site in sites}
    for text in texts:
        for name in _AND.split(_AFTER_AUTHOR.sub("", _BEFORE_AUTHOR.sub("", text.strip()))):
            name = _without_site(name.strip(" ,;:-"), known)
            if (
                2 < len(name) <= _LONGEST_AUTHOR
                and not _NO_NAME.search(name)
                and name.lower() not in _NO_AUTHORS
                and _bare(name) not in map(_bare, known)
                and any(map(str.isalpha, name))
                and len(name.split()) <= 7
            ):
                kept[name] = None
    return "; ".join(kept)


def _bare(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))


def _without_site(name: str, sites: set[str]) -> str:
    """A name without a following ", Site's Desk" or ". Site"."""
    for mark in (", ", ". "):
        person, _, rest = name.rpartition(mark)
        if " " in person and any(rest.lower().startswith(site) for site in sites if site):
            return person
    return name


def _published(
    document: Any,
    meta: dict[str, list[str]],
    article: Article | None,
    url: str,
    order: DateOrder,
) -> str:
    texts = [article.published] if article else []
    for text in (*texts, *_values(meta, _DATES)):
        if day := iso_date(text, order):
            return day
    times: dict[str, None] = {}
    for element in document.query_selector_all(_DATE_PLACES)[:_MOST_FOUND]:
        if _surroundings(element)[1]:
            continue
        text = _content(element)
        marked = element.tag != "time" or any(
            mark in f"{element.getattr('itemprop', '')} {element.class_name}".lower()
            for mark in ("published", "pubdate", "entry-date", "post-date")
        )
        stated = (element.getattr(name, "") for name in ("datetime", "content", "title"))
        day = next((day for value in stated if (day := iso_date(value, order))), "") or date_in(
            text
        )
        if day and (marked or element.getattr("pubdate") is not None):
            return day
        if day:
            times.setdefault(day, None)
    if in_address := date_in_address(url):
        return in_address
    days = {day[:10] for day in times}
    return next(iter(times)) if len(days) == 1 else ""


def _language(document: Any, meta: dict[str, list[str]], article: Article | None) -> str:
    html = document.query_selector("html")
    texts = [
        "" if html is None else html.getattr("lang", ""),
        *_values(meta, ("og:locale", "content-language", "language")),
    ]
    if article:
        texts.append(article.language)
    for text in texts:
        code = text.strip().replace("_", "-").partition("-")[0].lower()
        if len(code) in (2, 3) and code.isalpha():
            return code
    return ""
