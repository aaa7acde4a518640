"""Reads a page: its main text and its metadata."""

import re
from collections.abc import Iterable
from itertools import takewhile
from typing import Any, NamedTuple

from pipeline.convert.page.blocks import HEADINGS, Block, Run, read_blocks
from pipeline.convert.page.dates import date_alone
from pipeline.convert.page.main_text import all_runs, main_block, main_runs, measure
from pipeline.convert.page.plain_text import plain_text
from pipeline.convert.page.statements import (
    Statements,
    author_in_line,
    is_of_site,
    read_statements,
)
from pipeline.convert.page.tag_stream import shown_text
from pipeline.convert.page.titles import without_site
from pipeline.sources.dates import DateOrder

# Parsers compare each attribute of an element with all others.
LONGEST_TAG = 20_000
_LONG_TAG = re.compile(rf"<([a-zA-Z][\w:-]*)\s[^<>]{{{LONGEST_TAG - 100},}}>?")
# Of a page with more, no tree is kept: it takes half a kilobyte for each.
MOST_TAGS = 300_000
# Around what is shown without scripts, or by programs that know no frames.
_SPARE = ("<noscript", "<noframes")
_SPARE_TAG = re.compile(r"</?(?:noscript|noframes|frameset)\b[^>]*>")
LONGEST_WARNING = 300  # characters: "You need to enable JavaScript to run this app."
LEAST_OTHER = 4  # times as long is a text that the page does not show, if it is taken
_LONGEST_HEAD = 100_000  # characters of it in which such a page may state something
# A main text below both limits is not used: characters outside links, and their share of the page.
LEAST_TEXT = 600
LEAST_SHARE = 0.5
LEAST_PARAGRAPH = 60  # the text begins with the first run of this score
LONGEST_LEAD = 90  # characters of a line that may repeat author or date


class Page(NamedTuple):
    """The main text of a page, and what the page states about itself.

    `is_whole`: the text is all that the page shows, as it is too large to look for the main part.
    """

    text: str
    statements: Statements
    is_whole: bool = False


def read_page(html: str, date_order: DateOrder = "") -> Page:
    """The main text of a page, without navigation and boilerplate; else all of its text.

    Descriptions of pictures, readers' comments and form fields are left out, and so are title,
    author and date before the text, which are metadata. If the article's body in the page's
    JSON-LD is far longer than what the page shows, it is the text, and so is what a page shows
    only to those without scripts. Takes time linear in the page's
    size. Of a page with more than `MOST_TAGS` it is all text. `date_order`: what 03/04/2005 means.
    """
    if is_large(html):
        head = _parsed(html[:_LONGEST_HEAD].partition("<body")[0])
        text = shown_text(html.replace("\0", ""))
        return Page(text, read_statements(head, head.html, date_order), is_whole=True)
    document = _parsed(html)
    html = document.html
    statements = read_statements(document, html, date_order)
    top = read_blocks(html)
    measure(top)
    runs = list(main_runs(main_block(top)))
    found = _free(runs)
    if found < LEAST_TEXT and found < LEAST_SHARE * _free(all_runs(top)):
        runs = list(main_runs(top))
    # If there is no paragraph, nothing stands before the text.
    body = next((i for i, run in enumerate(runs) if run.score > LEAST_PARAGRAPH), None)
    if body is not None:
        first, shown = runs[body], [*all_runs(top)]
        above = [*takewhile(lambda run: run is not first, shown)]
        author = _author_above(statements, above, shown)
        statements = statements._replace(
            title=_title_above(statements.title, above),
            published=statements.published or _date_above(above, author),
            author=author,
        )
    body = body or 0
    lead = [run for run in runs[:body] if not _is_stated(run, statements)]
    text = plain_text(lead + runs[body:])
    text = text or plain_text(all_runs(top)) or plain_text(all_runs(top, hidden=True))
    other = statements.body
    if len(text) < LEAST_TEXT and not other and any(tag in html for tag in _SPARE):
        other = _without_scripts(html)
    return Page(other if LEAST_OTHER * len(text) < len(other) else text, statements)


def _without_scripts(html: str) -> str:
    """The main text as a page shows it without scripts or frames; "" for a mere warning."""
    # What stands in <noframes> is a tree only now.
    top = read_blocks(_parsed(_SPARE_TAG.sub("", html)).html)
    measure(top)
    text = plain_text(main_runs(main_block(top)))
    return text if len(text) > LONGEST_WARNING else ""


def is_large(html: str) -> bool:
    """Whether a page has so many tags that only `shown_text` reads it."""
    return html.count("<") > MOST_TAGS


def page_blocks(html: str) -> Block:
    """The blocks of a page that is text as a whole, such as the body of a message."""
    return read_blocks(_parsed(html).html)


def whole_text(html: str) -> str:
    """All the text of a page, where nothing of it is navigation: a chapter of a book."""
    if is_large(html):
        return shown_text(html.replace("\0", ""))
    return plain_text(all_runs(page_blocks(html)))


def _parsed(html: str) -> Any:
    """A page as a parser reads it: resiliparse's document."""
    from resiliparse.parse.html import HTMLTree

    html = html.replace("\0", "")
    if len(max(html.split("<"), key=len)) > LONGEST_TAG:
        html = _LONG_TAG.sub(r"<\1>", html)
    return HTMLTree.parse(html).document


def _title_above(title: str, above: Iterable[Run]) -> str:
    """A title without what follows the words in it that stand above the text by themselves.

    They are most of the title: what is short may be the name of the site or of a section.
    """
    texts = (run.text for run in above if not run.linked and 2 * run.size > len(title))
    return without_site(title, (), (text for text in texts if title.startswith(text)))


def _author_above(statements: Statements, above: Iterable[Run], shown: Iterable[Run]) -> str:
    """The author; if there is none but the site, that of a by-line above the text.

    It has to be the only one that the page shows: a page with several lists several texts.
    """
    if not is_of_site(statements.author, statements.site):
        return statements.author
    found, others = (
        {line for run in runs if (line := author_in_line(run.text, statements.site))}
        for runs in (above, shown)
    )
    return found.pop() if len(found) == len(others) == 1 else statements.author


def _date_above(above: Iterable[Run], author: str) -> str:
    """The only date on a line of its own above the text, or on the author's; "" if not one."""
    dates = {day for run in above if (day := date_alone(run.text, author))}
    return dates.pop() if len(dates) == 1 else ""


def _free(runs: Iterable[Run]) -> int:
    return sum(run.size - run.linked for run in runs)


_WORDS = re.compile(r"\w+")


def _is_stated(run: Run, statements: Statements) -> bool:
    words = _WORDS.findall(run.text.lower())
    if run.parent.tag in HEADINGS and words == _WORDS.findall(statements.title.lower()):
        return True
    if run.size > LONGEST_LEAD:
        return False
    author = statements.author.lower()
    if author and author in run.text.lower() and run.size < len(author) + 30:
        return True
    year, day = statements.published[:4], statements.published[8:10]
    return bool(year) and year in words and (day in words or day.lstrip("0") in words)
