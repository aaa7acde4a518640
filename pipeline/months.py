"""Names of months by language: for dates in texts, on pages and in the fields of sources."""

from collections.abc import Mapping
from functools import cache

# January to December; after "/" other forms and abbreviations, with their full stop. In
# languages that inflect them, the form after a day stands first and the name alone second.
_NAMES: dict[str, str] = {
    "en": "January/Jan. February/Feb. March/Mar. April/Apr. May June/Jun. July/Jul. August/Aug. "
    "September/Sept./Sep. October/Oct. November/Nov. December/Dec.",
    "de": "Januar/Jänner/Jan. Februar/Feber/Feb./Febr. März/Mrz./Maerz April/Apr. Mai Juni/Jun. "
    "Juli/Jul. August/Aug. September/Sept./Sep. Oktober/Okt. November/Nov. Dezember/Dez.",
    "fr": "janvier/janv. février/févr./fevrier mars avril/avr. mai juin juillet/juil. août/aout "
    "septembre/sept. octobre/oct. novembre/nov. décembre/déc./decembre",
    "es": "enero/ene. febrero/feb. marzo/mar. abril/abr. mayo junio/jun. julio/jul. agosto/ago. "
    "septiembre/setiembre/sept./sep. octubre/oct. noviembre/nov. diciembre/dic.",
    "pt": "janeiro/jan. fevereiro/fev. março/mar. abril/abr. maio/mai. junho/jun. julho/jul. "
    "agosto/ago. setembro/set. outubro/out. novembro/nov. dezembro/dez.",
    "it": "gennaio/gen. febbraio/feb. marzo/mar. aprile/apr. maggio/mag. giugno/giu. luglio/lug. "
    "agosto/ago. settembre/sett./set. ottobre/ott. novembre/nov. dicembre/dic.",
    "nl": "januari/jan. februari/feb. maart/mrt. april/apr. mei juni/jun. juli/jul. augustus/aug. "
    "september/sept./sep. oktober/okt. november/nov. december/dec.",
    "pl": "stycznia/styczeń/styczniu/sty. lutego/luty/lutym/lut. marca/marzec/marcu/mar. "
    "kwietnia/kwiecień/kwietniu/kwi. maja/maj/maju czerwca/czerwiec/czerwcu/cze. "
    "lipca/lipiec/lipcu/lip. sierpnia/sierpień/sierpniu/sie. września/wrzesień/wrześniu/wrz. "
    "października/październik/październiku/paź. listopada/listopad/listopadzie/lis. "
    "grudnia/grudzień/grudniu/gru.",
    "sv": "januari/jan. februari/feb. mars april/apr. maj juni/jun. juli/jul. augusti/aug. "
    "september/sept./sep. oktober/okt. november/nov. december/dec.",
    "da": "januar/jan. februar/feb. marts april/apr. maj juni/jun. juli/jul. august/aug. "
    "september/sept./sep. oktober/okt. november/nov. december/dec.",
    "no": "januar/jan. februar/feb. mars april/apr. mai juni/jun. juli/jul. august/aug. "
    "september/sept./sep. oktober/okt. november/nov. desember/des.",
    "fi": "tammikuuta/tammikuu/tammikuun/tammikuussa helmikuuta/helmikuu/helmikuun/helmikuussa "
    "maaliskuuta/maaliskuu/maaliskuun/maaliskuussa huhtikuuta/huhtikuu/huhtikuun/huhtikuussa "
    "toukokuuta/toukokuu/toukokuun/toukokuussa kesäkuuta/kesäkuu/kesäkuun/kesäkuussa "
    "heinäkuuta/heinäkuu/heinäkuun/heinäkuussa elokuuta/elokuu/elokuun/elokuussa "
    "syyskuuta/syyskuu/syyskuun/syyskuussa lokakuuta/lokakuu/lokakuun/lokakuussa "
    "marraskuuta/marraskuu/marraskuun/marraskuussa joulukuuta/joulukuu/joulukuun/joulukuussa",
    "cs": "ledna/leden/lednu února/únor/únoru března/březen/březnu dubna/duben/dubnu "
    "května/květen/květnu června/červen/červnu července/červenec/červenci srpna/srpen/srpnu "
    "září října/říjen/říjnu listopadu/listopad prosince/prosinec/prosinci",
    "sk": "januára/január/januári februára/február/februári marca/marec/marci apríla/apríl/apríli "
    "mája/máj/máji júna/jún/júni júla/júl/júli augusta/august/auguste "
    "septembra/september/septembri októbra/október/októbri novembra/november/novembri "
    "decembra/december/decembri",
    "hr": "siječnja/siječanj/siječnju veljače/veljača/veljači ožujka/ožujak/ožujku "
    "travnja/travanj/travnju svibnja/svibanj/svibnju lipnja/lipanj/lipnju "
    "srpnja/srpanj/srpnju kolovoza/kolovoz/kolovozu rujna/rujan/rujnu "
    "listopada/listopad/listopadu studenoga/studenog/studeni/studenom prosinca/prosinac/prosincu",
    "sr": "januara/januar/januaru/јануара/јануар/јануару "
    "februara/februar/februaru/фебруара/фебруар/фебруару "
    "marta/mart/martu/марта/март/марту aprila/april/aprilu/априла/април/априлу "
    "maja/maj/maju/маја/мај/мају juna/jun/junu/juni/јуна/јун/јуну jula/jul/julu/juli/јула/јул/јулу "
    "avgusta/avgust/avgustu/августа/август/августу "
    "septembra/septembar/septembru/септембра/септембар/септембру "
    "oktobra/oktobar/oktobru/октобра/октобар/октобру "
    "novembra/novembar/novembru/новембра/новембар/новембру "
    "decembra/decembar/decembru/децембра/децембар/децембру",
    "sl": "januarja/januar/januarju februarja/februar/februarju marca/marec/marcu "
    "aprila/april/aprilu maja/maj/maju junija/junij/juniju julija/julij/juliju "
    "avgusta/avgust/avgustu septembra/september/septembru oktobra/oktober/oktobru "
    "novembra/november/novembru decembra/december/decembru",
    "ru": "января/январь/январе/янв. февраля/февраль/феврале/февр. марта/март/марте "
    "апреля/апрель/апреле/апр. мая/май/мае июня/июнь/июне июля/июль/июле "
    "августа/август/августе/авг. сентября/сентябрь/сентябре/сент. октября/октябрь/октябре/окт. "
    "ноября/ноябрь/ноябре/нояб. декабря/декабрь/декабре/дек.",
    "uk": "січня/січень/січні лютого/лютий/лютому березня/березень/березні квітня/квітень/квітні "
    "травня/травень/травні червня/червень/червні липня/липень/липні серпня/серпень/серпні "
    "вересня/вересень/вересні жовтня/жовтень/жовтні листопада/листопад/листопаді "
    "грудня/грудень/грудні",
    "be": "студзеня/студзень лютага/люты сакавіка/сакавік красавіка/красавік мая/май "
    "чэрвеня/чэрвень ліпеня/ліпень жніўня/жнівень верасня/верасень кастрычніка/кастрычнік "
    "лістапада/лістапад снежня/снежань",
    "bg": "януари/ян. февруари/февр. март април/апр. май юни юли август/авг. септември/септ. "
    "октомври/окт. ноември/ноем. декември/дек.",
    "mk": "јануари февруари март април мај јуни јули август септември октомври ноември декември",
    "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
    "hu": "január/jan. február/febr. március/márc. április/ápr. május/máj. június/jún. július/júl. "
    "augusztus/aug. szeptember/szept. október/okt. november/nov. december/dec.",
    "ro": "ianuarie/ian. februarie/feb. martie aprilie/apr. mai iunie iulie august/aug. "
    "septembrie/sept. octombrie/oct. noiembrie/nov. decembrie/dec.",
    "el": "Ιανουαρίου/Ιανουάριος/Ιανουάριο Φεβρουαρίου/Φεβρουάριος/Φεβρουάριο "
    "Μαρτίου/Μάρτιος/Μάρτιο Απριλίου/Απρίλιος/Απρίλιο Μαΐου/Μάιος/Μάιο Ιουνίου/Ιούνιος/Ιούνιο "
    "Ιουλίου/Ιούλιος/Ιούλιο Αυγούστου/Αύγουστος/Αύγουστο Σεπτεμβρίου/Σεπτέμβριος/Σεπτέμβριο "
    "Οκτωβρίου/Οκτώβριος/Οκτώβριο Νοεμβρίου/Νοέμβριος/Νοέμβριο Δεκεμβρίου/Δεκέμβριος/Δεκέμβριο",
    "ca": "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre",
    "gl": "xaneiro febreiro marzo abril maio xuño xullo agosto setembro outubro novembro decembro",
    "et": "jaanuar/jaanuari/jaanuaris/jaanuaril/jaanuarist "
    "veebruar/veebruari/veebruaris/veebruaril/veebruarist märts/märtsi/märtsis/märtsil/märtsist "
    "aprill/aprilli/aprillis/aprillil/aprillist mai/mais/mail/maist juuni/juunis/juunil/juunist "
    "juuli/juulis/juulil/juulist august/augusti/augustis/augustil/augustist "
    "september/septembri/septembris/septembril/septembrist "
    "oktoober/oktoobri/oktoobris/oktoobril/oktoobrist "
    "november/novembri/novembris/novembril/novembrist "
    "detsember/detsembri/detsembris/detsembril/detsembrist",
    "lt": "sausio/sausis/sausį vasario/vasaris/vasarį kovo/kovas/kovą balandžio/balandis/balandį "
    "gegužės/gegužė/gegužę birželio/birželis/birželį liepos/liepa/liepą "
    "rugpjūčio/rugpjūtis/rugpjūtį rugsėjo/rugsėjis/rugsėjį spalio/spalis/spalį "
    "lapkričio/lapkritis/lapkritį gruodžio/gruodis/gruodį",
    "lv": "janvāris/janvārī/janvāra februāris/februārī/februāra marts/martā/marta "
    "aprīlis/aprīlī/aprīļa maijs/maijā/maija jūnijs/jūnijā/jūnija jūlijs/jūlijā/jūlija "
    "augusts/augustā/augusta septembris/septembrī/septembra oktobris/oktobrī/oktobra "
    "novembris/novembrī/novembra decembris/decembrī/decembra",
    "sq": "janar shkurt mars prill maj qershor korrik gusht shtator tetor nëntor dhjetor",
    "is": "janúar febrúar mars apríl maí júní júlí ágúst september október nóvember desember",
    # Those of Egypt and the Gulf; the two words of the Levant are left out.
    "ar": "يناير فبراير مارس أبريل/إبريل مايو يونيو/يونيه يوليو/يوليه أغسطس سبتمبر أكتوبر نوفمبر "
    "ديسمبر",
    # With "in" before it, which is one letter: "5 במרץ".
    "he": "ינואר/בינואר פברואר/בפברואר מרץ/מרס/במרץ/במרס אפריל/באפריל מאי/במאי יוני/ביוני "
    "יולי/ביולי אוגוסט/באוגוסט ספטמבר/בספטמבר אוקטובר/באוקטובר נובמבר/בנובמבר דצמבר/בדצמבר",
    "fa": "ژانویه فوریه مارس آوریل مه/مۀ ژوئن ژوئیه/جولای اوت/آگوست سپتامبر اکتبر نوامبر دسامبر",
    "hi": "जनवरी फरवरी/फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर/सितम्बर अक्टूबर/अक्तूबर "
    "नवंबर/नवम्बर दिसंबर/दिसम्बर",
    "id": "Januari Februari Maret April Mei Juni/Jun Juli/Julai Agustus/Ogos September Oktober "
    "November Desember/Disember",
}
for _alias, _language in (("nb", "no"), ("nn", "no"), ("ms", "id")):
    _NAMES[_alias] = _NAMES[_language]
# One is taken for the other.
_NAMES["bs"] = _NAMES["hr"] = _NAMES["sh"] = _NAMES["sr"] = " ".join(
    f"{a}/{b}" for a, b in zip(_NAMES["sr"].split(), _NAMES["hr"].split(), strict=True)
)


# A planet and a month in several languages: "Mars 2020" may be either.
_PLANET = "mars"
_OWN_MARS = frozenset({"fr", "sv", "no", "nb", "nn", "is"})


def month(name: str, language: str) -> int:
    """The number, 1 to 12, of the month with this name in any case; 0 if it is no month.

    Abbreviations are also found without their full stop. A language that is not in the table has
    those names that mean the same month in all languages of the table.
    """
    numbers = _numbers(language)
    lower = name.lower()
    return numbers.get(lower) or numbers.get(f"{lower}.", 0)


@cache
def endings(language: str) -> frozenset[str]:
    """The last three letters of all months that `month` knows in a language, in lower case."""
    return frozenset(name.removesuffix(".")[-3:] for name in _numbers(language))


@cache
def months_of(languages: tuple[str, ...]) -> Mapping[str, int]:
    """Name in lower case and without a full stop → number, for dates in any of these languages.

    The first language wins where two mean different months.
    """
    return {
        name.removesuffix("."): number
        for language in reversed(languages)
        for name, number in _numbers(language).items()
    }


@cache
def months_anywhere() -> Mapping[str, int]:
    """Name in lower case and without a full stop → number, where it is the same in all languages.

    Abbreviations are among them: it is for what is known to be a date, not for texts.
    """
    found: dict[str, set[int]] = {}
    for language in _NAMES:
        for name, number in _numbers(language).items():
            found.setdefault(name.removesuffix("."), set()).add(number)
    return {
        name: number for name, numbers in found.items() for number in numbers if len(numbers) == 1
    }


def is_full(name: str, language: str) -> bool:
    """Whether a name is no abbreviation and has no other meaning."""
    lower = name.lower()
    is_other = lower == _PLANET and language not in _OWN_MARS
    return lower in _numbers(language) and not is_other


def has_capital(language: str) -> bool:
    """Whether the language writes months with a capital, so that "may" is no month."""
    return _NAMES.get(language, "J")[0].isupper()


@cache
def _numbers(language: str) -> dict[str, int]:
    """Name in lower case → number; with "und", those that mean the same month everywhere."""
    if language in _NAMES:
        months = enumerate(_NAMES[language].split(), 1)
        return {name.lower(): number for number, names in months for name in names.split("/")}
    found: dict[str, int] = {}
    for one in _NAMES:
        for name, number in _numbers(one).items():
            # Of abbreviations only the English ones: "set." and "out." are words elsewhere.
            if one == "en" or not name.endswith("."):
                found[name] = number if found.get(name, number) == number else 0
    return {name: number for name, number in found.items() if number}
