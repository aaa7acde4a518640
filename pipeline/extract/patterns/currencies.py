"""Currencies: signs, ISO 4217 codes and names, and their meaning in a language."""

import re
from collections.abc import Iterable
from functools import cache

from pipeline.extract.patterns.passage import HAN

# "$" alone is the US dollar and "¥" the yen, as in international news; other dollars are named.
SIGNS = {
    "US$": "USD", "US $": "USD", "U.S.$": "USD", "U.S. $": "USD", "$US": "USD",
    "A$": "AUD", "AU$": "AUD", "$A": "AUD", "$AU": "AUD", "C$": "CAD", "CA$": "CAD",
    "CAN$": "CAD", "$CA": "CAD", "$SG": "SGD",
    "Can$": "CAD", "CDN$": "CAD", "Cdn$": "CAD", "$CAN": "CAD", "$CDN": "CAD", "NZ$": "NZD",
    "$NZ": "NZD", "HK$": "HKD", "$HK": "HKD", "S$": "SGD", "SG$": "SGD", "R$": "BRL",
    "NT$": "TWD", "TT$": "TTD", "MX$": "MXN", "IR£": "IEP", "RMB": "CNY", "CN¥": "CNY",
    "JP¥": "JPY", "SFr": "CHF", "SFr.": "CHF", "sFr.": "CHF", "Sfr": "CHF",
    "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "￥": "JPY", "₹": "INR", "₽": "RUB",
    "₩": "KRW", "₺": "TRY", "₴": "UAH", "₪": "ILS", "₱": "PHP", "₫": "VND", "₦": "NGN",
    "฿": "THB", "₸": "KZT", "₾": "GEL", "৳": "BDT", "₡": "CRC", "₲": "PYG", "₵": "GHS",
    "₼": "AZN", "֏": "AMD", "₮": "MNT", "៛": "KHR", "₭": "LAK", "新臺幣": "TWD", "新台幣": "TWD",
    "新台币": "TWD", "臺幣": "TWD", "台幣": "TWD", "台币": "TWD", "人民币": "CNY", "人民幣": "CNY",
    "港币": "HKD", "港幣": "HKD",
}  # fmt: skip
# Languages of countries that use the sign for another currency, so that its meaning is ambiguous.
UNCERTAIN = frozenset({("$", "es"), ("$", "pt"), ("¥", "zh"), ("￥", "zh")})
# The most traded currencies (BIS, Triennial Central Bank Survey 2022) except those whose code is an
# English word or a name (COP, PEN, RON, TRY), currencies of some countries often in the news, and
# the five largest that the euro replaced.
CODES = frozenset(
    {"AED", "AUD", "BGN", "BRL", "CAD", "CHF", "CLP", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD",
     "HUF", "IDR", "ILS", "INR", "JPY", "KRW", "MXN", "MYR", "NOK", "NZD", "PHP", "PLN", "RUB",
     "SAR", "SEK", "SGD", "THB", "TWD", "USD", "ZAR", "EGP", "KES", "KZT", "NGN", "RSD", "UAH",
     "VND", "DEM", "FRF", "ITL", "ESP", "NLG"}
)  # fmt: skip
# Currencies of countries with a decimal point: "$1,50" is an error, "€1,50" may be intended.
POINT = frozenset(
    {"AED", "AUD", "CAD", "CNY", "GBP", "HKD", "ILS", "INR", "JPY", "KRW", "MXN", "MYR", "NGN",
     "NZD", "PHP", "SGD", "THB", "TWD", "USD", "BBD", "BMD", "BND", "BSD", "BZD", "FJD", "GYD",
     "JMD", "LRD", "NAD", "SBD", "TTD", "XCD"}
)  # fmt: skip
# Names in the form after a number. A name alone means the currency of the language's country
# ("kronor"). With another country before it, nothing is found.
_NAMES: dict[str, dict[str, str]] = {
    "en": {
        "USD": "dollars|US dollars|U.S. dollars|American dollars|US dollar|U.S. dollar",
        "EUR": "euros|euro", "GBP": "pounds|pounds sterling|British pounds|pound sterling",
        "AUD": "Australian dollars", "CAD": "Canadian dollars", "NZD": "New Zealand dollars",
        "HKD": "Hong Kong dollars", "SGD": "Singapore dollars|Singaporean dollars",
        "TWD": "Taiwan dollars|Taiwanese dollars|New Taiwan dollars", "CHF": "Swiss francs",
        "JPY": "yen|Japanese yen", "CNY": "yuan|renminbi|Chinese yuan",
        "RUB": "roubles|rubles|Russian roubles|Russian rubles", "UAH": "hryvnia|hryvnias|hryvnya",
        "SEK": "Swedish kronor|Swedish krona|Swedish crowns|kronor",
        "NOK": "Norwegian kroner|Norwegian krone|Norwegian crowns",
        "DKK": "Danish kroner|Danish krone|Danish crowns", "PLN": "zloty|zlotys|złoty",
        "CZK": "Czech koruna|Czech korunas|Czech crowns", "HUF": "forints|forint",
        "INR": "Indian rupees", "PKR": "Pakistani rupees|Pakistan rupees",
        "ZAR": "South African rand",
        "MXN": "Mexican pesos", "BRL": "Brazilian reais", "TRY": "Turkish lira|Turkish liras",
        "THB": "baht", "MYR": "ringgit", "IDR": "rupiah", "ILS": "shekels", "NGN": "naira",
        "KRW": "South Korean won|Korean won",
    },
    "de": {
        "EUR": "Euro|Euros", "USD": "Dollar|US-Dollar",
        "GBP": "Pfund|Pfund Sterling|britische Pfund",
        "CHF": "Franken|Schweizer Franken", "JPY": "Yen", "CNY": "Yuan", "RUB": "Rubel",
        "PLN": "Zloty|Złoty", "DEM": "DM|D-Mark", "HUF": "Forint", "CAD": "kanadische Dollar",
        "AUD": "australische Dollar", "SEK": "schwedische Kronen", "DKK": "dänische Kronen",
        "NOK": "norwegische Kronen", "CZK": "tschechische Kronen",
    },
    "fr": {
        "EUR": "euros|euro", "USD": "dollars|dollar|dollars américains", "GBP": "livres sterling",
        "CHF": "francs suisses", "JPY": "yens|yen", "CNY": "yuans|yuan", "RUB": "roubles",
        "CAD": "dollars canadiens",
    },
    "es": {
        "EUR": "euros|euro", "USD": "dólares|dólar|dólares estadounidenses",
        "GBP": "libras esterlinas",
        "CHF": "francos suizos", "JPY": "yenes", "CNY": "yuanes", "RUB": "rublos", "ESP": "pesetas",
        "MXN": "pesos mexicanos", "CAD": "dólares canadienses",
    },
    "pt": {
        "EUR": "euros|euro", "USD": "dólares|dólar", "GBP": "libras esterlinas", "BRL": "reais",
        "CHF": "francos suíços", "JPY": "ienes", "CNY": "yuans", "RUB": "rublos",
    },
    "it": {
        "EUR": "euro", "USD": "dollari|dollaro", "GBP": "sterline", "CHF": "franchi svizzeri",
        "JPY": "yen", "CNY": "yuan", "RUB": "rubli", "ITL": "lire",
    },
    "nl": {
        "EUR": "euro|euro's", "USD": "dollar|dollars", "GBP": "pond sterling", "JPY": "yen",
        "CHF": "Zwitserse frank", "RUB": "roebel", "NLG": "gulden",
    },
    "pl": {
        "PLN": "zł|złoty|złote|złotych|złotego|złotym|złotymi", "EUR": "euro",
        "USD": "dolarów|dolary|dolara|dolarom|dolarami|dolarach", "CHF": "franków szwajcarskich",
        "RUB": "rubli|rublami", "JPY": "jenów", "CZK": "koron czeskich",
    },
    "sv": {
        "SEK": "kronor|krona|kr", "EUR": "euro", "USD": "dollar", "JPY": "yen",
        "GBP": "brittiska pund", "NOK": "norska kronor", "DKK": "danska kronor",
    },
    "da": {
        "DKK": "kroner|kr|danske kroner", "EUR": "euro", "USD": "dollar|dollars", "JPY": "yen",
        "NOK": "norske kroner", "SEK": "svenske kroner",
    },
    "no": {
        "NOK": "kroner|kr|norske kroner", "EUR": "euro", "USD": "dollar", "JPY": "yen",
        "SEK": "svenske kroner", "DKK": "danske kroner",
    },
    "fi": {
        "EUR": "euroa|euro|euron|eurolla|eurosta|euroon|eurossa|eurolle|euroksi",
        "USD": "dollaria|dollari|dollarin|dollarista|dollariin|dollarissa|dollarille",
        "FIM": "markkaa|markalla",
        "GBP": "puntaa", "JPY": "jeniä", "SEK": "Ruotsin kruunua", "RUB": "ruplaa",
    },
    "cs": {
        "CZK": "Kč|korun|koruny|koruna|korunu|korunám|korunami|korunách",
        "EUR": "eur|eura|euro|eurům|eury|eurech", "USD": "dolarů|dolary|dolarům|dolarech",
        "GBP": "liber šterlinků", "CHF": "švýcarských franků", "RUB": "rublů", "PLN": "zlotých",
    },
    "sk": {
        "EUR": "eur|eura|euro|eurám|eurami|eurách", "CZK": "Kč", "RUB": "rubľov",
        "USD": "dolárov|doláre|dolárom|dolármi|dolároch",
    },
    "sr": {
        "RSD": "dinara|dinar|dinarima|din|динара|динар|динарима|дин",
        "BAM": "konvertibilnih maraka|конвертибилних марака", "HRK": "kuna|kune|kunama|kn|куна",
        "EUR": "eura|euro|euri|eurima|evra|evro|evrima|евра|евро|еврима",
        "USD": "dolara|dolarima|долара|доларима", "RUB": "rubalja|рубаља",
    },
    "sl": {"EUR": "evrov|evra|evre|evri|evrom|evrih", "USD": "dolarjev|dolarja|dolarji|dolarjem"},
    "ru": {
        "RUB": "рублей|рубля|рубль|рублям|рублями|рублях|руб|р", "EUR": "евро",
        "USD": "долларов|доллара|доллар|долларам|долларами|долларах",
        "UAH": "гривен|гривны|гривнам|гривнами", "JPY": "иен", "CNY": "юаней",
        "CHF": "швейцарских франков", "GBP": "фунтов стерлингов",
    },
    "uk": {
        "UAH": "гривень|гривні|гривня|гривню|гривням|гривнями|гривнях|грн", "EUR": "євро",
        "USD": "доларів|долари|долара|доларам|доларами|доларах",
        "RUB": "рублів", "GBP": "фунтів стерлінгів",
    },
    "bg": {"BGN": "лева|лв|лев", "EUR": "евро", "USD": "долара|щатски долара", "RUB": "рубли"},
    "mk": {"EUR": "евра", "USD": "долари", "MKD": "денари|денар"},
    "sq": {"ALL": "lekë|lekësh", "EUR": "euro", "USD": "dollarë|dollar"},
    "tr": {
        "TRY": "TL|lira|liraya|lirayı|liralık|liradan|liranın",
        "EUR": "euro|euroya|euroyu|euroluk|avro|avroya|avroyu|avroluk",
        "USD": "dolar|dolara|doları|dolarlık|dolardan|doların", "GBP": "sterlin",
    },
    "hu": {
        "HUF": "Ft|forint|forintot|forintos|forintért|forintba|forintból|forintra|forintról|"
        "forinttal|forintnak|forintnál|forinton",
        "EUR": "euró|eurót|euros|eurós|euróért|euróba|euróból|euróra|euróról|euróval|eurónak",
        "USD": "dollár|dollárt|dolláros|dollárért|dollárba|dollárból|dollárra|dollárral|dollárnak",
        "CHF": "svájci frank",
    },
    "ro": {"RON": "lei|leu", "EUR": "euro", "USD": "dolari", "GBP": "lire sterline"},
    "el": {"EUR": "ευρώ", "USD": "δολάρια|δολαρίων|δολάριο|δολαρίου", "GBP": "λίρες στερλίνες"},
    "ca": {"EUR": "euros|euro", "USD": "dòlars"},
    "gl": {"EUR": "euros|euro", "USD": "dólares"},
    "et": {
        "EUR": "eurot|euro|eurole|eurost|euroga|eurone|euroni|eurolt", "USD": "dollarit|dollarile",
    },
    "lv": {"EUR": "eiro", "USD": "dolāru|dolāri|dolārus|dolāriem"},
    "lt": {
        "EUR": "eurų|eurai|euro|eurus|eurams|eurais|Eur",
        "USD": "dolerių|doleriai|dolerius|doleriams|doleriais",
    },
    "is": {"ISK": "krónur|króna|kr", "EUR": "evrur|evra", "USD": "dollarar|dollara"},
    "id": {"IDR": "rupiah", "USD": "dolar AS|dolar", "EUR": "euro", "MYR": "ringgit"},
    "vi": {"VND": "đồng|đ|VNĐ", "USD": "đô la Mỹ|đô la", "EUR": "euro"},
    "he": {
        "ILS": 'שקל|שקלים|שקל חדש|שקלים חדשים|ש"ח|ש״ח|ש''ח', "USD": "דולר|דולרים",
        "EUR": "אירו|יורו", "GBP": 'ליש"ט|ליש״ט|לירות שטרלינג',
    },
    "ar": {
        "USD": "دولار|دولارا|دولارات|دولار أمريكي|دولار أميركي|دولارا أمريكيا", "EUR": "يورو",
        "GBP": "جنيه إسترليني", "EGP": "جنيه مصري|جنيها مصريا", "SAR": "ريال سعودي|ريالا سعوديا",
        "AED": "درهم إماراتي|درهما إماراتيا", "JPY": "ين", "KWD": "دينار كويتي|دينارا كويتيا",
        "IQD": "دينار عراقي|دينارا عراقيا", "JOD": "دينار أردني|دينارا أردنيا",
        "DZD": "دينار جزائري|دينارا جزائريا", "TND": "دينار تونسي|دينارا تونسيا",
        "MAD": "درهم مغربي|درهما مغربيا", "QAR": "ريال قطري|ريالا قطريا",
        "OMR": "ريال عماني|ريالا عمانيا", "LBP": "ليرة لبنانية", "SYP": "ليرة سورية",
        "TRY": "ليرة تركية",
    },
    "fa": {"USD": "دلار", "EUR": "یورو", "IRR": "ریال"},
    "hi": {"INR": "रुपये|रुपए|रुपया|रूपये", "USD": "डॉलर", "EUR": "यूरो"},
    "ja": {"JPY": "円", "USD": "米ドル|ドル", "EUR": "ユーロ", "CNY": "人民元"},
    "zh": {
        "CNY": "元人民币|人民币|元人民幣|人民幣", "USD": "美元", "EUR": "欧元|歐元",
        "JPY": "日元|日圓", "HKD": "港元|港币|港幣", "TWD": "新臺幣|新台幣|新台币|臺幣|台幣|台币",
        "AUD": "澳元", "CAD": "加元", "GBP": "英镑|英鎊", "KRW": "韩元|韓元", "RUB": "卢布|盧布",
    },
    "ko": {"KRW": "원", "USD": "달러", "EUR": "유로"},
}  # fmt: skip
for _alias, _language in (
    ("nb", "no"), ("nn", "no"), ("bs", "sr"), ("hr", "sr"), ("sh", "sr"), ("ms", "id"),
):  # fmt: skip
    _NAMES[_alias] = _NAMES[_language]
# In texts of every language, in this case only.
_UNIVERSAL = {"EUR": "euro|euros|Euro", "CZK": "Kč", "PLN": "zł", "HUF": "Ft"}
# They are weights too: only thousands and millions of them are money.
NEEDS_SCALE = frozenset({"pounds", "pfund"})
# "5 dollar stores" are five stores, "a 5-dollar store" is one.
SINGULAR = {"dollar": "USD", "pound": "GBP"}
# Hundredths; "" for those of the dollars or euros that the text mentions.
CENTS = {"cents": "", "pence": "GBP"}
# Letters that mean money only at a longer number: "8đ" may be eight points at school.
LONG = frozenset({"đ"})
# Of China, Taiwan and others, decided by the text; "元旦", "元素" and the like are other words.
YUAN = "元"
YUAN_WORDS = "旦宵月年素件器首老帅帥气氣勋勳凶音代朝神组組谋謀始"
# Letters before a number by language: "Rp 250 juta".
OWN_SIGNS = {language: {"Rp": "IDR", "RM": "MYR"} for language in ("id", "ms")}
# Signs of several countries, decided by the text or its language.
_SHARED = {"sv": "SEK", "da": "DKK", "no": "NOK", "nb": "NOK", "nn": "NOK", "is": "ISK"}
_INDIA = re.compile(r"₹|\bINR\b|\bIndian?\b|\bDelhi\b|\bMumbai\b")
_OTHER_RUPEES = re.compile(r"\bPakistan|\bSri Lanka|\bNepal|\bMauriti|\bSeychelles")
RUPEES = ("Rs", "Rs.", "rupees")
# "$20 Canadian", and dollars of other countries without a sign here.
ADJECTIVES = {
    "US": "USD", "U.S.": "USD", "American": "USD", "Canadian": "CAD", "Australian": "AUD",
    "New Zealand": "NZD", "Hong Kong": "HKD", "Singapore": "SGD", "Taiwan": "TWD",
}  # fmt: skip

# Words directly before "$" that name its country: "Jamaican $308 million". The country's own name
# may be the recipient, "gave Jamaica $5 million": no value, except in "(Jamaica $5)".
_DOLLARS = {
    "AUD": "Australian|Australia", "BBD": "Barbadian|Barbados", "BMD": "Bermudian|Bermuda",
    "BND": "Bruneian|Brunei", "BSD": "Bahamian|Bahamas", "BZD": "Belizean|Belize",
    "CAD": "Canadian|Canada", "FJD": "Fijian|Fiji", "GYD": "Guyanese|Guyana",
    "HKD": "|Hong Kong", "JMD": "Jamaican|Jamaica", "LRD": "Liberian|Liberia",
    "NAD": "Namibian|Namibia", "NZD": "|New Zealand", "SBD": "|Solomon Islands",
    "SGD": "Singaporean|Singapore", "SRD": "Surinamese|Suriname", "TTD": "Trinidadian|Trinidad",
    "TWD": "Taiwanese|Taiwan", "USD": "American|America", "XCD": "Eastern Caribbean|",
    "ARS": "Argentine|Argentina", "CLP": "Chilean|Chile", "COP": "Colombian|Colombia",
    "MXN": "Mexican|Mexico", "UYU": "Uruguayan|Uruguay",
    # Countries that had several.
    "": "Zimbabwean|Zimbabwe",
}  # fmt: skip
_OF_PEOPLE = {names.split("|")[0]: code for code, names in _DOLLARS.items()}
_OF_COUNTRY = {names.split("|")[1]: code for code, names in _DOLLARS.items()}
_WORDS_BEFORE = re.compile(r"(?P<bracket>\(\s?)?(?P<two>(?:[A-Z]\w+ )?(?P<one>[A-Z]\w+))\s\Z")


def dollar(text: str, place: int) -> str:
    """The code of a "$" at a place, by the word before it; "" where it is ambiguous."""
    match = _WORDS_BEFORE.search(text, max(0, place - 32), place)
    for word in (match["two"], match["one"]) if match else ():
        if word in _OF_PEOPLE:
            return _OF_PEOPLE[word]
        if word in _OF_COUNTRY:
            return _OF_COUNTRY[word] if match and match["bracket"] else ""
    return SIGNS["$"]


@cache
def names(language: str) -> dict[str, str]:
    """Name in lower case → code; for "und" those with the same meaning in all languages."""
    if language == "und":
        found: dict[str, str] = {}
        for one in _NAMES:
            for name, code in names(one).items():
                found[name] = code if found.get(name, code) == code else ""
        # Short names may be words of other languages; in Chinese and Korean letters they are none.
        return {
            name: code for name, code in found.items() if code and (len(name) > 2 or name[0] > HAN)
        }
    tables: Iterable[dict[str, str]] = (_UNIVERSAL, _NAMES.get(language, {}))
    return {
        name.lower(): code
        for table in tables
        for code, listed in table.items()
        for name in listed.split("|")
    }


def code_of(sign: str, language: str) -> str:
    """The ISO 4217 code of a sign, code or name; "" when it is ambiguous."""
    if (sign, language) in UNCERTAIN:
        return ""
    if sign in CODES:
        return sign
    return SIGNS.get(sign) or names(language).get(" ".join(sign.split()).lower(), "")


def shared_crown(language: str) -> str:
    """The currency of "kr" before a number; "" where the language does not decide."""
    return _SHARED.get(language, "")


def rupee(text: str) -> str:
    """The rupees of a text: India's, unless it mentions another country with rupees."""
    return "INR" if _INDIA.search(text) and not _OTHER_RUPEES.search(text) else ""


def cent(text: str) -> str:
    """The cents of a text: those of the only currency that it mentions."""
    dollars = "$" in text or "dollar" in text.lower()
    euros = "€" in text or "euro" in text.lower()
    return "" if dollars == euros else "USD" if dollars else "EUR"


@cache
def written(language: str) -> tuple[str, ...]:
    """The names in the case of the table."""
    if language == "und":
        return tuple(names("und"))
    listed = {**_UNIVERSAL, **_NAMES.get(language, {})}.values()
    return tuple(name for names_ in listed for name in names_.split("|"))
