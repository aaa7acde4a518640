"""Finds the main text of a page among navigation, advertising and the like.

It follows Readability (the score of a block includes those inside) and boilerplate detection by
shallow features: length and link density (Kohlschütter et al. 2010, doi:10.1145/1718487.1718542).
The limits were set on 61 pages of the article extraction benchmark and on half of Readability's
test pages; measurements are in `docs/explanation/cleaning.md`.
"""

import re
from collections.abc import Iterator

from pipeline.convert.page.blocks import HEADINGS, HIDDEN, PREFORMATTED, Block, Run

_COMMENTS = frozenset({"comment", "comments", "disqus", "livefyre", "respond"})
_NEVER_MAIN = _COMMENTS | {HIDDEN}  # unless there is hardly anything else
# Parts of the names of blocks that are around a text, but do not belong to it.
_AROUND = _COMMENTS | {
    HIDDEN, "ads", "advert", "advertisement", "breadcrumb", "breadcrumbs", "complementary",
    "contentinfo", "cookie", "cookies", "consent", "dialog", "footer", "masthead", "menu", "modal",
    "nav", "navbar", "navigation", "newsletter", "noprint", "outbrain", "pager", "pagination",
    "pingback", "popup", "promo", "recommendations", "recommended", "related", "share", "sharing",
    "sidebar", "social", "sponsor", "sponsored", "subscribe", "taboola", "trackback", "trending",
}  # fmt: skip
# With one of these names a block may be the text itself ("article-share-wrapper").
_TEXT = frozenset(
    {"article", "body", "content", "entry", "hentry", "main", "post", "story", "text"}
)
_AROUND_EVEN_SO = frozenset({
    HIDDEN, "comment", "comments", "disqus", "footer", "modal", "nav", "newsletter", "related",
    "share", "sidebar", "social",
})  # fmt: skip
# Small blocks with such names are also dropped inside the main text.
_DROPPED = _AROUND | {
    "ad", "author", "bio", "byline", "login", "more", "popular", "promotion", "rating", "rss",
    "signup", "tags", "teaser", "teasers", "toolbar", "tools", "widget",
}  # fmt: skip
# "with-sidebar", "has_comments", "no-nav" describe another block.
_SAID_OF_ANOTHER = re.compile(
    r"(?<![a-z])(?:with|has|no|w|and|without|left|right|is)[-_]+(?:\w+[-_]+)?"
    r"(?:sidebar|nav|menu|comments?|footer|ads?)",
    re.I,
)
_PARAGRAPHS = frozenset({"blockquote", "dl", "ol", "p", "pre", "table", "ul"})
_TEXTS = frozenset({"blockquote", "p", "pre"})  # they hold a part of the text, not all of it
_LISTS = frozenset({"dir", "dl", "menu", "ol", "ul"})
_GROUPS = _LISTS | {"div", "header", "section", "table"}
_HOLD_LINKS = frozenset({"blockquote", "dd", "dt", "li", "p", "pre", "td", "th"}) | HEADINGS
# These are not checked for teasers.
_NO_TEASERS = frozenset({"article", "blockquote", "main", "p", "table", "tbody", "td", "tr"})
_SENTENCE_END = re.compile(r"[.!?…:;。！？”\"»')\]]$")
_CAPTION_END = re.compile(r"[.!?…。！？][”\"»')\]]?$")
_CREDIT_IN_BRACKETS = re.compile(r"\([^()]*\)$")
_LONGEST_CAPTION = 1_000  # characters
# One of these characters counts as three letters.
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LABEL = re.compile(r"[^:]{2,25}:(?=\s*\S)")


def measure(top: Block) -> None:
    """Fill in the numbers of all blocks, the innermost first."""
    order = list(_blocks(top))
    for block in reversed(order):
        for child in block.children:
            if isinstance(child, Run):
                child.score = _run_score(child)
                if child.size:
                    block.runs += 1
                    block.links += child.linked > 0.8 * child.size
                block.best += max(0.0, child.score)
            else:
                block.runs += child.runs
                block.links += child.links
                block.best += child.best
            block.size += child.size
            block.linked += child.linked
    for block in reversed(order):
        block.score = sum(child.score for child in block.children)
        if block.tag in ("nav", "footer", "aside") or _is_around(block):
            # Unless it holds nearly everything, because names may be misleading.
            if block.best < top.best * (0.9 if block.names & _NEVER_MAIN else 0.6):
                block.score = min(block.score, 0.0) - 5
        elif _is_marked(block):
            block.score *= 1.15


def main_block(top: Block) -> Block:
    """The block of the main text: the innermost that still has nearly all of the score."""
    block = top
    while inside := [child for child in block.children if isinstance(child, Block)]:
        best = max(inside, key=_score)
        if best.tag in _TEXTS or best.score <= 0:
            break
        if best.score < block.score * _share_needed(block, best, inside):
            break
        block = best
    return block


def main_runs(main: Block) -> Iterator[Run]:
    """The runs of the main block, without blocks in it that do not belong to the text."""
    stack: list[Block | Run] = [main]
    while stack:
        node = stack.pop()
        if isinstance(node, Block):
            if node is main or not _is_dropped(node, main):
                stack.extend(reversed(node.children))
        elif node.size and not _is_link_alone(node):
            yield node


def all_runs(top: Block, hidden: bool = False) -> Iterator[Run]:
    """All runs in a block, in order; `hidden`: also those that are not shown."""
    stack: list[Block | Run] = [top]
    while stack:
        node = stack.pop()
        if isinstance(node, Run):
            if node.size:
                yield node
        elif hidden or HIDDEN not in node.names:
            stack.extend(reversed(node.children))


def _blocks(top: Block) -> Iterator[Block]:
    stack = [top]
    while stack:
        block = stack.pop()
        yield block
        stack.extend(child for child in block.children if isinstance(child, Block))


def _score(block: Block) -> float:
    return block.score


def _run_score(run: Run) -> float:
    """The score of a run: its characters outside links; negative for runs that are no text."""
    if not run.size:
        return 0.0
    share = run.linked / run.size
    if run.parent.tag in HEADINGS:
        return 0.0 if share < 0.5 else -10.0
    wide = 1.0 if run.text.isascii() else 1 + 2 * len(_WIDE.findall(run.text)) / run.size
    free = (run.size - run.linked) * wide
    if share > 0.5:
        return -10.0 - 0.3 * run.linked * wide
    if free >= 80:
        return free * (1 - share)
    if run.parent.tag in PREFORMATTED:
        return free * 0.8
    if free >= 30 and _SENTENCE_END.search(run.text):
        return free * 0.7 * (1 - share)
    return -5.0


def _is_marked(block: Block) -> bool:
    return block.tag in ("article", "main") or "articleBody" in block.name


def _is_around(block: Block) -> bool:
    names = block.names & _AROUND
    if not names or _SAID_OF_ANOTHER.search(block.name):
        return False
    return not block.names & _TEXT or bool(names & _AROUND_EVEN_SO)


def _share_needed(block: Block, best: Block, inside: list[Block]) -> float:
    """The share of a block's score that its best inner block needs to replace it."""
    of_its_kind = [
        other
        for other in inside
        if other.tag == best.tag
        and other.score > 0
        and (bool(other.names & best.names) or not (other.names or best.names))
    ]
    beside = sum(
        child.score
        for child in block.children
        if child.score > 0 and (isinstance(child, Run) or child.tag in _PARAGRAPHS)
    )
    if beside >= 150:  # paragraphs stand beside it
        return 0.97
    if (_is_marked(best) or "main" in best.names) and not any(
        other is not best and other.tag == best.tag and other.score > 0.1 * best.score
        for other in inside
    ):
        return 0.55
    sections = any(other is not best and other.best > 0.05 * block.best for other in of_its_kind)
    return 0.97 if sections else 0.8


def _is_dropped(block: Block, main: Block) -> bool:
    """Whether a block inside the main text does not belong to it."""
    if not block.size:
        return True
    if block.tag in ("nav", "footer", "aside"):
        return block.best < 0.5 * main.best
    share = block.linked / block.size
    if block.tag == "form" and share > 0.3:
        return True
    named = bool(block.names & _DROPPED) and not _SAID_OF_ANOTHER.search(block.name)
    if named and block.best < main.best * (0.8 if block.names & _NEVER_MAIN else 0.3):
        return True
    if _is_teasers(block) and block.best < 0.4 * main.best:
        return True
    if block.size < min(0.2 * main.size, _LONGEST_CAPTION) and _is_label_of_picture(block):
        return True
    if block.tag not in _GROUPS or share <= 0.5 or block.size >= 0.5 * main.size:
        return False
    # References and the like are long, with a link in each.
    return not (block.tag in _LISTS and block.size - block.linked > 25 * block.runs)


def _is_teasers(block: Block) -> bool:
    """Whether a block is a list of headlines that are links, each with a few words at most."""
    return (
        block.tag not in _NO_TEASERS
        and block.links >= 2
        and 3 * block.links >= block.runs
        and block.size - block.linked < 120 * block.runs
    )


def _is_label_of_picture(block: Block) -> bool:
    """Whether a block is a caption without a sentence: what is shown, or whose picture it is."""
    if block.tag != "figcaption" and not block.names & {"caption", "credit"}:
        return False
    texts = (_CREDIT_IN_BRACKETS.sub("", run.text.strip()).strip() for run in all_runs(block))
    return not any(len(text) > 60 and _CAPTION_END.search(text) for text in texts)


def _is_link_alone(run: Run) -> bool:
    """Whether a run is only a link, or a label and a link ("Read more: …")."""
    if run.linked > 0.9 * run.size:
        return run.parent.tag not in _HOLD_LINKS
    if run.size <= 20 or run.linked < 0.6 * run.size:
        return False
    label = _LABEL.match(run.text)
    return label is not None and abs(run.size - run.linked - label.end()) < 4
