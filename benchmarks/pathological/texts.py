"""Texts that are no prose, of any size, made by rules: what has cost time, and its neighbours.

Each kind is a function of a size in characters and of a source of random numbers; two texts of a
kind differ where it has random parts.
"""

import random
import string
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count, repeat

TEXT, PAGE = "text/plain", "text/html"
Random = random.Random
_SOUNDS = ("ba", "be", "dor", "fen", "gal", "kin", "lo", "mar", "nis", "pol", "sen", "tu", "vi")
_COMMON = (
    "the", "of", "and", "that", "was", "with", "they", "have", "this", "from", "what", "other",
    "were", "there", "when", "word", "said", "each", "which", "their", "time", "will", "about",
    "many", "then", "them", "write", "would", "like", "these", "long", "make", "thing", "look",
)  # fmt: skip
_NAMES = ("Anna", "Bell", "Carla", "Dunn", "Eva", "Ford", "Gina", "Hunt", "Ines")


@dataclass(frozen=True)
class Kind:
    """One kind of text. `parts`: endlessly, what it is made of; `media_type`: as a source says."""

    name: str
    parts: Callable[[Random], Iterator[str]]
    media_type: str = TEXT

    def text(self, size: int, seed: int = 0) -> str:
        """A text of exactly this many characters."""
        made: list[str] = []
        length = 0
        for part in self.parts(Random(seed)):
            made.append(part)
            length += len(part)
            if length >= size:
                break
        return "".join(made)[:size]


def _again(part: str) -> Callable[[Random], Iterator[str]]:
    return lambda _: repeat(part)


def _after(first: str, part: str) -> Callable[[Random], Iterator[str]]:
    def parts(_: Random) -> Iterator[str]:
        yield first
        yield from repeat(part)

    return parts


def _drawn(make: Callable[[Random], str]) -> Callable[[Random], Iterator[str]]:
    return lambda source: iter(lambda: make(source), "")


def _name(source: Random) -> str:
    return "".join(source.choices(_SOUNDS, k=source.randint(2, 3))).capitalize()


def _letters(source: Random, characters: str, least: int, most: int) -> str:
    return "".join(source.choices(characters, k=source.randint(least, most)))


def _base64(source: Random, end: str, width: int = 76) -> str:
    return b64encode(source.randbytes(width * 3 // 4)).decode() + end


def _mail(source: Random) -> Iterator[str]:
    yield (
        "From: Ann Example <ann@example.org>\nTo: list@example.org\nSubject: The pictures\n"
        "Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\n"
    )
    yield from _drawn(lambda drawn: _base64(drawn, "\n"))(source)


def _json(source: Random) -> Iterator[str]:
    yield "["
    for number in count():
        yield (
            f'{{"id":{number},"name":"{_name(source)} {_name(source)}","tags":["a","b"],'
            f'"size":{source.random():.6f},"path":"/srv/{_name(source).lower()}.txt","next":null}},'
        )


def _shared(source: Random) -> str:
    first, last = source.choice(("Anna", "Paul", "Maria")), source.choice(("Smith", "Jones"))
    return f"{first} {_name(source)} saw {_name(source)} {last}. "


def _defined(source: Random) -> str:
    words = [_name(source) for _ in range(3)]
    return f"The {' '.join(words)} ({''.join(word[0] for word in words)}) met. "


def _member(source: Random) -> str:
    return (
        f"Mr. {_name(source)} {_name(source)} ({_name(source)} {_name(source)}): I thank my "
        f"hon. Friend the Member for {_name(source)} and {_name(source)} ({_name(source)}).\n"
    )


def _longer_and_longer(source: Random) -> str:
    words = [_name(source) for _ in range(8)]
    return "; ".join(" ".join(words[:count]) for count in range(1, 9)) + ". "


def _log(source: Random) -> str:
    worker, address = source.randint(1, 99), source.randbytes(4).hex()
    return f"2019-03-04T12:00:01Z ERROR [w-{worker}] {_name(source)}.run: 0x{address}\n"


def _code(source: Random) -> str:
    name, number = _name(source).lower(), source.randint(1, 99)
    return f"    if (x_{number} != NULL && {name}->next) {{ return f(&y[{number}]); }}\n"


def _csv(source: Random) -> Iterator[str]:
    for number in count():
        yield (
            f"{number},{_name(source)} {_name(source)},{source.randint(1, 28)}/03/2019,"
            f"{source.random() * 1000:.2f},{_name(source)}\n"
        )


def _table_page(source: Random) -> Iterator[str]:
    yield "<html><body><table>"
    for number in count():
        yield f"<tr><td>{number}</td><td>{_name(source)} {_name(source)}</td><td>$1.50</td></tr>"


def _link_page(source: Random) -> Iterator[str]:
    yield "<html><body><ul>"
    for number in count():
        yield f'<li><a href="/page/{number}">{_name(source)} {_name(source)}</a></li>'


KINDS = (
    # What other people's bug trackers had.
    Kind("at signs", _again("@a ")),
    Kind("comment openings", _again("<!-- ")),
    Kind("hyphens at line ends", _again("ab-\ncd-\n")),
    Kind(
        "hyphens at ends of new words",
        _drawn(lambda r: f"{_name(r).lower()}-\n{_name(r).lower()} "),
    ),
    Kind("dates", _again("4 May 2021 ")),
    Kind("glued words", _drawn(lambda r: "".join(r.choices(_COMMON, k=3)) + " ")),
    Kind("one glued word", _drawn(lambda r: r.choice(_COMMON))),
    Kind("base64 mail", _mail),
    Kind("base64 on one line", _drawn(lambda r: _base64(r, ""))),
    Kind("base64 words", _drawn(lambda r: _base64(r, " ", 40))),
    Kind("hex dump", _drawn(lambda r: r.randbytes(2).hex() + " ")),
    Kind("hex digest lines", _drawn(lambda r: r.randbytes(32).hex() + "\n")),
    # One character.
    Kind("one letter", _again("a")),
    Kind("one capital", _again("A")),
    Kind("line breaks", _after("Anna met Paul.", "\n")),
    Kind("blanks", _after("Anna met Paul.", " ")),
    Kind("tabs", _after("Anna met Paul.", "\t")),
    Kind("line breaks and blanks", _after("Anna met Paul.", "\n \n")),
    Kind("carriage returns", _after("Anna met Paul.", "\r")),
    Kind("brackets", _after("Anna met Paul.", "(")),
    Kind("brackets apart", _again("( ")),
    Kind("double quotes", _again('"')),
    Kind("single quotes", _again("'")),
    Kind("quotes apart", _again("' ")),
    Kind("digits", _again("1234567890")),
    Kind("commas", _again(",")),
    Kind("full stops", _again(".")),
    Kind("full stops apart", _again(". ")),
    Kind("hyphens", _again("-")),
    Kind("underscores", _again("_")),
    Kind("less-than signs", _again("<")),
    Kind("ampersands", _again("&")),
    # Short things again and again.
    Kind("titles", _again("Mr. ")),
    Kind("titles and names", _drawn(lambda r: f"Mr. {_name(r)} ")),
    Kind("single letters", _again("a ")),
    Kind("capitals", _again("AAA BBB CCC ")),
    Kind("title case", _again("Aaa Bbb Ccc ")),
    Kind("initials", _again("A. B. C. ")),
    Kind("letters and stops", _again("a.b.c.")),
    Kind("capital words and stops", _again("Aa.Bb.")),
    Kind("hyphened capitals", _again("A-B-C-")),
    Kind("snake case", _drawn(lambda r: f"{_name(r).lower()}_{_name(r).lower()}_")),
    Kind("camel case", _drawn(_name)),
    Kind("dotted path", _drawn(lambda r: f"{_name(r).lower()}.")),
    Kind("file path", _drawn(lambda r: f"/{_name(r).lower()}")),
    Kind("amounts", _again("$1 ")),
    Kind("amounts with scales", _again("$1 million ")),
    Kind("numbers with commas", _again("1,")),
    Kind("numbers apart", _drawn(lambda r: f"{r.randint(1, 99999)} ")),
    Kind("per cent", _again("1% ")),
    Kind("like IBANs", _drawn(lambda r: f"DE{r.randint(10**19, 10**20 - 1)} ")),
    Kind("like grouped IBANs", _again("DE44 5001 0517 5407 3249 31 ")),
    Kind(
        "like telephones",
        _drawn(lambda r: f"+44 20 {r.randint(1000, 9999)} {r.randint(1000, 9999)} "),
    ),
    Kind("like telephone digits", _again("+1-2-3-4-5-6-7-8-9-")),
    Kind("like cards", _drawn(lambda r: f"{r.randint(10**15, 10**16 - 1)} ")),
    Kind(
        "like wallets",
        _drawn(lambda r: "1" + _letters(r, string.ascii_letters + "123456789", 30, 33) + " "),
    ),
    Kind("addresses", _drawn(lambda r: f"{_name(r)}@{_name(r)}.org ".lower())),
    Kind("address without end", _again("a@b.c.")),
    Kind("web addresses", _drawn(lambda r: f"http://{_name(r)}.org/{_name(r)}?q=1 ".lower())),
    Kind("web address without end", _after("http://example.org/", "a/b?c=d&")),
    Kind("times", _again("12:34:56 ")),
    Kind("months", _again("May ")),
    Kind("year ranges", _again("1999-2000-")),
    Kind("relative days", _again("last Monday ")),
    # Names.
    Kind("different names", _drawn(lambda r: f"{_name(r)} {_name(r)} met {_name(r)} {_name(r)}. ")),
    Kind("one name", _again("Angela Merkel ")),
    Kind("one name in sentences", _again("Then Angela Merkel spoke. ")),
    Kind("names with shared parts", _drawn(_shared)),
    Kind(
        "names, one first one last",
        _drawn(lambda r: f"Then Paul {r.choice(string.ascii_uppercase)}{_name(r)} Smith spoke. "),
    ),
    Kind(
        "names with many words", _drawn(lambda r: " ".join(_name(r) for _ in range(10)) + " and ")
    ),
    Kind("a person and a place", _again("Then Denzel Washington came to Washington. ")),
    Kind("one surname of many", _drawn(lambda r: f"Mr Smith met {_name(r)} Smith. ")),
    Kind("one surname of many, alone", _drawn(lambda r: f"{_name(r)} Smith and Smith met. ")),
    Kind("nested names", _drawn(lambda r: " ".join([_name(r), *_NAMES[: r.randint(1, 9)]]) + ". ")),
    Kind("names in lines", _drawn(lambda r: f"{_name(r)}, {_name(r)}\n")),
    Kind("names in capitals", _drawn(lambda r: f"{_name(r)} {_name(r)} ".upper())),
    Kind("owners", _drawn(lambda r: f"{_name(r)}'s ")),
    Kind("acronyms in brackets", _again("(ABC) ")),
    Kind("defined acronyms", _drawn(_defined)),
    Kind("well-known places", _again("London Paris New York Berlin ")),
    Kind("places in lower case", _again("france germany ")),
    Kind("enumerations", _after("Anna met Paul. ", "Aaa and Bbb, ")),
    Kind("members and seats", _drawn(_member)),
    Kind(
        "benches",
        _drawn(lambda r: f"{_name(r)}, Chief Judge, {_name(r)} and {_name(r)}, Circuit Judges, "),
    ),
    Kind("names that begin one another", _drawn(_longer_and_longer)),
    Kind("Latin mottos", _drawn(lambda r: f"The {_name(r).lower()} said the {_name(r)} ")),
    # Words that a tokenizer takes apart.
    Kind("emoji and letters", _again("😀a")),
    Kind("accents and brackets", _again("é(")),
    Kind("accents and addresses", _again("é://")),
    Kind("long words of marks", _drawn(lambda r: _letters(r, "ab:/.('-$1", 450, 499) + " ")),
    Kind("long words with accents", _drawn(lambda r: _letters(r, "äb:/.('-€1", 450, 499) + " ")),
    Kind("contractions", _again("can't won't she'd ")),
    Kind("quotes and contractions", _again("’’ They’d ")),
    Kind("emoticons", _again(":) :( ;-) ")),
    Kind("units", _again("5km 3.5bn 10a.m. ")),
    # Lines and forms.
    Kind("new words", _drawn(lambda r: _letters(r, string.ascii_lowercase, 3, 9) + " ")),
    Kind("random characters", _drawn(lambda r: _letters(r, string.printable[:95], 1, 12) + " ")),
    Kind("random punctuation", _drawn(lambda r: _letters(r, string.punctuation, 1, 400) + " ")),
    Kind(
        "one repeated paragraph",
        _again("The council met on Monday and heard the report of Mr Smith.\n\n"),
    ),
    Kind("one repeated line", _again("Page 1 of 1\n")),
    Kind("short lines", _again("a\n")),
    Kind("form feeds", _again("\f1\n")),
    Kind("quoted mail", _again(">")),
    Kind("quoted mail lines", _again(">>>> On Monday Paul wrote:\n")),
    Kind("JSON on a line", _json),
    Kind("comma-separated rows", _csv),
    Kind("table rows", _drawn(lambda r: f"| {_name(r)} | {r.randint(1, 9999)} | --- |\n")),
    Kind("contents with dots", _drawn(lambda r: f"{_name(r)} {'.' * 60} {r.randint(1, 99)}\n")),
    Kind("logs", _drawn(_log)),
    Kind("code", _drawn(_code)),
    # Markup.
    Kind("entities escaped often", _after("&", "amp;")),
    Kind("entities", _again("&lt;")),
    Kind("numbered entities", _again("&#39;")),
    Kind("entities without end", _again("&#")),
    Kind("broken entities", _again("#39;s quot;")),
    Kind("tag openings", _again("<a ")),
    Kind("tag and attribute openings", _again('<a href="')),
    Kind("tags in text", _again("<b>a</b> ")),
    Kind("nested tags in text", _again("<div>")),
    Kind("script openings", _again("<script>")),
    Kind("declarations", _again("<![CDATA[")),
    Kind("escaped tags", _again("&lt;b&gt;x&lt;/b&gt; ")),
    Kind("page of nested elements", _again("<div>"), PAGE),
    Kind("page of nested spans", _again("<span>a"), PAGE),
    Kind("page of nested tables", _again("<table><tr><td>"), PAGE),
    Kind("page of unclosed formats", _again("<p><b><i>a"), PAGE),
    Kind("page of table rows", _table_page, PAGE),
    Kind("page of links", _link_page, PAGE),
    Kind("page of comments", _again("<!-- "), PAGE),
    Kind("page of attributes", _after("<p ", 'a="b" '), PAGE),
    Kind("page of paragraphs", _again("<p>The council met on Monday.</p>"), PAGE),
    Kind("page of scripts", _again("<script>var a = '<p>';</script>"), PAGE),
    Kind("page of escaped markup", _again("&lt;script&gt;"), PAGE),
    Kind(
        "page of linked data",
        _again('<script type="application/ld+json">{"headline": "A"}</script>'),
        PAGE,
    ),
    Kind("page of metadata", _again('<meta name="author" content="Ann Example">'), PAGE),
    # Characters.
    Kind("emoji", _again("😀👍🏽🇫🇷 ")),
    Kind("emoji without blanks", _again("😀👍🏽🇫🇷")),
    Kind("joined emoji", _again("👩‍")),
    Kind("combining marks", _after("e", "\u0301")),
    Kind("decomposed letters", _again("e\u0301a\u0300 ")),
    Kind("Chinese", _drawn(lambda r: "".join(chr(r.randint(0x4E00, 0x9FA5)) for _ in range(30)))),
    Kind(
        "Chinese with stops",
        _drawn(lambda r: "".join(chr(r.randint(0x4E00, 0x9FA5)) for _ in range(9)) + "。"),
    ),
    Kind("Thai", _drawn(lambda r: "".join(chr(r.randint(0x0E01, 0x0E2E)) for _ in range(9)))),
    Kind("right to left", _again("שלום עולם ")),
    Kind("direction marks", _again("\u202ea\u202c")),
    Kind("zero-width blanks", _again("a\u200b")),
    Kind("soft hyphens", _again("a\u00ad")),
    Kind("soft hyphens at line ends", _again("ab\u00ad\ncd ")),
    Kind("mojibake", _again("â€™s â€œ")),
    Kind("mojibake of mojibake", _again("Ã¢â‚¬â„¢")),
    Kind("accented mojibake", _again("Ã©tÃ© ")),
    Kind("replacement characters", _again("a\ufffd ")),
    Kind("non-breaking blanks", _again("a\u00a0")),
    Kind("ligatures", _again("ﬁﬂ ")),
    Kind("full-width letters", _again("Ｌｏｎｄｏｎ ")),
    Kind(
        "Cyrillic names",
        _drawn(
            lambda r: "".join(chr(r.randint(0x430, 0x44F)) for _ in range(7)).capitalize() + " "
        ),
    ),
    Kind(
        "German compounds", _drawn(lambda r: "".join(_name(r) for _ in range(6)).lower() + " und ")
    ),
)
