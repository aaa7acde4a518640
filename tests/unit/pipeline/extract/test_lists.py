"""What lists and forms find in languages without a model, and what they must leave alone."""

import pytest

from pipeline.extract.gazetteer.packaged import packaged
from pipeline.extract.lists import find
from pipeline.extract.plain import resolve_plainly


def found(text: str, language: str) -> list[tuple[str, str]]:
    """Surface and label of each name."""
    return [(text[m.start : m.end], m.label) for m in find(text, language, packaged())]


PLACES = [
    ("es", "El ministro viajó ayer a Alemania y a Londres.", ["Alemania", "Londres"]),
    ("it", "Il governo di Parigi discute con i Paesi Bassi.", ["Parigi", "Paesi Bassi"]),
    ("pl", "Delegacja przyjechała tu i odwiedza dziś Niemcy oraz Wrocław.", ["Niemcy", "Wrocław"]),
    ("ru", "Делегация прибыла сегодня в город Москва, затем посетит Германия.",
     ["Москва", "Германия"]),
    ("nl", "De minister reisde gisteren naar Duitsland en Wenen.", ["Duitsland", "Wenen"]),
    ("tr", "Heyet dün Almanya ve ardından Yunanistan ile görüştü.", ["Almanya", "Yunanistan"]),
    ("el", "Ο υπουργός ταξίδεψε στην Γερμανία και μετά στην Γαλλία.", ["Γερμανία", "Γαλλία"]),
    ("fr", "Les accords entre la France et l'Allemagne, hier.", ["France", "Allemagne"]),
    ("it", "Le truppe dell'Ungheria e dell’Austria sono qui.", ["Ungheria", "Austria"]),
    ("tr", "Heyet dün Almanya'ya gitti ve Fransa’dan döndü.", ["Almanya", "Fransa"]),
    ("fr", "Hier, le ministre a reçu le chef de Melonia à Paris, enfin.", ["Paris"]),
    ("it", "Il treno tra Torino e Milano si ferma.", ["Torino", "Milano"]),
    ("nl", "Hij woont nu in Antwerpen.", ["Antwerpen"]),
    ("hu", "Ma este Debrecen ellen játszik.", ["Debrecen"]),
    ("ru", "Он вчера прилетел в Москву из Франции.", ["Москву", "Франции"]),
    ("uk", "Він учора повернувся до Києва з Польщі.", ["Києва", "Польщі"]),
    ("pl", "Wczoraj spotkali się w Warszawie, potem w Niemczech.", ["Warszawie", "Niemczech"]),
    ("cs", "Včera jednal v Praze o Německu.", ["Praze", "Německu"]),
    ("cs", "Trenér Priske v Praze řekl Haraslínovi, že Sparta je Sparta.", ["Praze"]),
    ("hu", "A delegáció ma Németországban és Budapesten tárgyal.",
     ["Németországban", "Budapesten"]),
]  # fmt: skip
ORGANIZATIONS = [
    ("es", "La filial de Telemar Norte S.A. cerró ayer.", "Telemar Norte S.A."),
    ("pl", "Firma Budowa Sp. z o.o. ogłosiła upadłość.", "Firma Budowa Sp. z o.o."),
    ("ru", "По данным фирмы, ООО «Ромашка» закрыто.", "ООО «Ромашка»"),
    ("it", "Ieri la Officine Riva S.p.A. ha chiuso.", "Officine Riva S.p.A."),
    ("nl", "Gisteren sloot het bedrijf Jansen Bouw B.V. de deuren.", "Jansen Bouw B.V."),
    ("es", "Ayer el Banco Central Europeo (BCE) subió los tipos.", "Banco Central Europeo"),
    (
        "pl",
        "Prezydent długo rozmawiał wczoraj z Tuskiem. Orlen S.A. nadal milczy w tej sprawie.",
        "Orlen S.A.",
    ),
    ("pl", "Nic więcej nie wiadomo o sprawie. Spółka Orlen S.A. nadal milczy.", "Orlen S.A."),
    (
        "da",
        "Det er der sagt nok om nu. Virksomheden Novo Nordisk A/S tier om det hele.",
        "Novo Nordisk A/S",
    ),
    (
        "pt",
        "Soube-se ontem que a Empresa Brasileira S.A. fechou as portas.",
        "Empresa Brasileira S.A.",
    ),
    ("it", "Ieri l'Università di Bologna ha aperto un centro.", "Università di Bologna"),
    ("es", "Lo dijo ayer la Audiencia Nacional en una nota.", "Audiencia Nacional"),
    ("es", "Habló el Ministerio de Defensa de Francia de ello.", "Ministerio de Defensa"),
    ("nl", "Ze werkt voor de Universiteit Leiden en thuis.", "Universiteit Leiden"),
    (
        "pl",
        "Umowę o tym podpisał wczoraj w mieście Uniwersytet Jagielloński.",
        "Uniwersytet Jagielloński",
    ),
    ("hu", "Ezt ma közölték velünk is. A Richter Gedeon Nyrt. nem kommentálta.",
     "Richter Gedeon Nyrt."),
    ("el", "Η ΔΕΗ Α.Ε. αγόρασε το πάρκο πριν από χρόνια.", "ΔΕΗ Α.Ε."),
    ("lt", "Vakar paaiškėjo, kad UAB „Statybų linija“ bankrutavo.", "UAB „Statybų linija“"),
    ("lv", "Vakar kļuva zināms, ka AS „Baltijas Ceļi” slēgta.", "AS „Baltijas Ceļi”"),
    ("bg", "Вчера стана ясно, че „Булстрой“ ЕООД затваря.", "„Булстрой“ ЕООД"),
    ("tr", "Dün bu konuda Asliye Ticaret Mahkemesi karar verdi.", "Asliye Ticaret Mahkemesi"),
    ("hu", "A Szegedi Törvényszék ma tárgyalja az ügyet.", "Szegedi Törvényszék"),
    ("pl", "Wczoraj skazał go Sąd Okręgowy, jak donosi prasa.", "Sąd Okręgowy"),
    ("ca", "Ahir ho va dir l'Ajuntament de Girona en una nota.", "Ajuntament de Girona"),
    ("el", "Το ανακοίνωσε χθες το Πανεπιστήμιο Κρήτης στον τύπο.", "Πανεπιστήμιο Κρήτης"),
    ("de", "Wie es gestern hieß, schloss die Dr. Oetker KGaA das alte Werk.", "Dr. Oetker KGaA"),
]  # fmt: skip
NOTHING = [
    ("tr", "Bu yıl Üniversitesi olmayan il kalmadı artık burada."),  # no name before the noun
    ("lt", "Vakar čia buvo „SIA“, o jis liko namie su tuo ženklu."),  # no name
    ("hu", "A Bank ma zárva van, és az Egyetem is."),
    ("es", "El hotel Universidad de Londres está cerrado."),  # a part of a longer name
    ("es", "Vive en la calle San Salvador Nuevo de aquí."),
    ("it", "La città di nizza e la nizza di ieri: Nizza."),  # small in the same text
    ("nl", "De Verenigde Burgers Van Nederland zijn er."),
    ("es", "LONDRES Y PARÍS EN GUERRA POR EL PESCADO"),  # a line of capitals has no evidence
    ("es", "Está prohibido (BCE) fumar en este banco."),  # nothing that the letters stand for
    ("fr", "Le nom est résolu par le Sender Policy Framework (SPF) ; SPF est lent."),  # a thing
    ("nl", "Dat gaat met de Logical Volume Manager (LVM), en LVM is snel."),
    ("es", "La Universidad abre mañana, y el Banco cierra ya."),  # no name behind the noun
    ("it", "Il museo d'arte apre oggi, un po' tardi."),
    ("es", "El reloj indica la hora UTC en el sistema."),
    ("ru", "Вчера весь Рим Древний был закрыт, и Марс Первый тоже."),  # names of people, too
    ("pl", "Ta Marka Nowa Polska Fala Jest Tutaj Znana."),  # every word has one
]


@pytest.mark.parametrize(("language", "text", "places"), PLACES)
def test_places_in_their_own_spelling(language: str, text: str, places: list[str]) -> None:
    """Countries and large cities, as the language writes them."""
    assert found(text, language) == [(place, "place") for place in places]


@pytest.mark.parametrize(("language", "text", "name"), ORGANIZATIONS)
def test_organizations_by_their_form(language: str, text: str, name: str) -> None:
    """A legal form before or behind a name, and a name whose acronym is defined."""
    assert (name, "organization") in found(text, language)


def test_a_person_behind_a_place_begins_with_the_given_name() -> None:
    """ "a Roma": the town has a name that people have, too."""
    text = "Il presidente ha incontrato a Roma Mario Draghi, che vive in Italia."
    assert found(text, "it")[:2] == [("Roma", "place"), ("Mario Draghi", "person")]
    text = "Wczoraj zapowiedział to w Warszawie Borys Budka, minister."
    assert found(text, "pl") == [("Warszawie", "place"), ("Borys Budka", "person")]
    assert ("Roma Visconti", "person") in found("Ieri ha parlato Roma Visconti, attrice.", "it")


LETTERS = [
    ("nl", "Met groet, Joris van Dam, Univé N.V., Zwolle, gisteren al geschreven.", "Zwolle"),
    ("ru", "С уважением, ваша фирма ООО «Северный ветер», Казань, Россия и другие.", "Казань"),
]


@pytest.mark.parametrize(("language", "text", "place"), LETTERS)
def test_a_place_behind_a_comma_begins_no_sentence(language: str, text: str, place: str) -> None:
    """After a legal form or a quotation mark."""
    assert (place, "place") in found(text, language)


def test_people_by_their_given_name() -> None:
    """A given name with what has a capital behind it; then the surname alone."""
    text = "Ayer habló Carmen Iglesias de Soto con la prensa. Según Soto, no hay plan."
    assert found(text, "es") == [("Carmen Iglesias de Soto", "person"), ("Soto", "person")]
    text = "Ayer hablaron Ana Torres y Luis Vega con la prensa de aquí."
    assert found(text, "es") == [("Ana Torres", "person"), ("Luis Vega", "person")]
    text = "Ayer habló José Ortega y Gasset con la prensa de aquí."
    assert found(text, "es") == [("José Ortega y Gasset", "person")]
    text = "Het is van Richard M. Stallman en de rest; punt M is open."
    assert found(text, "nl") == [("Richard M. Stallman", "person")]
    text = "Así lo cuenta la novela de Madeleine L'Engle, nada menos."
    assert found(text, "es") == [("Madeleine L'Engle", "person")]
    text = "L'ammiraglio è qui. L'Ammiraglio Mario Visconti ha parlato ieri."
    assert ("Mario Visconti", "person") in found(text, "it")
    text = "Вчера выступил Николай Петренко с речью."
    assert found(text, "ru") == [("Николай Петренко", "person")]


IN_CASES = [
    ("bg", "Вчера съдия Елена Георгиева прочете решението.", "Елена Георгиева"),
    ("ru", "Вчера он встретился с Антоном Силуановым в городе.", "Антоном Силуановым"),
    ("ru", "Вчера об этом говорил Антон Силуанов на встрече.", "Антон Силуанов"),
    ("uk", "Учора він довго говорив з Тарасом Мельником про це.", "Тарасом Мельником"),
    ("pl", "Wczoraj długo rozmawiał z Mateuszem Nowakiem o tym.", "Mateuszem Nowakiem"),
    ("cs", "Včera se sešel s Lukášem Novákem na náměstí.", "Lukášem Novákem"),
]


@pytest.mark.parametrize(("language", "text", "name"), IN_CASES)
def test_people_by_their_given_name_in_a_case(language: str, text: str, name: str) -> None:
    """Languages with cases change given names too; Russian has many that a short list lacks."""
    assert found(text, language) == [(name, "person")]


@pytest.mark.parametrize(("language", "text"), NOTHING)
def test_what_lists_leave_alone(language: str, text: str) -> None:
    """Parts of longer names, words that are small elsewhere, lines of capitals."""
    assert found(text, language) == []


def test_no_text_and_no_lists_give_nothing() -> None:
    """A language that no list has, an empty text, digits alone."""
    assert found("", "es") == found("123 456", "es") == found("Bonjou Pòtoprens la", "zz") == []


def test_a_place_has_its_key_in_english() -> None:
    """Documents in several languages meet: Alemania, Niemcy and Germany."""
    text = "El ministro viajó ayer a Alemania."
    names = find(text, "es", packaged())
    (entity,) = resolve_plainly(text, names, {"alemania": "germany"}).entities
    assert (entity.key, entity.name, entity.label) == ("germany", "Alemania", "place")


@pytest.mark.parametrize(
    ("language", "text", "person"),
    [
        ("ro", "Ieri seară Marcel Ionescu la Iași a vorbit mult.", "Marcel Ionescu"),
        ("cs", "Včera večer odjel Petr Novák do Prahy na jednání.", "Petr Novák"),
        ("tr", "Dün akşam Mehmet Yıldız da Ankara yolunda kaldı.", "Mehmet Yıldız"),
        ("pt", "Ontem à noite o João da Silva falou muito.", "João da Silva"),
        ("cs", "Včera večer zpíval Ludwig van Beethoven dlouho.", "Ludwig van Beethoven"),
    ],
)
def test_a_preposition_belongs_to_no_name(language: str, text: str, person: str) -> None:
    """The particles of names that are small words of the text's own language."""
    assert [surface for surface, label in found(text, language) if label == "person"] == [person]
