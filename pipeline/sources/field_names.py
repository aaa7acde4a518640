"""Which field of a record means what, by its name: in any case and spelling, in many languages."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice

# What stands in for a text where there is none; such a field may speak of a whole file.
STAND_INS = (
    "leadparagraph", "description", "descriptiontext", "summary", "abstract", "abstracttext",
    "excerpt", "snippet", "lead", "resume", "beschreibung", "zusammenfassung", "descripcion",
    "resumen", "descricao", "resumo", "descrizione", "sommario", "opis", "popis",
    "samenvatting", "beskrivning", "sammanfattning", "beskrivelse", "kuvaus", "описание",
    "опис", "ozet", "aciklama", "περιγραφη", "摘要", "概要", "요약", "الوصف", "ملخص",
    "desc", "narrative", "comment", "remarks", "notes", "note", "caption",
    "answer", "response", "completion", "context",
)  # fmt: skip
# What is a title only where nothing else is.
_WEAK_TITLES = ("name",)
# Better names come first. They are compared as `fold_name` makes them. They are
# those of feeds (RSS, Atom), schema.org, NewsML-G2's JSON, Dublin Core, exports of MongoDB and
# Elasticsearch, data sets of news, and their plain words in languages that docmill reads.
MEANINGS: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "body", "content", "fulltext", "articletext", "articlebody", "bodytext",
        "textbody", "contenttext", "textcontent", "maintext", "maincontent", "plaintext",
        "storytext", "storybody", "posttext", "postbody", "messagetext", "messagebody",
        "documenttext", "documentbody", "rawtext", "cleantext", "contentencoded", "articlecontent",
        "bodyhtml", "contenthtml", "htmlbody", "htmlcontent", "texthtml", "html", "bodyxhtml",
        "htmlwithcitations", "contents", "cooked",
        "selftext", "article", "story", "message", "transcript", "transcription", "paragraphs",
        "sections", "chapters", "blocks", "extract",
        "texte", "contenu", "corps", "inhalt", "volltext", "artikeltext", "texto", "contenido",
        "cuerpo", "conteudo", "corpo", "testo", "contenuto", "tekst", "inhoud", "tresc",
        "innehall", "brodtext", "indhold", "brodtekst", "innhold", "sisalto", "teksti", "sadrzaj",
        "obsah", "continut", "szoveg", "tartalom", "текст", "содержание", "содержимое", "зміст",
        "вміст", "съдържание", "садржај", "metin", "icerik", "κειμενο", "περιεχομενο", "正文",
        "内容", "內容", "全文", "本文", "본문", "내용", "نص", "النص", "المحتوى", "متن", "טקסט",
        "תוכן", "noidung", "isi", "konten", "kandungan", "เนื้อหา", "सामग्री", "বিষয়বস্তু", "besedilo",
        "vsebina", "sisu", "teksts", "saturs", "tekstas", "turinys", "contingut", "permbajtja",
        *STAND_INS,
    ),
    "title": (
        "title", "headline", "articletitle", "webtitle", "heading", "subject", "subjectline",
        "dctitle", "ogtitle", "hed",
        "titre", "titel", "ueberschrift", "uberschrift", "schlagzeile", "titulo", "titular",
        "titolo", "kop", "tytul", "naglowek", "rubrik", "overskrift", "otsikko", "naslov",
        "nadpis", "titulek", "nazev", "nazov", "titlu", "cim", "baslik", "τιτλος", "заголовок",
        "название", "назва", "заглавие", "наслов", "标题", "標題", "题目", "题名", "題名",
        "タイトル", "見出し", "件名", "제목", "العنوان", "عنوان", "כותרת",
        "tieude", "judul", "tajuk", "ชื่อเรื่อง", "หัวข้อ", "शीर्षक", "শিরোনাম", "pealkiri", "virsraksts",
        "antraste", "pavadinimas", "titol", "titulli", *_WEAK_TITLES,
    ),
    "author": (
        "author", "authors", "byline", "creator", "dccreator", "writer", "reporter", "authorname",
        "auteur", "auteurs", "autor", "autoren", "autores", "autore", "autori", "verfasser",
        "forfatter", "forfattare", "kirjoittaja", "szerzo", "yazar", "συγγραφεας", "автор",
        "аутор", "作者", "记者", "著者", "筆者", "저자", "기자", "الكاتب", "المؤلف", "نویسنده",
        "מחבר", "from", "sender", "sendername", "absender", "expediteur", "remitente", "mittente",
    ),
    "published": (
        "published", "publishedat", "publishedon", "publishdate", "publisheddate", "datepublish",
        "publicationdate", "datepublished", "pubdate", "date", "datetime", "timestamp",
        "dcdate", "webpublicationdate", "firstpublished", "issued", "posted", "postedat", "sent",
        "datum", "veroeffentlicht", "veroffentlicht", "datepublication", "fecha",
        "fechapublicacion", "data", "datapublicacao", "datapubblicazione", "datapublikacji",
        "publicerad", "publicerat", "publiceret", "publisert", "gepubliceerd", "publie",
        "publicado", "publicada", "pubblicato", "opublikowano", "publikovano", "vydano",
        "megjelent", "julkaistu", "опубликовано", "опубліковано", "veroffentlichungsdatum",
        "veroeffentlichungsdatum", "erscheinungsdatum",
        "publikationsdatum", "publicatiedatum", "publiceringsdatum", "udgivelsesdato",
        "publiseringsdato", "julkaisupaiva", "datumvydani", "datumobjave", "datapublicarii",
        "датапубликации", "датапублікації", "датапубликуване", "yayintarihi", "发布日期",
        "发布时间", "发表时间", "公開日", "発行日", "게시일", "작성일", "تاريخالنشر",
        "dato", "paivamaara", "tarih", "ημερομηνια", "дата", "датум", "日期", "时间", "日付",
        "날짜", "التاريخ", "تاريخ", "تاریخ", "תאריך", "ngaydang", "tanggal", "tarikh", "วันที่",
        "दिनांक", "तारीख", "তারিখ", "kuupaev", "datums", "releasedate", "ts",
        "created", "createdat", "createdtimestamp", "datecreated", "creationdate", "versioncreated",
        "createddate", "seendate", "createtimestamp", "creationtimestamp", "createtime",
        "originalarrivaltime", "erstellt", "time", "publicationyear", "year",
    ),
    "url": (
        "htmlurl", "url", "link", "href", "weburl", "permalink", "canonical", "canonicalurl",
        "articleurl", "sourceurl", "pageurl", "lien", "enlace", "ссылка", "titleurl",
    ),
    "id": ("id", "docid", "documentid", "articleid", "uuid", "guid", "identifier"),
    "media_type": ("mediatype", "contenttype", "mimetype"),
}  # fmt: skip
# Objects that hold the document's own fields. Below any other, a field is about something else:
# `source.name` is no title, `user.id` not the document's id.
_HOLDERS = frozenset({
    "article", "attributes", "body", "comment", "content", "data", "doc", "document", "email",
    "entry", "fields", "item", "mail", "message", "meta", "metadata", "node", "object", "page",
    "payload", "post", "properties", "record", "result", "review", "source", "status", "story",
    "stringmapdata", "tweet",
})  # fmt: skip
# Members of an object that is a value with its form: WordPress, NYT, MongoDB, XML made JSON.
_WRAPPERS = ("$date", "$oid", "$numberLong", "rendered", "main", "original", "#text", "$t", "text",
             "value", "name", "timestamp")  # fmt: skip
# Words of a name that do not alter what it means: `full_text`, `id_str`, "Cuerpo de la noticia".
_SMALL = frozenset({
    "a", "an", "and", "at", "by", "for", "in", "of", "on", "the", "to", "str", "utc", "gmt",
    "time", "iso", "ms", "usec", "value", "full", "raw", "clean", "cleaned", "plain", "main",
    "original",
    "complete", "de", "del", "della", "dello", "di", "la", "le", "les", "el", "los", "las", "il",
    "lo", "l", "du", "des", "d", "da", "das", "do", "dos", "der", "die", "den", "dem", "van",
    "het", "en", "na", "o", "u", "w", "z", "ze", "dc", "dcterms", "og", "schema", "atom", "rss",
    "fr", "es", "it", "nl", "pl", "ru", "uk", "tika", "metadata",
})  # fmt: skip
# The document itself, whose field it then is: `article_date`, `newsTitle`, "Текст статьи".
_THINGS = (
    "article", "articles", "story", "news", "post", "document", "doc", "item", "entry", "record",
    "page", "message", "email", "mail", "tweet", "review", "comment", "speech",
    "artikel", "artikels", "beitrag", "beitrags", "nachricht", "nachrichten", "meldung",
    "dokument", "dokuments", "dokumenten", "actualite", "noticia", "articulo", "documento",
    "artigo", "materia", "articolo", "notizia", "artykul", "artykulu", "wiadomosci", "dokumentu",
    "clanku", "clanka", "zpravy", "bericht", "artikkel", "artikkelin", "uutisen", "cikk",
    "haber", "makale", "статья", "статьи", "новость", "новости", "документ", "документа",
    "сообщения", "статті", "новини", "文章", "新闻", "新聞", "記事", "기사",
)  # fmt: skip
# With which the name of a text may end, if nothing else is one: "Consumer complaint narrative".
_ENDS = ("text", "narrative")
_SOME_TEXT = "…text"  # what such a name means; no name is folded to it
_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])|[\W_]+")
# Letters that have no accent to lose in Unicode's eyes.
_PLAIN_LETTERS = str.maketrans("łøđıæœ", "lodiao")
DEEPEST = 3  # levels of objects in which fields are looked for
MOST_FIELDS = 200  # of a record that are looked at
LONGEST_NAME = 200  # characters; of a longer name nothing is taken away
_HTML_NAME = re.compile("html(?:body|content|withcitations)?$")
Path = tuple[str, ...]
# The names of an object's fields, and the shapes of the objects in it that hold such fields.
Shape = tuple[Path, tuple[tuple[str, "Shape"], ...]]


def fold_name(name: str) -> str:
    """A field's name as names are compared: `Article Text`, `article_text`, `ARTICLE-TEXT`."""
    plain = unicodedata.normalize("NFKD", name.casefold()).translate(_PLAIN_LETTERS)
    # Syllables of Korean are made of parts as accented letters are, and stay whole.
    return unicodedata.normalize("NFC", "".join(filter(str.isalnum, plain)))


@lru_cache(maxsize=4096)
def _forms(name: str) -> tuple[str, tuple[str, ...]]:
    """A name folded, and what is left of it without what does not alter its meaning."""
    folded = fold_name(name)
    if len(folded) > LONGEST_NAME:
        return folded, ()
    words = [fold_name(word) for word in _WORD.split(name)]
    left = "".join(word for word in words if word not in _SMALL)
    of, to = _OF_A_THING.fullmatch(left), _TO_A_THING.fullmatch(left)
    local = fold_name(name.rpartition(":")[2])  # in the vocabulary before it: X-TIKA:content
    some_text = _SOME_TEXT if len(words) > 1 and words[-1] in _ENDS else None
    forms = (left, of and of[1], to and to[1], local, some_text)
    return folded, tuple(form for form in forms if form and form not in _WEAK_TITLES)


@lru_cache(maxsize=1024)
def says_html(path: Path) -> bool:
    """Whether a field's name says that its text is HTML."""
    return _HTML_NAME.search(fold_name(path[-1])) is not None


def fields_of(record: Mapping[str, object]) -> Mapping[str, list[Path]]:
    """By meaning, the fields that may have it, the most likely first."""
    names = _names(record)
    holders, plain = _known(names)
    for name in holders:
        if isinstance(record[name], dict):
            return _ranked(_shape(record, DEEPEST))
    return plain


def value_at(record: Mapping[str, object], path: Path) -> object:
    """What stands at a path; None where nothing does."""
    if len(path) == 1:
        return record.get(path[0])
    found: object = record
    for part in path:
        if not isinstance(found, dict):
            return None
        found = found.get(part)
    return found


def unwrapped(value: object) -> object:
    """The value in an object that only gives it a form, as `{"$date": …}` or `{"rendered": …}`."""
    for _ in range(DEEPEST):  # {"$date": {"$numberLong": …}}
        if not isinstance(value, dict):
            break
        value = next((value[name] for name in _WRAPPERS if name in value), None)
    return value


def named_path(record: Mapping[str, object], name: str) -> Path:
    """The path that a user's name for a field means: a field of that name, or `a.b.c`."""
    return (name,) if name in record else tuple(name.split("."))


def _names(record: Mapping[str, object]) -> Path:
    # Of an object of a million names, no more than is looked at.
    return tuple(record) if len(record) <= MOST_FIELDS else tuple(islice(record, MOST_FIELDS))


def _shape(record: Mapping[str, object], depth: int) -> Shape:
    names = _names(record)
    inner: list[tuple[str, Shape]] = []
    if depth > 1:
        for name in _holders(names):
            value = record[name]
            if isinstance(value, dict):
                inner.append((name, _shape(value, depth - 1)))
    return names, tuple(inner)


@lru_cache(maxsize=1024)
def _known(names: Path) -> tuple[Path, Mapping[str, list[Path]]]:
    """Which of these fields may hold others; what the fields mean where none does."""
    return _holders(names), _ranked((names, ()))


@lru_cache(maxsize=1024)
def _holders(names: Path) -> Path:
    # What an object holds alone is what it is for: {"messageCreate": {…}}.
    return tuple(name for name in names if len(names) == 1 or fold_name(name) in _HOLDERS)


def _paths(shape: Shape) -> Iterator[Path]:
    """The paths of all fields, those of one level before those below."""
    level: list[tuple[Path, Shape]] = [((), shape)]
    while level:
        below: list[tuple[Path, Shape]] = []
        for above, (names, inner) in level:
            yield from ((*above, name) for name in names)
            below += [((*above, name), held) for name, held in inner]
        level = below


@lru_cache(maxsize=1024)
def _ranked(shape: Shape) -> Mapping[str, list[Path]]:
    # Records of one file have the same fields, so that this is asked once for each set of them.
    paths = list(islice(_paths(shape), MOST_FIELDS))
    forms = [_forms(path[-1]) for path in paths]
    found: dict[str, list[Path]] = {}
    for meaning, ranks in _RANKS.items():
        ranked: list[tuple[bool, int, bool, int, int]] = []
        for place, (path, (name, rest)) in enumerate(zip(paths, forms, strict=True)):
            plain = next((form for form in (name, *rest) if form in ranks), None)
            if plain is not None:
                is_last = plain in _LAST
                ranked.append((is_last, len(path), plain != name, ranks[plain], place))
        found[meaning] = [paths[place] for *_, place in sorted(ranked)]
    return found


def _folded(names: Iterable[str]) -> list[str]:
    return [fold_name(name) for name in names]


_LAST = frozenset(
    (*_folded((*STAND_INS, *_WEAK_TITLES)), _SOME_TEXT)
)  # in any object, behind all others
_THING = "|".join(sorted(_folded(_THINGS), key=len, reverse=True))
_OF_A_THING = re.compile(f"(?:{_THING})(.+)")
_TO_A_THING = re.compile(f"(.+?)(?:{_THING})")
_RANKS: dict[str, dict[str, int]] = {
    meaning: {name: rank for rank, name in reversed(list(enumerate(_folded(names))))}
    for meaning, names in MEANINGS.items()
}
_RANKS["text"][_SOME_TEXT] = len(MEANINGS["text"])
KNOWN_NAMES = frozenset(name for ranks in _RANKS.values() for name in ranks)  # folded
