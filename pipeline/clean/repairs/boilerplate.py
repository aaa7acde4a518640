"""Lines that belong to a site and not to a document: share buttons, advertisements, cookies."""

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.clean.edit import Edit
from pipeline.clean.profile import Profile, line_key
from pipeline.clean.repairs.repeated_paragraphs import REPEATED

LONGEST_LINE = 160  # characters; a cookie notice has a sentence or two
_NETWORKS = (
    r"(?:facebook|twitter|x|whats ?app|telegram|linked ?in|reddit|pinterest|instagram|you ?tube"
    r"|tik ?tok|tumblr|messenger|bluesky|mastodon|threads|e-?mail|print|copy link|share|tweet|pin"
    r"|rss|sms|line|more)"
)
_PAGE = r"(?:article|story|page|post|news|video|content|link|item|report)"
# Each is matched against a whole line in lower case, without bullets. They are the English words
# of buttons and notices on all sites. An article may have the same words, so such a line is removed
# only where other documents of the source have it too.
_PATTERNS = {
    "share buttons": (
        rf"(?:please )?(?:share|tweet|e-?mail|print|forward|bookmark|save|like) (?:this|on|via)"
        rf"(?: {_PAGE})?(?: (?:on|via|with|by|to|using) [\w ,/&+]{{1,40}})?"
        rf"|(?:follow|like|find|join) (?:us|me|@?\w+) (?:on|at|via) {_NETWORKS}\b.{{0,40}}"
        rf"|(?:{_NETWORKS}[\s,|•·/-]*){{2,}}|share(?: on)?:?|share (?:on )?{_NETWORKS}"
    ),
    "further reading": (
        r"(?:read|see|learn|find out|discover|view|watch|show) more(?:\s*(?:[:»>→…|].{0,80}|\.{3}"
        r"|(?:about|from|on|in|at|like this|here|stories|news|articles)\b.{0,60}))?"
        r"|(?:also read|read also|read next|recommended reading|related (?:stories|story|articles?"
        r"|topics?|links?|content|news|posts?|coverage))(?:\s*[:»>→|].{0,80})?"
        r"|more (?:on|from) (?:this|the|our) (?:story|topic|site|section|author|web)\b.{0,20}"
        r"|recommended (?:for you|stories):?"
        r"|you (?:may|might) (?:also )?(?:like|be interested in):?"
        r"|(?:continue|keep) reading\b.{0,40}|(?:story|article) continues below\b.{0,30}"
    ),
    "list of stories": (
        r"(?:most (?:read|popular|viewed|shared|watched)(?: (?:stories|articles|news|now))?"
        r"|trending(?: now)?|top stories|latest (?:news|stories)|don['’]t miss|up next):?"
    ),
    "advertisement": (
        r"\W*(?:advertise?ments?|advertising|advertorial|sponsored(?: content| links?| post)?"
        r"|ads? by \w+|paid (?:content|post)|promoted(?: content)?|scroll to continue\b.{0,30}"
        r"|skip advertisement|remove ads?)\W*"
    ),
    "subscription": (
        r"(?:please )?(?:sign[ -]?up|subscribe)(?: (?:here|now|today))?"
        r"|(?:please )?(?:sign[ -]?up|subscribe)\b.{0,60}\b"
        r"(?:newsletters?|e-?mails?|alerts?|updates?|channel|feed|podcast|continue reading"
        r"|full access|magazine)\b.{0,40}"
        r"|(?:get|receive) (?:the|our|all the|daily|weekly|breaking|free)\b.{0,60}"
        r"\b(?:inbox|newsletters?|by e-?mail|alerts)\b.{0,30}"
        r"|(?:already (?:a|have an?) |not a |become a )(?:subscriber|member|account|supporter)\b"
        r".{0,40}"
    ),
    "sign-in": (
        r"(?:please )?(?:sign[ -]?up|subscribe|register|sign in|log[ -]?in)(?: (?:here|now|today))?"
        r"|(?:please )?(?:sign[ -]?up|subscribe|register|sign in|log[ -]?in)\b.{0,60}\b"
        r"(?:newsletters?|e-?mails?|alerts?|accounts?|updates?|channel|feed|comment|podcast"
        r"|continue reading|full access|magazine)\b.{0,40}"
    ),
    "link": (
        r"(?:please )?click (?:here|below)\b.{0,80}|back to (?:the )?top"
        r"|(?:skip|jump) to (?:the )?(?:main |page )?(?:content|navigation)"
        r"|(?:view|post|read|leave|add|show|hide|see) (?:a |all |your |the |\d+ )?(?:comments?"
        r"|reply|gallery|photos|slideshow)(?: \(?\d+\)?)?|\d+ (?:comments?|shares?|likes?|views)"
        r"|be the first to comment\W*|(?:next|previous) (?:article|story|post|page)\W?"
        r"|(?:print|printer[- ]friendly) version|play video|watch live|listen live|loading\W*"
    ),
    "instruction": (
        r"(?:please )?click (?:on|the)\b.{0,80}|(?:back|return|skip|jump) to (?:the )?"
        r"(?:main|content|navigation|home(?: ?page)?|main content|search|index)\b.{0,20}"
    ),
    "copyright": (
        r"(?:(?:copyright|\(c\)|©)[ ,.]*)*(?:[12]\d{3}(?:[-–][12]?\d{1,3})?[ ,.]*)?"
        r"all rights reserved\W*"
        r"|(?:image|photo|picture|video|media|photograph) ?copyright\b.{1,60}"
    ),
    "copyright notice": (
        r"(?:copyright|\(c\)|©)(?: ?\(c\)| ?©)? ?(?:[12]\d{3}|by\b).{0,80}"
        r"|.{0,80}\ball rights reserved\b.{0,80}"
    ),
    "photo credit": (
        r"(?:image|photo|picture|video|media|photograph) ?(?:credits?|source:|courtesy|by)\b.{1,60}"
    ),
    "cookie notice": (
        r"(?:we|this (?:site|website|page)|our (?:site|website|partners)|the (?:site|website))\b"
        r".{0,60}\b(?:uses?|using|sets?|stores?|accept)\b.{0,20}\bcookies\b.{0,120}"
        r"|by (?:continuing|using|browsing|clicking)\b.{0,80}"
        r"\b(?:cookies|(?:privacy|cookie) policy|terms)\b.{0,80}"
        r"|(?:accept|manage|reject|allow|customi[sz]e)(?: all)?(?: optional)? ?(?:cookies|settings"
        r"|preferences)?(?: (?:cookies|settings|preferences))|(?:accept|reject|allow) all"
        r"|(?:cookie|privacy)(?: (?:policy|settings|preferences|notice|statement|consent))"
        r"|(?:(?:terms (?:of|and|&) (?:use|service|conditions)|privacy(?: policy)?|cookies?(?: "
        r"policy)?|contact(?: us)?|about(?: us)?|imprint|help|home|sitemap|accessibility|careers"
        r"|advertise(?: with us)?)[\s|•·,/-]*){2,}"
    ),
}
_KINDS = {re.sub(r"\W", "_", name): name for name in _PATTERNS}
_LINE = re.compile("|".join(f"(?P<{group}>{_PATTERNS[name]})" for group, name in _KINDS.items()))
# A fast check of a line's beginning, before all patterns. Patterns that may begin with anything are
# checked by other words.
_BEGINNINGS = re.compile(
    r"\W*(?:(?:please )?(?:share|tweet|e-?mail|print|forward|bookmark|save|like|follow|find|join"
    r"|read|see|learn|discover|view|watch|show|also|recommended|related|more|you|most|trending|top"
    r"|latest|don|up|continue|keep|story|article|advert\w*|sponsor\w*|ads?|paid|promoted|scroll|skip"
    r"|remove|sign|subscribe|register|log|get|receive|already|not a|become|click|back|return|jump"
    r"|post|leave|add|hide|\d+ |be the|next|previous|play|listen|loading|copyright|\(?c\)|image"
    r"|photo|picture|video|media|we|this|our|the|by|accept|manage|reject|allow|custom|cookie"
    r"|privacy|terms|contact|about|imprint|help|home|sitemap|accessibility|careers|facebook|x"
    r"|whats|telegram|linked|reddit|pin|instagram|you|tik|tumblr|messenger|bluesky|mastodon"
    r"|threads|copy|rss|sms|line)\b|©)"
)
# In one document a line of several words that occurs this often is a header or footer of pages, if
# the other lines have a least length, so that refrains of poems stay.
FEWEST_REPETITIONS = 3
FEWEST_WORDS = 3
LEAST_PARAGRAPH = 60


# Kinds that only sites use. All others may be content of many documents of a source: steps of a
# manual, headings of a newsletter, sentences of privacy policies, copyright notices.
_SITES_ONLY = frozenset(
    {"share buttons", "further reading", "advertisement", "subscription", "link", "copyright"}
)
# For lines of one word; others ("Print", "Login", "Advertising") may be headings.
_SITES_ONLY_WORD = re.compile(r"\W*advertisements?\W*")


class Boilerplate:
    """Removes lines of sites ("Read more") where the source's profile has them too.

    Such lines of one document only are marked. So are other lines that a document or the source
    repeats, because they may be content ("Without objection, it is so ordered.").
    """

    name = "boilerplate"
    version = 3

    def __init__(self, profile: Profile | None) -> None:
        self._source = frozenset(profile.lines if profile else ())
        self._documents = f"in many of {profile.documents:,} documents" if profile else ""

    def edits(self, text: str) -> list[Edit]:
        """A removal for each such line; none if nothing else would be left."""
        lines = [line for line in _lines(text) if line[2]]
        repeated = _repeated([key for _, _, key in lines])
        edits: list[Edit] = []
        seen: set[str] = set()
        for start, end, key in lines:
            known = key in self._source
            if found := _kind(key):
                why = f"{found}, {self._documents}" if known else found
                sure = known and _is_of_sites_only(key, found)
                edits.append(Edit(start, end, "", why, self.name, sure))
            elif known:
                edits.append(Edit(start, end, "", self._documents, REPEATED, sure=False))
            elif key in repeated:
                if key in seen:
                    why = "repeated in the document"
                    edits.append(Edit(start, end, "", why, REPEATED, sure=False))
                seen.add(key)
        return edits if len(edits) < len(lines) else []


def _is_of_sites_only(key: str, kind: str) -> bool:
    return kind in _SITES_ONLY and (" " in key or bool(_SITES_ONLY_WORD.fullmatch(key)))


def boilerplate_kind(line: str) -> str:
    """The kind of boilerplate of a line, in two words; "" if it is none."""
    return _kind(line_key(line))


def _lines(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and key of each line; the key of a paragraph is cut."""
    start = 0
    for line in text.split("\n"):
        end = start + len(line) + 1
        key = line_key(line) if len(line) <= 2 * LONGEST_LINE else line[: 2 * LONGEST_LINE]
        yield start, min(end, len(text)), key
        start = end


def _kind(key: str) -> str:
    """The kind of boilerplate of a line with this key; "" if it is none."""
    if len(key) > LONGEST_LINE:
        return ""
    if not _BEGINNINGS.match(key) and "all rights reserved" not in key:
        return ""
    found = _LINE.fullmatch(key)
    return _KINDS[found.lastgroup or ""] if found else ""


def _repeated(keys: list[str]) -> frozenset[str]:
    """The keys of lines that a document repeats like headers of pages."""
    if len(keys) < 2 * FEWEST_REPETITIONS or len(set(keys)) > len(keys) - FEWEST_REPETITIONS + 1:
        return frozenset()
    lengths = sorted(len(key) for key in keys)
    if lengths[len(lengths) // 2] < LEAST_PARAGRAPH:
        return frozenset()
    return frozenset(
        key
        for key, number in Counter(keys).items()
        if number >= FEWEST_REPETITIONS
        and len(key) <= LONGEST_LINE
        and len(key.split()) >= FEWEST_WORDS
        and not key.endswith(":")
    )
