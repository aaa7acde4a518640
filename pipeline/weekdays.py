"""Names of the days of the week by language: they stand beside a date and add nothing to it."""

from functools import cache

# Monday to Sunday; after "/" other forms and abbreviations, without their full stop.
_NAMES: dict[str, str] = {
    "en": "monday/mon tuesday/tue/tues wednesday/wed thursday/thu/thur/thurs friday/fri "
    "saturday/sat sunday/sun",
    "de": "montag/mo dienstag/di mittwoch/mi donnerstag/do freitag/fr samstag/sonnabend/sa "
    "sonntag/so",
    "fr": "lundi/lun mardi mercredi/mer jeudi/jeu vendredi/ven samedi/sam dimanche/dim",
    "es": "lunes/lun martes miércoles/mié jueves/jue viernes/vie sábado/sáb domingo/dom",
    "pt": "segunda-feira/segunda/seg terça-feira/terça/ter quarta-feira/quarta/qua "
    "quinta-feira/quinta/qui sexta-feira/sexta/sex sábado/sáb domingo/dom",
    "it": "lunedì/lun martedì mercoledì/mer giovedì/gio venerdì/ven sabato/sab domenica/dom",
    "nl": "maandag/ma dinsdag/di woensdag/wo donderdag/do vrijdag/vr zaterdag/za zondag/zo",
    "pl": "poniedziałek/pon wtorek/wt środa/śr czwartek/czw piątek/pt sobota/sob niedziela/niedz",
    "sv": "måndag tisdag onsdag torsdag fredag lördag söndag",
    "da": "mandag tirsdag onsdag torsdag fredag lørdag søndag",
    "fi": "maanantai/maanantaina/ma tiistai/tiistaina/ti keskiviikko/keskiviikkona/ke "
    "torstai/torstaina/to perjantai/perjantaina/pe lauantai/lauantaina/la sunnuntai/sunnuntaina/su",
    "cs": "pondělí/po úterý/út středa/st čtvrtek/čt pátek/pá sobota/so neděle/ne",
    "sk": "pondelok utorok streda štvrtok piatok sobota nedeľa",
    "hr": "ponedjeljak utorak srijeda četvrtak petak subota nedjelja",
    "sr": "ponedeljak/понедељак utorak/уторак sreda/среда četvrtak/четвртак petak/петак "
    "subota/субота nedelja/недеља",
    "sl": "ponedeljek torek sreda četrtek petek sobota nedelja",
    "ru": "понедельник/пн вторник/вт среда/ср четверг/чт пятница/пт суббота/сб воскресенье/вс",
    "uk": "понеділок/пн вівторок/вт середа/ср четвер/чт п'ятниця/п’ятниця/пт субота/сб неділя/нд",
    "bg": "понеделник вторник сряда четвъртък петък събота неделя",
    "tr": "pazartesi salı çarşamba perşembe cuma cumartesi pazar",
    "hu": "hétfő kedd szerda csütörtök péntek szombat vasárnap",
    "ro": "luni marți/marţi miercuri joi vineri sâmbătă duminică",
    "el": "δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή",
    "ca": "dilluns dimarts dimecres dijous divendres dissabte diumenge",
    "et": "esmaspäev teisipäev kolmapäev neljapäev reede laupäev pühapäev",
    "lv": "pirmdiena otrdiena trešdiena ceturtdiena piektdiena sestdiena svētdiena",
    "is": "mánudagur þriðjudagur miðvikudagur fimmtudagur föstudagur laugardagur sunnudagur",
    "id": "senin selasa rabu kamis jumat sabtu minggu",
}


@cache
def weekdays() -> frozenset[str]:
    """All names in lower case, without a full stop."""
    return frozenset(name for names in _NAMES.values() for name in names.replace("/", " ").split())
