"""Which field of a record means what, by its name: in any case and spelling, in ten languages."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice

# What stands in for a text where there is none; such a field may speak of a whole file.
STAND_INS = (
    "description", "descriptiontext", "summary", "abstract", "excerpt", "snippet", "lead",
    "resume", "beschreibung", "zusammenfassung", "descripcion", "resumen", "descricao",
    "resumo", "descrizione", "sommario", "описание",
)  # fmt: skip
# The names are folded: small letters and digits, no accents. Better names come first. They are
# those of feeds (RSS, Atom), schema.org, NewsML-G2's JSON, Dublin Core, exports of MongoDB and
# Elasticsearch, data sets of news, and their plain words in docmill's languages.
MEANINGS: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "body", "content", "fulltext", "articletext", "articlebody", "bodytext",
        "textbody", "contenttext", "textcontent", "maintext", "maincontent", "plaintext",
        "storytext", "storybody", "posttext", "postbody", "messagetext", "messagebody",
        "documenttext", "documentbody", "rawtext", "cleantext", "contentencoded", "articlecontent",
        "bodyhtml", "contenthtml", "htmlbody", "htmlcontent", "texthtml", "html", "bodyxhtml",
        "article", "story", "message", "transcript", "transcription", "paragraphs",
        "texte", "contenu", "corps", "inhalt", "volltext", "artikeltext", "texto", "contenido",
        "cuerpo", "conteudo", "corpo", "testo", "contenuto", "tekst", "inhoud", "tresc",
        "innehall", "indhold", "innhold", "sisalto", "teksti", "sadrzaj", "текст", "содержание",
        "содержимое", "зміст", "metin", "icerik", "正文", "内容", "內容", "本文", "본문", "내용",
        "نص", "النص", "المحتوى",
        *STAND_INS,
    ),
    "title": (
        "title", "headline", "articletitle", "heading", "subject", "subjectline", "dctitle",
        "ogtitle", "hed",
        "titre", "titel", "ueberschrift", "uberschrift", "schlagzeile", "titulo", "titular",
        "titolo", "kop", "tytul", "rubrik", "overskrift", "otsikko", "naslov", "nadpis",
        "заголовок", "название", "назва", "name",
    ),
    "author": (
        "author", "authors", "byline", "creator", "dccreator", "writer", "reporter", "authorname",
        "auteur", "auteurs", "autor", "autoren", "autores", "autore", "autori", "verfasser",
        "forfatter", "forfattare", "kirjoittaja", "автор", "from", "sender",
    ),
    "published": (
        "published", "publishedat", "publishedon", "publishdate", "publisheddate",
        "publicationdate", "datepublished", "pubdate", "date", "datetime", "timestamp",
        "dcdate", "webpublicationdate", "firstpublished", "issued", "posted", "postedat", "sent",
        "datum", "veroeffentlicht", "veroffentlicht", "datepublication", "fecha",
        "fechapublicacion", "data", "datapublicacao", "dato", "paivamaara", "дата",
        "created", "createdat", "datecreated", "versioncreated",
    ),
    "url": (
        "url", "link", "href", "weburl", "permalink", "canonical", "canonicalurl", "articleurl",
        "sourceurl", "pageurl", "lien", "enlace", "ссылка",
    ),
    "id": ("id", "docid", "documentid", "articleid", "uuid", "guid", "identifier"),
    "media_type": ("mediatype", "contenttype", "mimetype"),
}  # fmt: skip
# Objects that hold the document's own fields. Below any other, a field is about something else:
# `source.name` is no title, `user.id` not the document's id.
_HOLDERS = frozenset({
    "article", "attributes", "body", "content", "data", "doc", "document", "entry", "fields",
    "item", "meta", "metadata", "node", "page", "payload", "post", "properties", "record", "result",
    "source", "story",
})  # fmt: skip
# Members of an object that is a value with its form: WordPress, NYT, MongoDB, XML made JSON.
_WRAPPERS = ("$date", "$oid", "$numberLong", "rendered", "main", "original", "#text", "$t", "text",
             "value", "name")  # fmt: skip
DEEPEST = 3  # levels of objects in which fields are looked for
MOST_FIELDS = 200  # of a record that are looked at
_HTML_NAME = re.compile("html(?:body|content)?$")
Path = tuple[str, ...]
# The names of an object's fields, and the shapes of the objects in it that hold such fields.
Shape = tuple[Path, tuple[tuple[str, "Shape"], ...]]


def fold_name(name: str) -> str:
    """A field's name as names are compared: `Article Text`, `article_text`, `ARTICLE-TEXT`."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(filter(str.isalnum, plain))


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
    if isinstance(value, dict):
        return next((value[name] for name in _WRAPPERS if name in value), None)
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
    return tuple(name for name in names if fold_name(name) in _HOLDERS)


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
    folded = [fold_name(path[-1]) for path in paths]
    found: dict[str, list[Path]] = {}
    for meaning, ranks in _RANKS.items():
        ranked = sorted(
            (len(path), ranks[name], place)
            for place, (path, name) in enumerate(zip(paths, folded, strict=True))
            if name in ranks
        )
        found[meaning] = [paths[place] for _, _, place in ranked]
    return found


KNOWN_NAMES = frozenset(name for names in MEANINGS.values() for name in names)  # folded
_RANKS: dict[str, dict[str, int]] = {
    meaning: {name: rank for rank, name in reversed(list(enumerate(names)))}
    for meaning, names in MEANINGS.items()
}
