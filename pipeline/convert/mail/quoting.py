"""What in a message's text is a copy of another message, and what is its signature.

Rules of our own: the libraries that there are cut the text and lose its places, take a dash at the
beginning of a line for a signature, and some take quadratic time. What is not sure stays unmarked.
"""

import re
from typing import NamedTuple

from pipeline.records import Mark

QUOTED, SIGNATURE = "quoted", "signature"
_TAG = re.compile(r"\s*(?:\[[^\]\n]{1,60}\]\s*)*")
_REPLY = re.compile(
    r"(?:re|aw|antw|antwort|sv|vs|res|resp|rif|odp|ynt|ref|r|回复|回覆|答复|답장|отв|вiдп|απ|hv)"
    r"\s?(?:\[\d+\]|\^\d+|\(\d+\))?\s?[:：]", re.IGNORECASE,
)  # fmt: skip
_FORWARD = re.compile(
    r"(?:fwd?|wg|tr|rv|enc|i|doorst|vb|vl|pd|转发|轉寄|전달|ilt|továbbítás|fyi)\s?[:：]",
    re.IGNORECASE,
)
_QUOTE = re.compile(r"[ \t]{0,2}(?:>|[A-Z][A-Za-z]{0,2}>+ )")
_PROMPT = re.compile(r"[ \t]{0,2}>>>(?:$| (?![>]))")
# "wrote:" in the languages of people's mail programs, at the end of a line.
_WROTE = re.compile(
    r"\b(?:wrote|writes|said|schrieb\b.{0,80}|geschreven|schreef\b.{0,80}|a écrit|escribi[óo]|"
    r"scrisse|ha scritto|escreveu|skrev|napisał\(?a?\)?|пишет|написала?|kirjoitti|írta|yazdı|"
    r"napsala?|a scris|έγραψε|写道|書きました|작성)\s{0,3}(?:\.{3})?[:：]\s*$",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"(?:On|At|In|Am|Le|El|Il|Em|Op|Den|W dniu|Dnia|Dne|Dana|Quoting|"
    r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4})\b"
)
_QUOTING = re.compile(r"(?:Quoting|Citando|Zitat von|Citát) .{2,150}$")
_ADDRESS_OR_TIME = re.compile(
    r"<[^<>\s]{1,100}@[^<>\s]{1,100}>?"
    r"|\b\d{1,4}[./ -][\w.]{1,12}[., -]{1,2}\d{2,4}\b.{0,20}\d{1,2}:\d\d"
)
LONGEST_ATTRIBUTION = 500  # characters
_ORIGINAL = re.compile(
    r"[ \t]{0,3}[-_]{2,}\s?(?:Original Message|Original-Nachricht|Ursprüngliche Nachricht|"
    r"Message d'origine|Mensaje original|Mensagem original|Messaggio originale|"
    r"Oorspronkelijk bericht|Ursprungligt meddelande|Opprinnelig melding|Oprindelig meddelelse|"
    r"Alkuperäinen viesti|Исходное сообщение|Wiadomość oryginalna|Původní zpráva)\s?[-_]{2,}\s*$",
    re.IGNORECASE,
)
_RULE = re.compile(r"[ \t]{0,3}_{10,}\s*$")
_HEADER_LINE = re.compile(
    r"[ \t*]{0,4}(?P<name>From|Sent|To|Cc|Subject|Date|Von|Gesendet|An|Betreff|Datum|De|Envoyé|À|"
    r"Objet|Enviado(?: el)?|Para|Asunto|Da|Inviato|A|Oggetto|Van|Verzonden|Aan|Onderwerp|"
    r"Enviada em|Assunto|От|Отправлено|Кому|Тема|Från|Skickat|Till|Ämne|Fra|Sendt|Til|Emne|Od|"
    r"Wysłano|Do|Temat)"
    r"\s{0,2}:[\s*]",
    re.IGNORECASE,
)
_FIRST = frozenset({"from", "von", "de", "da", "van", "от", "från", "fra", "od"})
LEAST_HEADER_LINES = 3
_DASHES = re.compile(r"--[ \t]?$")
_FOOTER_RULE = re.compile(r"[ \t]{0,3}(?:_{8,}|-{8,}|={8,}|\*{8,})\s*$")
_FOOTER = re.compile(
    r"mailing[ -]list|mailman/listinfo|unsubscribe|\.yahoogroups\.|list-?info|subscription options",
    re.IGNORECASE,
)
_DEVICE = re.compile(
    r"(?:Sent (?:from|via) (?:my |Mail for |the |Yahoo|Samsung|Outlook)|Get Outlook for |"
    r"Von meinem .{1,30} gesendet|Gesendet (?:von|mit) |Envoyé (?:de|depuis) (?:mon|ma) |"
    r"Enviado (?:desde|do) (?:mi|meu) |Inviato da(?:l mio)? |Verzonden (?:vanaf|met) mijn |"
    r"Skickat från min |Отправлено с )[^,.!?]{0,60}\.?$",
    re.IGNORECASE,
)
_BEFORE = " \t-*>"  # what may stand before a line that says who wrote
MOST_SIGNATURE_LINES, MOST_SIGNATURE = 14, 1_200  # lines, characters
MOST_DASHED_LINES = 6  # of a signature whose dashes have no space behind them
MOST_FOOTER_LINES = 14
MOST_ATTRIBUTION_LINES = 3


class Kind(NamedTuple):
    """What the header says of a message: whether it answers another, or forwards one."""

    is_reply: bool
    is_forward: bool


def kind_of(subject: str, *, refers: bool) -> Kind:
    """By the subject's first word, else by whether the header `refers` to another message."""
    subject = _TAG.sub("", subject, count=1)
    if _REPLY.match(subject):
        return Kind(True, False)
    if _FORWARD.match(subject):
        return Kind(False, True)
    return Kind(refers, False)


class _Line(NamedTuple):
    start: int
    end: int  # without its line end
    text: str
    is_blank: bool
    is_quote: bool


def marks(text: str, kind: Kind) -> tuple[Mark, ...]:
    """The stretches that are quoted, and the signatures, in the order of the text."""
    lines = list(_lines(text))
    quoted = _quoted(lines, kind)
    found = [Mark(QUOTED, lines[a].start, lines[b - 1].end, why) for a, b, why in quoted]
    found += _signatures(lines, [(a, b) for a, b, _ in quoted])
    return tuple(sorted(found, key=lambda mark: (mark.start, mark.end)))


def _lines(text: str) -> list[_Line]:
    found = []
    at = 0
    for line in text.split("\n"):
        bare = line.rstrip("\r")
        is_quote = _QUOTE.match(bare) is not None
        found.append(_Line(at, at + len(bare), bare, not bare.strip(), is_quote))
        at += len(line) + 1
    return found


def _quoted(lines: list[_Line], kind: Kind) -> list[tuple[int, int, str]]:
    """Stretches of lines, from … to, and why."""
    found: list[tuple[int, int, str]] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if line.is_quote:
            end = _quote_end(lines, at)
            begin = _attribution(lines, at, found[-1][1] if found else 0)
            if begin < at or (kind.is_reply and not _is_prompt(lines[at:end])):
                found.append((begin, end, "quoted line by line"))
            at = end
        elif kind.is_reply and (why := _copy_begins(lines, at)):
            begin = at
            if why == _WROTE_ABOVE:
                begin = _attribution(lines, at + 1, found[-1][1] if found else 0)
            end = _indented_end(lines, at + 1) if why == _WROTE_ABOVE else 0
            if end:
                found.append((begin, end, why))
                at = end
                continue
            end = len(lines)
            while end > at and lines[end - 1].is_blank:
                end -= 1
            found.append((begin, end, why))
            break
        else:
            at += 1
    return found


def _quote_end(lines: list[_Line], at: int) -> int:
    """Behind the last line of a quote; blank lines between its lines are of it."""
    end = at + 1
    look = end
    while look < len(lines) and (lines[look].is_quote or lines[look].is_blank):
        look += 1
        if lines[look - 1].is_quote:
            end = look
    return end


def _indented_end(lines: list[_Line], at: int) -> int:
    """Behind the last line of a copy that is set in, which the answer follows; 0 if it is not."""
    end = 0
    while at < len(lines) and (lines[at].is_blank or _SET_IN.match(lines[at].text)):
        if not lines[at].is_blank:
            end = at + 1
        at += 1
    return end


def _attribution(lines: list[_Line], at: int, earliest: int) -> int:
    """Where the line begins that says who wrote what is quoted from `at` on; `at` if none does."""
    last = at - 1
    while last >= earliest and at - last < 3 and lines[last].is_blank:
        last -= 1
    if last < earliest or lines[last].is_blank:
        return at
    if _QUOTING.match(lines[last].text):
        return last
    if not lines[last].text.rstrip().endswith((":", "：")):
        return at
    wrote = 0  # where the line stands on which "wrote" does, if one does
    words = ""
    for begin in range(last, max(earliest, last - MOST_ATTRIBUTION_LINES + 1) - 1, -1):
        if lines[begin].is_blank:
            break
        words = f"{lines[begin].text} {words}"
        if not wrote and _WROTE.search(words[:LONGEST_ATTRIBUTION]):
            wrote = begin + 1
        if wrote and _BEGINS.match(lines[begin].text.lstrip(_BEFORE)):
            return begin
    # It names the writer alone ("Ann Lee wrote:"), or where it begins cannot be seen.
    return wrote - 1 if wrote else at


_SET_IN = re.compile(r"\t| {2,}")
_WROTE_ABOVE = "stands below what says who wrote it"


def _copy_begins(lines: list[_Line], at: int) -> str:
    """Why the whole rest of an answer is a copy of what it answers; "" if it is none."""
    text = lines[at].text
    if _ORIGINAL.match(text):
        return "stands below the title of an original message"
    head = at
    if _RULE.match(text):
        head = at + 1
        while head < len(lines) and head < at + 3 and lines[head].is_blank:
            head += 1
    if _is_header(lines, head):
        return "stands below the header of another message"
    if text.rstrip().endswith((":", "：")):
        begin = _attribution(lines, at + 1, 0)
        words = " ".join(line.text for line in lines[begin : at + 1])
        below = [line for line in lines[at + 1 : at + 8] if not line.is_blank]
        if (
            begin <= at
            and (not begin or lines[begin - 1].is_blank)
            and _ADDRESS_OR_TIME.search(words)
            and not any(line.is_quote for line in below[:3])
        ):
            return _WROTE_ABOVE
    return ""


def _is_header(lines: list[_Line], at: int) -> bool:
    """Whether the fields of a header stand here, the sender first."""
    names: set[str] = set()
    for line in lines[at : at + 8]:
        field = _HEADER_LINE.match(line.text)
        if field is None:
            if not names or line.is_blank:
                break
            continue  # a field that goes on
        name = field["name"].lower()
        if not names and name not in _FIRST:
            break
        names.add(name)
    return len(names) >= LEAST_HEADER_LINES


def _is_prompt(quote: list[_Line]) -> bool:
    """Whether lines are what somebody typed at a prompt of Python's."""
    return all(line.is_blank or _PROMPT.match(line.text) for line in quote)


def _signatures(lines: list[_Line], quoted: list[tuple[int, int]]) -> list[Mark]:
    found: list[Mark] = []
    starts = [begin for begin, _ in quoted] + [len(lines)]
    ends = [0] + [end for _, end in quoted]
    for begin, end in zip(ends, starts, strict=True):
        last = end
        while last > begin and lines[last - 1].is_blank:
            last -= 1
        if last == begin:
            continue
        footer = _footer(lines, begin, last)
        if footer < last:
            found.append(Mark(SIGNATURE, lines[footer].start, lines[last - 1].end, "a list's"))
            last = footer
            while last > begin and lines[last - 1].is_blank:
                last -= 1
        own = _signature(lines, begin, last)
        if own < last and any(_FOOTER.search(line.text) for line in lines[own:last]):
            found.append(Mark(SIGNATURE, lines[own].start, lines[last - 1].end, "a list's"))
            last = own
            while last > begin and lines[last - 1].is_blank:
                last -= 1
            own = _signature(lines, begin, last)
        if own < last:
            found.append(Mark(SIGNATURE, lines[own].start, lines[last - 1].end, "dashes above it"))
        elif last > begin and _is_device(lines, begin, last):
            one = lines[last - 1]
            found.append(Mark(SIGNATURE, one.start, one.end, "names the device"))
    return found


def _footer(lines: list[_Line], begin: int, last: int) -> int:
    """Where what a mailing list puts below each message begins; `last` if it does not."""
    rule = last
    for at in range(max(begin, last - MOST_FOOTER_LINES), last):
        if _FOOTER_RULE.match(lines[at].text):
            rule = at
        elif _DASHES.fullmatch(lines[at].text):
            rule = last  # a signature's, which may say the same
        elif rule < last and _FOOTER.search(lines[at].text):
            return rule
    return last


def _signature(lines: list[_Line], begin: int, last: int) -> int:
    """Where the signature begins, at its dashes; `last` if there is none."""
    for at in range(last - 1, max(begin, last - MOST_SIGNATURE_LINES - 2) - 1, -1):
        if not _DASHES.fullmatch(lines[at].text):
            continue
        below = lines[at + 1 : last]
        count = sum(not line.is_blank for line in below)
        size = sum(len(line.text) for line in below)
        most = MOST_SIGNATURE_LINES if lines[at].text == "-- " else MOST_DASHED_LINES
        if count and count <= most and size <= MOST_SIGNATURE:
            return at
        break
    return last


def _is_device(lines: list[_Line], begin: int, last: int) -> bool:
    line = lines[last - 1]
    alone = last - 1 == begin or lines[last - 2].is_blank
    return alone and _DEVICE.match(line.text.strip()) is not None
