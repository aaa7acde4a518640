"""Scale words such as "million", by language, and words that are scales in another language."""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

_POWERS = {"thousand": 3, "lakh": 5, "million": 6, "crore": 7, "billion": 9, "trillion": 12}
# Every form after a number, without its full stop. A word with two meanings in one language is left
# out ("trillion" is 10^18 in German and, by mistake, 10^12), so that it gives no value there.
_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "thousand": "thousand", "million": "million millions mn mln mio",
        "billion": "billion billions bn bln", "trillion": "trillion trillions tn trn",
        "lakh": "lakh lakhs lac lacs", "crore": "crore crores cr",
    },
    "de": {
        "thousand": "tausend tsd", "million": "million millionen mio mill mln",
        "billion": "milliarde milliarden mrd mia mld", "trillion": "billion billionen bio",
    },
    "fr": {
        "thousand": "mille", "million": "million millions mio mln",
        "billion": "milliard milliards md mds mrd mld",
    },
    "es": {
        "thousand": "mil", "million": "millón millon millones mln", "trillion": "billón billones",
    },
    "pt": {
        "thousand": "mil", "million": "milhão milhões milhao milhoes mi",
        "billion": "bilhão bilhões bilhao bilhoes bi", "trillion": "trilhão trilhões tri biliões",
    },
    "it": {
        "thousand": "mila mille", "million": "milione milioni mln mio",
        "billion": "miliardo miliardi mld mrd",
    },
    "nl": {
        "thousand": "duizend", "million": "miljoen mln mio", "billion": "miljard mld mrd",
        "trillion": "biljoen",
    },
    "pl": {
        "thousand": "tys tysiąc tysiące tysięcy tysiącom tysiącami tysiącach",
        "million": "mln milion miliony milionów miliona milionom milionami milionach milionem",
        "billion": "mld miliard miliardy miliardów miliarda miliardom miliardami miliardach "
        "miliardem",
        "trillion": "bln bilion biliony bilionów bilionom bilionami bilionach",
    },
    "sv": {
        "thousand": "tusen", "million": "miljon miljoner milj mn mln",
        "billion": "miljard miljarder md mdr mdr", "trillion": "biljon biljoner",
    },
    "da": {
        "thousand": "tusind tusinde", "million": "million millioner mio mill",
        "billion": "milliard milliarder mia mrd", "trillion": "billioner",
    },
    "no": {
        "thousand": "tusen", "million": "million millioner mill mio",
        "billion": "milliard milliarder mrd", "trillion": "billioner",
    },
    "fi": {
        "thousand": "tuhat tuhatta tuhannen tuhannella tuhannesta tuhanteen",
        "million": "miljoona miljoonaa miljoonan miljoonalla miljoonasta miljoonaan miljoonassa "
        "miljoonalle miljoonaksi milj mn",
        "billion": "miljardi miljardia miljardin miljardilla miljardista miljardiin miljardissa "
        "miljardille miljardiksi mrd",
        "trillion": "biljoona biljoonaa",
    },
    "cs": {
        "thousand": "tis tisíc tisíce tisícům tisícem tisících",
        "million": "milion milionu miliony milionů milionem milionům milionech mil mio mln",
        "billion": "miliarda miliardy miliardu miliardě miliardou miliard miliardám miliardami "
        "miliardách mld",
        "trillion": "bilion bilionu biliony bilionů bilionům bilionech",
    },
    "sk": {
        "thousand": "tis tisíc tisíce tisícom tisícmi tisícoch",
        "million": "milión milióna miliónu miliónom milióny miliónov miliónmi miliónoch mil mio "
        "mln",
        "billion": "miliarda miliardy miliardu miliarde miliardou miliárd miliardám miliardami "
        "miliardách mld mrd",
        "trillion": "bilión bilióna bilióny biliónov biliónom biliónoch",
    },
    "sr": {
        "thousand": "tisuća tisuće tisuću tisućama tis hiljada hiljade hiljadu хиљада хиљаде "
        "хиљаду",
        "million": "milijun milijuna milijuni milijunu milijunom milijune milijunima "
        "milion miliona milioni milionu milionom milione milionima "
        "милион милиона милиони милиону милионом милионе милионима mil mio mln мил",
        "billion": "milijarda milijarde milijardi milijardu milijardom milijardama mlrd mrd "
        "милијарда милијарде милијарди милијарду милијардом милијардама млрд",
        "trillion": "bilijun bilijuna bilijuni bilijunima",
    },
    "sl": {
        "thousand": "tisoč tisočev",
        "million": "milijon milijona milijone milijoni milijonov milijonu milijonom milijonih mio "
        "mil",
        "billion": "milijarda milijarde milijard milijardi milijardo milijardam milijardami "
        "milijardah mrd mlrd",
    },
    "ru": {
        "thousand": "тыс тысяча тысячи тысячу тысяч тысячам тысячами тысячах",
        "million": "млн миллион миллиона миллиону миллионом миллионов миллионы миллионам "
        "миллионами миллионах",
        "billion": "млрд миллиард миллиарда миллиарду миллиардом миллиардов миллиарды миллиардам "
        "миллиардами миллиардах",
        "trillion": "трлн триллион триллиона триллионов триллиону триллионом триллионам "
        "триллионами триллионах",
    },
    "uk": {
        "thousand": "тис тисяча тисячі тисячу тисяч тисячам тисячами тисячах",
        "million": "млн мільйон мільйона мільйону мільйоном мільйони мільйонів мільйонам "
        "мільйонами мільйонах",
        "billion": "млрд мільярд мільярда мільярду мільярдом мільярди мільярдів мільярдам "
        "мільярдами мільярдах",
        "trillion": "трлн трильйон трильйона трильйони трильйонів трильйонам трильйонами",
    },
    "be": {
        "thousand": "тыс тысяча тысячы тысяч", "million": "млн мільён мільёна мільёны мільёнаў",
        "billion": "млрд мільярд мільярда мільярды мільярдаў",
    },
    "bg": {
        "thousand": "хил хиляда хиляди", "million": "млн милион милиона",
        "billion": "млрд милиард милиарда", "trillion": "трлн трилион трилиона",
    },
    "mk": {
        "thousand": "илјада илјади", "million": "милион милиони мил",
        "billion": "милијарда милијарди",
    },
    "tr": {
        "thousand": "bin", "million": "milyon mn", "billion": "milyar mlr",
        "trillion": "trilyon",
    },
    "hu": {
        "thousand": "ezer", "million": "millió", "billion": "milliárd mrd", "trillion": "billió",
    },
    "ro": {
        "thousand": "mie mii", "million": "milion milioane mil mln",
        "billion": "miliard miliarde mld",
    },
    "el": {
        "thousand": "χιλ χιλιάδες χιλιάδων", "million": "εκατ εκατομμύριο εκατομμυρίου εκατομμύρια "
        "εκατομμυρίων",
        "billion": "δισ δισεκατομμύριο δισεκατομμυρίου δισεκατομμύρια δισεκατομμυρίων",
        "trillion": "τρισ τρισεκατομμύριο τρισεκατομμύρια τρισεκατομμυρίων",
    },
    "ca": {"thousand": "mil", "million": "milió milions", "trillion": "bilió bilions"},
    "gl": {"thousand": "mil", "million": "millón millóns"},
    "et": {
        "thousand": "tuhat tuhande tuhandet", "million": "miljon miljonit miljoni miljonile "
        "miljonilt miljoniks mln",
        "billion": "miljard miljardit miljardi miljardile mld",
    },
    "lv": {
        "thousand": "tūkst tūkstoši tūkstošu tūkstošus tūkstošiem",
        "million": "miljons miljoni miljonu miljonus miljoniem milj mlj",
        "billion": "miljards miljardi miljardu miljardus miljardiem mljrd",
    },
    "lt": {
        "thousand": "tūkst tūkstantis tūkstančiai tūkstančių tūkstančius tūkstančiams "
        "tūkstančiais",
        "million": "mln milijonas milijonai milijonų milijoną milijonus milijonams milijonais",
        "billion": "mlrd milijardas milijardai milijardų milijardą milijardus milijardams "
        "milijardais",
        "trillion": "trln trilijonas trilijonai trilijonų trilijonus",
    },
    "sq": {
        "thousand": "mijë", "million": "milion milionë milionësh",
        "billion": "miliard miliardë miliardësh",
    },
    "he": {"thousand": "אלף אלפים אלפי", "million": "מיליון מליון", "billion": "מיליארד"},
    "is": {
        "thousand": "þúsund", "million": "milljón milljónir milljóna milljónum",
        "billion": "milljarður milljarðar milljarða milljörðum",
    },
    "id": {
        "thousand": "ribu", "million": "juta", "billion": "miliar milyar",
        "trillion": "triliun trilyun",
    },
    "vi": {"thousand": "nghìn ngàn", "million": "triệu", "billion": "tỷ tỉ"},
    "ar": {
        "thousand": "ألف ألفا آلاف", "million": "مليون مليونا ملايين",
        "billion": "مليار مليارا مليارات بليون", "trillion": "تريليون تريليونا تريليونات",
    },
    "fa": {"thousand": "هزار", "million": "میلیون", "billion": "میلیارد", "trillion": "تریلیون"},
    "hi": {
        "thousand": "हज़ार हजार", "lakh": "लाख", "crore": "करोड़ करोड", "million": "मिलियन",
        "billion": "अरब बिलियन",
    },
}  # fmt: skip
for _alias, _language in (
    ("nb", "no"), ("nn", "no"), ("bs", "sr"), ("hr", "sr"), ("sh", "sr"), ("ms", "id"),
):  # fmt: skip
    _WORDS[_alias] = _WORDS[_language]
# Letters directly after the number. In English "t" alone may mean tonnes; elsewhere "m" may mean
# metres or thousands (Spanish "miles"). A capital M means millions everywhere.
_LETTERS: dict[str, dict[str, str]] = {
    "en": {
        "k": "thousand",
        "K": "thousand",
        "m": "million",
        "M": "million",
        "mm": "million",
        "MM": "million",
        "b": "billion",
        "B": "billion",
        "T": "trillion",
    },
    "fr": {"k": "thousand", "K": "thousand", "m": "million", "M": "million"},
    "de": {"k": "thousand", "T": "thousand", "M": "million"},
    "it": {"k": "thousand", "K": "thousand", "M": "million"},
}
_ANYWHERE = {"M": "million", "Bn": "billion", "bn": "billion"}
# With the same meaning in every language.
_UNIVERSAL = {
    "million": "million", "mln": "million", "mio": "million", "mrd": "billion", "mld": "billion",
    "mlrd": "billion", "млн": "million", "млрд": "billion",
}  # fmt: skip
# Han and Hangul numerals are multiplied: 千万 is ten million. In China 兆 can also be a million.
_HAN = {
    "十": 1,
    "百": 2,
    "千": 3,
    "万": 4,
    "萬": 4,
    "亿": 8,
    "億": 8,
    "천": 3,
    "백": 2,
    "만": 4,
    "억": 8,
    "조": 12,
}
_HAN_BY_LANGUAGE = {"ja": {"兆": 12}}
# What follows a greater scale; in Korean a blank may be between.
_PART = re.compile(r"([0-9]{1,4}|[0-9],[0-9]{3})(?![0-9,.])")
_PART_OF_HANGUL = re.compile(rf" ?{_PART.pattern}")
_HANGUL = "\uac00"
_ALL_HAN = frozenset({*_HAN, "兆", "億", "拾", "仟", "佰"})
# Directly before a number they make it uncertain ("数10億円", some billions) or belong to it.
UNSURE_BEFORE = _ALL_HAN | frozenset("数數何几幾第零〇一二三四五六七八九两兩半수몇제")

# Between a number and its word: one blank, a hyphen, or the end of a line.
_GAP = r"(?:[ \u00a0\u202f\u2009-]?|[ \t]{0,3}-?\n[ \t]{0,8})"
# `re` does not count vowel signs of Indian scripts as letters.
_WORD = re.compile(
    rf"({_GAP})((?:de (?=mil))?(?:[^\W\d_]|[\u0900-\u0dff]){{1,24}}(?:['’][^\W\d_]{{1,2}})?)"
)
# Words for millions, billions and the like in any language, even invented ones.
_STEMS = re.compile(
    r"\w*(?:[mbr]ilh|[mbz]il+i?j?[oóãaõ]|il+i?[aá]r[dt]|[rdn]il+i?[oóãõa]|ilyon|ilyar|illion|ilj[oa]n|iljard"
    r"|il+[iíj]*[oóuú]n|миллион|миллиард|мільй|мільяр|милион|милијар|лион|лиард)\w*"
)
_SHORT = re.compile(r"(?:m|b|t|k|mm|bb|mil|mill|bil|bill|tril|trill|thou|thous|gazil)")


class Scale(NamedTuple):
    """A factor and the end of its words; None: the factor is ambiguous."""

    end: int
    factor: Decimal | None


def scale_after(text: str, end: int, language: str, signed: bool = False) -> Scale | None:
    """The scale directly after a number; None when no scale follows.

    `signed`: the sign of a currency precedes the number. If the language is unknown, that shows
    that "$1.5m" are millions, not metres.
    """
    if text[end : end + 1] in _ALL_HAN or text[end + 1 : end + 2] in _ALL_HAN:
        return _han(text, end, language)
    found = _word(text, end, language, signed)
    if found is None or found.factor is None:
        return found
    # "mil millones", "lakh crore", "thousand million"; "bn trillion" is a slip.
    more = (
        _word(text, found.end, language, signed) if text[found.end : found.end + 1] == " " else None
    )
    if more is None or more.factor is None:
        return found
    if found.factor > _factor("lakh") or more.factor < _factor("million"):
        return Scale(more.end, None)
    return Scale(more.end, found.factor * more.factor)


def knows(language: str) -> bool:
    """Whether the scale words of a language are known; "und" has those of all of them."""
    return language in _WORDS or language in ("und", "zh", "ja", "ko")


def words_of(language: str) -> Iterable[str]:
    """Everything that stands for a known factor in a language: words, and letters at a number."""
    letters = (*_LETTERS.get(language, {}), *_LETTERS["en"], *_ANYWHERE)
    return (*_words(language), *letters)


def _word(text: str, end: int, language: str, signed: bool) -> Scale | None:
    match = _WORD.match(text, end)
    if not match:
        return None
    gap, word = match.groups()
    place = match.end()
    follows = text[place : place + 1]
    if follows.isdigit() or follows == "_":
        return None
    word = word.removeprefix("de ")
    if not gap and (power := _letter(word, language, signed)):
        return Scale(place, _factor(power))
    if len(word) == 1 and gap:
        # "5 M€": a separate letter is a scale only before a sign.
        if follows and follows in "€$£" and (power := _letter(word, language, True)):
            return Scale(place, _factor(power))
        return Scale(place, None) if word in "kKmMbBtT" else None
    lower = word.casefold()
    power = _words(language).get(lower)
    if lower == "billion" and language == "und" and not (signed or word.islower()):
        power = "open"  # "1 Billion Euro" is German
    if power:
        return Scale(place, None if power == "open" else _factor(power))
    return Scale(place, None) if _is_like_one(lower) else None


@lru_cache(maxsize=1 << 12)
def _is_like_one(word: str) -> bool:
    """Whether a word may be a scale of any language."""
    return bool(word in _everywhere() or _STEMS.fullmatch(word) or _SHORT.fullmatch(word))


def _letter(word: str, language: str, signed: bool) -> str | None:
    letters = _LETTERS.get(language, _LETTERS["en"] if language == "und" and signed else {})
    return letters.get(word) or _ANYWHERE.get(word)


def _han(text: str, end: int, language: str) -> Scale:
    if text[end] == " ":
        end += 1
    power: int | None = 0
    place = end
    while (found := text[place : place + 1]) and found in _ALL_HAN:
        one = _HAN.get(found) or _HAN_BY_LANGUAGE.get(language, {}).get(found)
        power = power + one if power is not None and one else None
        place += 1
    return Scale(place, Decimal(10) ** power if power is not None else None)


def lesser(text: str, scale: Scale, language: str) -> tuple[int, Decimal | None]:
    """Where the lesser parts after a scale of Han or Hangul end, and what they add: "3億2000万".

    The sum is None where a part is not less than the scale before it, so that it is no number.
    """
    end, before, added = scale.end, scale.factor, Decimal(0)
    if text[end - 1 : end] not in _ALL_HAN:
        return end, added
    part = _PART_OF_HANGUL if text[end - 1] >= _HANGUL else _PART
    while before and before > 1 and (match := part.match(text, end)):
        end = match.end()
        following = Scale(end, Decimal(1))
        if text[end : end + 1] in _ALL_HAN:
            following = _han(text, end, language)
        value = Decimal(match[1].replace(",", "")) * (following.factor or before)
        if value >= before:
            return following.end, None
        end, before, added = following.end, following.factor, added + value
    return end, added


@cache
def _factor(power: str) -> Decimal:
    return Decimal(10) ** _POWERS[power]


@cache
def _words(language: str) -> dict[str, str]:
    """Word → power; "open" where languages disagree and none is given."""
    if language != "und":
        own = _WORDS.get(language, {})
        return _UNIVERSAL | {word: power for power, words in own.items() for word in words.split()}
    found: dict[str, str] = {}
    for one in _WORDS:
        for word, power in _words(one).items():
            # Short words have other meanings: "bin" is Turkish for a thousand, and German for "am".
            sure = found.get(word, power) == power and len(word) > 3
            found[word] = power if sure else "open"
    return found | _UNIVERSAL | {"billion": "billion", "тыс": "thousand"}


@cache
def _everywhere() -> frozenset[str]:
    return frozenset(_words("und"))
