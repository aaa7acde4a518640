"""The forms that names have in languages with cases: "Варшава", "Варшавы", "Варшаве".

Each language has a table: how a name ends, and what may stand in place of that ending. The longest
ending that fits decides. What it does not have (names whose stem changes, adjectives, what stays as
it is) has no forms: too few are better than wrong ones.
"""

from collections.abc import Iterator, Mapping

LEAST = 4  # letters of a name that has forms; those of shorter ones are often words
# Ending → endings of the other cases, for names of one word.
_Table = Mapping[str, str]
_RUSSIAN: _Table = {
    "ия": "ии ию ией", "а": "ы е у ой", "я": "и е ю ей", "ь": "и ью я ю ем е",
    **{f"{before}а": f"{before}и {before}е {before}у {before}ой" for before in "гкх"},
    **{f"{before}а": f"{before}и {before}е {before}у {before}ей" for before in "жчшщ"},
    "ай": "ая аю аем ае", "ей": "ея ею еем ее", "ый": "", "ий": "", "ой": "", "ец": "", "ок": "",
    "ы": "ам ами ах ов", "ины": "ин инам инами инах",
    **{consonant: f"{consonant}а {consonant}у {consonant}ом {consonant}е"
       for consonant in "бвгдзклмнпрстфхш"},
}  # fmt: skip
_UKRAINIAN: _Table = {
    "ія": "ії ію ією", "а": "и і у ою", "я": "і ю ею", "ка": "ки ці ку кою", "га": "ги зі гу гою",
    "ха": "хи сі ху хою", "ь": "і ю я ем ею", "ай": "аю ая аї аєм", "ий": "",
    "ів": "ова ову овом ові ева еву евом еві", "їв": "єва єву євом єві", "ець": "",
    "и": "ам ами ах ів", "ини": "ин инам инами инах", "іни": "ін інам інами інах",
    **{consonant: f"{consonant}а {consonant}у {consonant}ом {consonant}ові {consonant}і"
       for consonant in "бвгдзклмнпрстфхш"},
}  # fmt: skip
_POLISH: _Table = {
    "ja": "ji ję ją", "ia": "ii ię ią i", "nia": "ni nii nię nią", "ka": "ki ce kę ką",
    "ga": "gi dze gę gą", "ra": "ry rze rę rą", "ta": "ty cie tę tą", "da": "dy dzie dę dą",
    "ła": "ły le łę łą", "a": "y ie ę ą", "ska": "sce skę ską", "owa": "", "la": "li lę lą",
    "na": "ny nie nę ną",
    "ów": "owa owie owem owowi", "aw": "awia awiu awiem", "ław": "ławia ławiu ławiem",
    "ń": "nia niu niem niowi", "ż": "ża żu żem", "t": "tu ta cie tem towi",
    "szt": "sztu szcie sztem", "d": "du da dzie dem dowi", "k": "ku ka kiem kowi",
    "g": "gu gi giem gowi", "r": "ru ra rze rem rowi", "ł": "łu ła le łem łowi",
    "l": "la lu lem lowi", "ec": "", "ek": "", "ce": "c cach com cami", "ko": "ka ku kiem",
    "ny": "n nach nom nami", "chy": "chach", "cy": "czech", "gry": "grzech",
    **{consonant: f"{consonant}u {consonant}a {consonant}ie {consonant}em {consonant}owi"
       for consonant in "bfmnpswz"},
}  # fmt: skip
_CZECH: _Table = {
    "ko": "ka ku kem", "ie": "ii ií", "a": "y ě u ou", "ka": "ky ce ku kou", "ha": "hy ze hu hou",
    "ga": "gy ze gu gou", "ra": "ry ře ru rou", "la": "ly le lu lou", "sa": "sy se su sou",
    "za": "zy ze zu zou", "ž": "že ži ží", "no": "na nu ně nem", "ec": "", "ek": "",
    "ce": "c cích cím cemi", "ny": "n nách nám nami", "av": "avi aví", "ov": "ova ovu ově ovem",
    "k": "ku kem", "g": "gu gem", "r": "ru rem", "l": "lu lem",
    **{consonant: f"{consonant}u {consonant}a {consonant}ě {consonant}em"
       for consonant in "bdmnpstvz"},
}  # fmt: skip
TABLES: Mapping[str, _Table] = {
    "ru": _RUSSIAN, "uk": _UKRAINIAN, "pl": _POLISH, "cs": _CZECH,
}  # fmt: skip
# Of given names that are no names of places: there such endings are those of adjectives.
GIVEN: Mapping[str, _Table] = {
    "ru": {"ий": "ия ию ием ии"},
    "uk": {"ій": "ія ію ієм ієві", "о": "а у ом ові"},
    "pl": {"ek": "ka kowi kiem", "usz": "usza uszowi uszem", "ej": "eja ejowi ejem",
           "aj": "aja ajowi ajem", "cy": "cego cemu cym", "i": "iego iemu im"},
    "cs": {"ek": "ka kovi kem", "áš": "áše ášovi ášem", "ěj": "ěje ějovi ějem",
           "ej": "eje ejovi ejem", "í": "ího ímu ím"},
}  # fmt: skip
# Hungarian puts them behind the name, some for names with front and some with back vowels.
_HUNGARIAN = {
    "back": "ban ba ból on ra ról nak tól hoz nál ig",
    "front": "ben be ből en re ről nek től hez höz nél ig ön",
}
_LONG = {"a": "á", "e": "é", "o": "ó", "ö": "ő"}  # a vowel at the end before an ending
# Consonants behind which the ending of the object has no vowel: "Gábort", but "Dominikot".
_WITHOUT_VOWEL = ("j", "l", "ly", "n", "ny", "r", "s", "sz", "z", "zs")
_BACK, _NEUTRAL, _VOWELS = "aáoóuú", "éií", frozenset("aáeéiíoóöőuúüű")


def forms(language: str, name: str, given: bool = False) -> Iterator[str]:
    """The other cases of a name of one word; none for a language that has no table.

    `given`: whether it is a given name, not that of a place.
    """
    if len(name) < LEAST or not name.isalpha() or not name.istitle():
        return
    if language == "hu":
        yield from _hungarian(name)
        if given:
            yield from _of_people(name)
    table = {**TABLES.get(language, {}), **(GIVEN.get(language, {}) if given else {})}
    for size in range(min(len(name) - 2, max(map(len, table), default=0)), 0, -1):
        if (endings := table.get(name[-size:])) is not None:
            yield from (name[:-size] + ending for ending in endings.split())
            return


def _hungarian(name: str) -> Iterator[str]:
    last = name[-1]
    stem = name[:-1] + _LONG.get(last, last)
    # The last vowel decides, unless it goes with both: "Budapesten", "Párizsban".
    vowels = [letter for letter in name.lower() if letter in _VOWELS]
    telling = next((letter for letter in reversed(vowels) if letter not in _NEUTRAL), "")
    back = bool(telling) and telling in _BACK
    for ending in _HUNGARIAN["back" if back else "front"].split():
        if last in _VOWELS and ending in ("on", "en", "ön"):
            yield f"{stem}n"
        else:
            yield stem + ending
    doubled = "v" if last in _VOWELS else last
    yield stem + doubled + ("al" if back else "el")


def _of_people(name: str) -> Iterator[str]:
    """What Hungarian says of people and hardly of places: whom, whose, for whom."""
    last = name[-1]
    stem = name[:-1] + _LONG.get(last, last)
    plain = last in _VOWELS or any(name.endswith(end) for end in _WITHOUT_VOWEL)
    vowels = [letter for letter in name.lower() if letter in _VOWELS]
    back = any(letter in _BACK for letter in vowels)
    yield from [f"{stem}t"] if plain else [f"{stem}{'o' if back else 'e'}t"]
    yield from (f"{stem}{ending}" for ending in ("é", "ért", "ék"))
