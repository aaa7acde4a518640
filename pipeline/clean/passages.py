"""Finds paragraphs in another language than their document's.

A call of py3langid for every paragraph would cost as much as all repairs together. So function
words decide where it is asked at all: a document without those of other languages is in one
language, and so is nearly every document. Where letters tell the language, it is not asked.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from pipeline.clean import script
from pipeline.clean.language import ONE_LANGUAGE, SAMPLE, UNDETERMINED, sure
from pipeline.records import InLanguage

# Frequent words that are written in lower case, without those that are frequent in English, too.
_WORDS = {
    "en": "the of and to that it for was with as be by this are from have had were which they not "
    "or his her their its will would but who said been you we our your has he she there what when "
    "than more about into after is at on an if can could should in over no do so under come am men "
    "per met plus son door era par de van die till",
    "es": "el la los las del que una por para con se su al lo más pero sus como este ya sobre "
    "también hasta hay desde está muy cuando entre sin ser fue todo esta son dos nos era años "
    "según y es un de en",
    "fr": "le la les des du et est une dans pour qui sur pas ce il par plus que avec au aux sont "
    "cette mais ont ses été aussi leur nous vous être deux même ou elle ces fait comme de en un",
    "de": "der die das und ist nicht den von zu dem mit sich des auf für im ein eine als auch es "
    "werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum "
    "haben nur oder aber vor zur bis mehr durch wurde sein",
    "it": "il la di che è per una del della sono con non si da al le dei nel alla più anche ha lo "
    "gli come ma delle dal nella questo suo stato degli essere loro quando tra fra dalla e un i",
    "pt": "o a os as de que não uma um do da em para com por no na se mais dos das ao foi ele são "
    "como mas tem seu sua ou ser quando muito há nos já está eu também só pelo pela até isso e",
    "nl": "de het een van en in is dat op te zijn voor met niet aan er om ook als maar bij door "
    "naar uit dan nog deze werd wordt over hij tot je ze heeft hebben of die",
    "pl": "w i na z się nie do to że jest o jak po co od za dla przez tym są który która które był "
    "było lub oraz tak tylko ale już przy jego jej być może także pod",
    "ru": "и в не на я что он с как а то это по но из у за от для мы так его же был до или были "
    "она о при все бы которые который было есть чтобы их только",
    "uk": "і в не на що з як та це у для до від за про він його але або був які який є було також "
    "при після цього вони її та й по щоб через так",
    "bg": "и на в да се от за не с е са като по че той това която които който са след при беше "
    "или може му до си ще има бе",
    "hr": "je i u se na da su za od s a koji to kao nije bi o sa ili iz što koja koje ali samo bio "
    "bila biti te prema nakon kako već po će svoje još",
    "sr": "је и у се на да су за од са који то као није би о или из што која које али само био "
    "била бити према након како већ по ће своје још",
    "sk": "a v na sa je to že s z do o ako si po aj za ktorý ktoré ktorá boli bol bola ale pre pri "
    "od podľa ich už tak nie sú jeho alebo len by",
    "cs": "a v se na je že s z do o to i k jako za ve pro by ale si po které který která byl byla "
    "bylo podle jeho jsou od až nebo také jen při být už tak",
    "da": "og i at det er en til af på med som for ikke den der de har et men om fra vi han blev "
    "var kan eller sig ved havde efter skal også jeg over hun være ud",
    "sv": "och i att det är en som på för av med till den har inte om ett de var men från så kan "
    "vi vid han nu eller också när efter ska blev hon mycket skulle sig under varit",
    "fi": "ja on ei että se oli hän ovat mutta kun myös joka niin kuin ole sen tai jos vain hänen "
    "mukaan ne ollut jo mitä nyt sekä voi olla ovat tämä siitä sitä",
}
# Languages that are taken for one another; a change between them is none.
_ALIKE = (ONE_LANGUAGE, frozenset({"da", "no", "nb", "nn"}),
          frozenset({"pt", "gl"}), frozenset({"bg", "mk"}))  # fmt: skip
_LEAST_WORDS = 4  # different ones of other languages, in a document and in a paragraph
_MORE = 2.5  # by this factor they are more than those of the document's own language
_LEAST_LETTERS = 120
_LEAST_OF_SCRIPT = 20  # letters that no other language has
_LEAST_TEXT = 2 * _LEAST_LETTERS
_BREAK = re.compile(r"\n\s*\n")
_LONG_LINE = 100  # characters: each line of a text with such lines is a paragraph
_WORD = re.compile(r"[^\W\d_]+")


class _Part(NamedTuple):
    """A paragraph and the language that it is surely in; "" where it is not sure."""

    start: int
    end: int
    language: str


def other_languages(text: str, language: str) -> tuple[InLanguage, ...]:
    """The passages of a text that are surely in another language than the given one.

    `language`: ISO 639-1, or "und": then each passage whose language is sure.
    """
    words = _others(language).intersection(text.split()) if len(text) >= _LEAST_TEXT else ()
    if len(words) < _LEAST_WORDS and not script.occurs(text):
        return ()
    parts = [_part(text, start, end, language) for start, end in _paragraphs(text)]
    if not any(part.language for part in parts):
        return ()
    parts = _with_neighbours(_with_neighbours(parts, text, language)[::-1], text, language)[::-1]
    return tuple(_joined(parts))


def _part(text: str, start: int, end: int, language: str) -> _Part:
    """A paragraph, with its language if that is another one."""
    paragraph = text[start:end]
    written = script.language_of(paragraph, _LEAST_OF_SCRIPT)
    if written:
        return _Part(start, end, "" if written in _alike(language) else written)
    words = _small_words(paragraph)
    own = len(words & _own(language))
    if len(words & _others(language)) < max(_LEAST_WORDS, _MORE * own) or _is_short(paragraph):
        return _Part(start, end, "")
    made = sure(paragraph[: 2 * SAMPLE], _ALIKE)
    known = made not in _alike(language) and len(words & _own(made)) >= _LEAST_WORDS
    return _Part(start, end, made if known else "")


def _is_short(paragraph: str) -> bool:
    return len(paragraph) < _LEAST_LETTERS or sum(map(str.isalpha, paragraph)) < _LEAST_LETTERS


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    begin = 0
    for found in (*_BREAK.finditer(text), None):
        end = found.start() if found else len(text)
        yield from _lines(text, begin, end)
        begin = found.end() if found else end


def _lines(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """The lines of a paragraph where each is a paragraph itself, else the whole."""
    lines = text[begin:end].split("\n")
    if len(lines) < 2 or max(map(len, lines)) < _LONG_LINE:
        yield begin, end
        return
    for line in lines:
        yield begin, begin + len(line)
        begin += len(line) + 1


def _with_neighbours(parts: list[_Part], text: str, language: str) -> list[_Part]:
    """The parts; one that is not sure has the language of the part before, where more of its words
    are of that than of the document's, or where it is short and the part behind has it, too.
    """
    made: list[_Part] = []
    for place, part in enumerate(parts):
        before = made[-1].language if made else ""
        if before and not part.language:
            paragraph = text[part.start : part.end]
            words = _small_words(paragraph)
            more = len(words & _own(before)) - len(words & _own(language))
            behind = parts[place + 1].language if place + 1 < len(parts) else ""
            if more > 0 or (more == 0 and behind == before and _is_short(paragraph)):
                part = part._replace(language=before)
        made.append(part)
    return made


def _small_words(paragraph: str) -> set[str]:
    return {word for word in _WORD.findall(paragraph) if word.islower()}


def _joined(parts: list[_Part]) -> Iterator[InLanguage]:
    """Neighbours of one language as one passage."""
    open_: _Part | None = None
    for part in parts:
        if open_ and part.language == open_.language:
            open_ = open_._replace(end=part.end)
            continue
        if open_:
            yield InLanguage(*open_)
        open_ = part if part.language else None
    if open_:
        yield InLanguage(*open_)


@cache
def _alike(language: str) -> frozenset[str]:
    """The languages that one is taken for, itself included; none for an undetermined one."""
    if language == UNDETERMINED:
        return frozenset()
    return next((alike for alike in _ALIKE if language in alike), frozenset({language}))


@cache
def _own(language: str) -> frozenset[str]:
    """The words of a language and of those that are taken for it."""
    return frozenset(word for of in _alike(language) for word in _WORDS.get(of, "").split())


@cache
def _others(language: str) -> frozenset[str]:
    """The words of other languages that are none of this one; of one Latin letter none."""
    words = {word for of in _WORDS if of not in _alike(language) for word in _WORDS[of].split()}
    return frozenset(word for word in words - _own(language) if len(word) > 1 or word > "\u024f")
