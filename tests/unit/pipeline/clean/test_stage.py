"""The clean stage: HTML, titles, language, what is filtered."""

from pathlib import Path

import msgspec
import pytest

from pipeline.clean import CleanStage
from pipeline.clean.language import ENGLISH as ENGLISH_GUESS
from pipeline.clean.language import ONE_LANGUAGE, identify, load
from pipeline.clean.profile import make_profile, write_profile
from pipeline.convert import ConvertStage
from pipeline.errors import ConfigurationError
from pipeline.identity import content_hash
from pipeline.records import (
    Cleaned,
    Converted,
    Document,
    Failed,
    Filtered,
    Locator,
    Mark,
    Metadata,
    Result,
    Work,
)  # fmt: skip
from pipeline.stage import run_stages

PAGE = """<!DOCTYPE html><html><head><meta charset="windows-1252"><title>The café  | Site</title>
<script>var x = 1</script></head><body><nav><a href="/">Home</a> <a href="/n">News</a></nav>
<article><h1>The café closes</h1><p>After forty years the café on the corner closes its doors for
the last time, its owner said on Friday.</p><p>Customers came to say goodbye &amp; “thank you”.</p>
</article><footer>All rights reserved.</footer></body></html>"""


def document(
    raw: str | bytes | None,
    media_type: str = "text/plain",
    title: str | None = None,
    source: str = "file:///archive/a%20name.txt",
) -> Work:
    return Work(
        Document("0" * 32, Locator(source), media_type, raw, "0" * 32, 1, Metadata(title=title))
    )


def cleaning(work: Work, stage: CleanStage | None = None) -> Result:
    """What becomes of a document that is converted and cleaned."""
    (result,) = run_stages([ConvertStage(), stage or CleanStage()], [work])
    return result


def plain_text(work: Work) -> str:
    """A converted document's text as a profile sees it."""
    (result,) = ConvertStage().process([work])
    assert isinstance(result, Work), result
    assert result.converted
    return CleanStage().plain_text(result.converted)


def clean(work: Work) -> Cleaned:
    result = cleaning(work)
    assert isinstance(result, Work), result
    assert result.cleaned is not None
    return result.cleaned


@pytest.mark.parametrize(
    "raw",
    [PAGE, PAGE.encode("cp1252"), PAGE.encode("utf-8-sig"), PAGE.encode("utf-16")],
    ids=["text", "meta", "utf-8 mark", "utf-16 mark"],
)
def test_a_page_gives_its_main_text_and_title(raw: str | bytes) -> None:
    """Navigation, scripts and footers go; the encoding is what mark or <meta> says."""
    cleaned = clean(document(raw, "text/html"))
    assert cleaned.title == "The café | Site"
    assert cleaned.text.startswith("The café closes\n\nAfter forty years")
    assert cleaned.text.endswith("goodbye & “thank you”.")
    assert "Home" not in cleaned.text


def test_markup_that_a_page_shows_is_its_text() -> None:
    """A page is parsed once: escaped tags and entities in it are words, also in its title."""
    page = (
        "<html><head><title>The &lt;img&gt; tag</title></head><body><article><p>The "
        "<code>&lt;img&gt;</code> tag and the entity <code>&amp;nbsp;</code> are older than "
        "<code>&lt;picture&gt;&lt;/picture&gt;</code> is.</p></article></body></html>"
    )
    cleaned = clean(document(page, "text/html"))
    shown = "The <img> tag and the entity &nbsp; are older than <picture></picture> is."
    assert cleaned.text == shown
    assert cleaned.title == "The <img> tag"
    assert cleaned.repairs == ()
    assert plain_text(document(page, "text/html")) == shown


def test_markup_left_in_a_text_that_is_no_page_is_still_repaired() -> None:
    """So is a title that the source gives, for a page as well."""
    cleaned = clean(document("<p>Bread &amp; butter</p>", title="Bread &amp; butter"))
    assert cleaned.text == cleaned.title == "Bread & butter"
    assert clean(document(PAGE, "text/html", title="Bread &amp; butter")).title == "Bread & butter"


def test_a_page_without_a_main_part_gives_all_its_text() -> None:
    """Where no main content is to be found, the whole page is taken."""
    cleaned = clean(document("<nav>Home</nav>", "text/html"))
    assert cleaned.text == "Home"


@pytest.mark.parametrize("as_bytes", [False, True])
def test_a_padded_page_is_a_document(as_bytes: bool) -> None:
    """Zeros that pad a page are taken out of it."""
    page = PAGE.replace("</p>", "\0" * 60 + "\n</p>").replace(
        "The café closes", "The\0 café closes"
    )
    cleaned = clean(document(page.encode("cp1252") if as_bytes else page, "text/html"))
    assert cleaned.text.startswith("The café closes\n\nAfter forty years")
    assert "\0" not in cleaned.text
    assert "\ufffd" not in cleaned.text


@pytest.mark.parametrize(
    ("raw", "media_type", "reason"),
    [
        ("", "text/plain", "empty"),
        (b"", "text/plain", "empty"),
        (b" \r\n\t\n", "text/plain", "empty"),
        ("\u200b\ufeff", "text/plain", "empty"),
        ("<html><head><title>x</title></head><body></body></html>", "text/html", "empty"),
        (b"\x00" * 64, "text/plain", "not-text"),
        (b"\x00" * 64, "text/html", "not-text"),
        ("\x00\x01\x02", "text/plain", "not-text"),
    ],
)
def test_documents_without_text_are_filtered(
    raw: str | bytes, media_type: str, reason: str
) -> None:
    """What holds no text leaves with a reason."""
    assert cleaning(document(raw, media_type)) == Filtered(reason)


def test_a_document_without_raw_content_fails_alone() -> None:
    """A source that gave nothing to convert is a failure with a message, not a crash."""
    failed, cleaned = run_stages([ConvertStage(), CleanStage()], [document(None), document("text")])
    assert isinstance(failed, Failed)
    assert failed.stage == "convert"
    assert isinstance(cleaned, Work)
    (failed,) = CleanStage().process([document("text")])
    assert isinstance(failed, Failed)
    assert "the stage convert gives it" in failed.message


@pytest.mark.parametrize(
    ("raw", "title", "expected"),
    [
        ("Text.", " Given\n title ", "Given title"),
        ("Text.", "\u200b ", "Text."),
        ("A headline\n\nThe body.", None, "A headline"),
        ("A headline.\n\nThe body.", None, "A headline."),
        ("A headline\nThe body.", None, "A headline"),
        ("One sentence.\nAnother one.", None, "One sentence. Another one."),
        ("Just one line", None, "Just one line"),
        ("word " * 50, None, ("word " * 16).strip()),
        ("x" * 300, None, "x" * 80),
        ("---", None, "a name.txt"),
    ],
)
def test_every_document_has_a_title(raw: str, title: str | None, expected: str) -> None:
    """The source's title, else the first line, else the beginning, else the file's name."""
    cleaned = clean(document(raw, title=title))
    assert cleaned.title == expected


def test_without_words_or_file_name_the_text_is_the_title() -> None:
    """A title there is, even for dashes from nowhere."""
    assert clean(document("---", source="")).title == "---"


def test_a_title_found_in_the_text_stays_in_it() -> None:
    """The title is copied out of the text, not cut out."""
    cleaned = clean(document("A headline\n\nThe body."))
    assert cleaned.text == "A headline\n\nThe body."
    assert cleaned.content_hash == content_hash(cleaned.text)


def test_repairs_are_kept() -> None:
    """The clean record says what was repaired."""
    assert [r.name for r in clean(document("clichÃ©")).repairs] == ["encoding"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The president said on Friday that talks would go on until the end of May.", "en"),
        ("Le président a déclaré vendredi que les négociations allaient continuer.", "fr"),
        ("Президент заявил в пятницу, что переговоры будут продолжены до конца мая.", "ru"),
        ("総理大臣は今日、東京で記者会見を開き、新しい経済政策について説明しました。", "ja"),
        ("NATO", "und"),
        ("Vladimir Putin", "und"),
        ("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20", "und"),
    ],
)
def test_language_is_found_or_left_open(text: str, language: str) -> None:
    """Sentences have a language; a word or two are not guessed at."""
    assert identify(text).language == language


ENGLISH = "The president said on Friday that talks would go on until the end of May. "
FRENCH = "Le président a déclaré vendredi que les négociations allaient continuer en mai. "


def test_english_words_decide_only_at_both_ends() -> None:
    """A French text that names an English book is French; English needs no model to be found."""
    book = "The Man That Was Thursday and the Ball That They Said Would Have Been "
    assert identify(book + FRENCH * 9).language == "fr"
    assert identify(FRENCH * 9 + book).language == "fr"
    plain = "This is what they said about the war and that it would have been over by then. "
    assert identify(plain * 9) == ENGLISH_GUESS


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("从法国到中国的机票为4500元。", "zh"),
        ("合計3,980円です", "ja"),
        ("합계 28,500원", "ko"),
        ("Σύνολο: 25 €", "el"),
        ("סה״כ 40 ש״ח", "he"),
        ("合計 3,980", "und"),
        ("α + β = γ", "und"),
        ("OK 计", "und"),
        ("Итого 25", "und"),
    ],
)
def test_letters_of_one_language_show_it_in_short_texts(text: str, language: str) -> None:
    """Han that Japanese has too, Cyrillic and formulas show none."""
    assert identify(text).language == language


def test_a_text_in_two_languages_is_undetermined() -> None:
    """No language is said where a text begins in one and ends in another; half a one is enough."""
    assert identify(ENGLISH * 5 + FRENCH * 5).language == "und"
    names = "Aas, Bo, Cech, Duff, Eze, Foy, Gil, Hue, Ince, Jol, Keo, Luz, Mba, Nwa, Oz, Pu. "
    assert identify(ENGLISH * 5 + names * 5).language == "en"
    assert identify(ENGLISH * 9).confidence > 0.9


@pytest.mark.parametrize(
    "text",
    [
        "Poštovana Milice, molim Vas da uplatite 14.500 dinara do 25. maja 2024. godine.",
        "Mećava je zatvorila put između Užica i Zlatibora, kaže vozač Slobodan Mitrović.",
    ],
)
def test_standards_of_one_language_share_its_probability(text: str) -> None:
    """Serbian in Latin letters has a language, though none of the standards is likely alone."""
    assert load().classify(text)[0] == "und"
    assert identify(text).language in ONE_LANGUAGE
    croatian = "Vijeće je u utorak odlučilo da će se škola graditi tijekom sljedećega tjedna. "
    serbian = "Savet je u utorak odlučio da će se škola graditi tokom sledeće nedelje, reče on. "
    assert identify(croatian * 4 + serbian * 4).language in ONE_LANGUAGE
    slovene = "Ali je nevidni znak nastavljen"
    assert identify(slovene).language == "und"


def test_a_change_of_language_between_paragraphs_is_seen() -> None:
    """A last paragraph is read without the end of the one before, which is in another language."""
    german = "Der Hafenrat von Kiel tagte am Dienstag und stimmte dem Plan mit Mehrheit zu. "
    spanish = "La junta del puerto se reunió el martes, y su presidenta dijo que el plan costará "
    text = f"{german * 3}\n\n{ENGLISH * 2}\n\n{spanish}42 millones de euros en tres años."
    assert identify(text).language == "und"
    assert identify(f"{german * 3}\n\n{german * 2}").language == "de"


def test_a_title_alone_is_a_document() -> None:
    """A record without a text is found by the words of its title; a blank title is nothing."""
    cleaned = clean(document(" \n", title="Bulls &amp; Bears win 101-99"))
    assert (cleaned.title, cleaned.text) == ("Bulls & Bears win 101-99",) * 2
    assert cleaning(document("", title=" ")) == Filtered("empty")


def test_what_cleaning_found_out_is_kept() -> None:
    """Credit, signals and the language's confidence stand in the clean record."""
    cleaned = clean(document(f"A title\n\n{ENGLISH}\n\n(With information from Some Agency)"))
    assert cleaned.credit == "Some Agency"
    assert cleaned.text.endswith("\n\n(With information from Some Agency)")
    assert [(mark.kind, cleaned.text[mark.start]) for mark in cleaned.marks] == [("credit", "(")]
    assert cleaned.language_confidence > 0.9
    assert cleaned.signals["words"] == 22
    assert cleaned.repair_counts == {}
    assert clean(document(ENGLISH)).credit is None


def test_repairs_and_filters_are_options() -> None:
    """They change what comes out, and the fingerprint with it."""
    short = CleanStage(filters={"words": [5, None]})
    assert cleaning(document("Too short."), short) == Filtered("words")
    result = cleaning(document("clichÃ©\u200b"), CleanStage(repairs=["nfc"]))
    assert isinstance(result, Work)
    assert result.cleaned is not None
    assert result.cleaned.text == "clichÃ©\u200b"
    stages = [
        CleanStage(), CleanStage(repairs=["nfc"]), CleanStage(policy="gopher"),
        CleanStage(filters={"words": [5, None]}),
    ]  # fmt: skip
    assert len({stage.fingerprint for stage in stages}) == len(stages)


def test_sets_of_repairs_take_away_more_and_more() -> None:
    """`none` leaves all but what cannot be kept, `safe` marks, `all` removes; each is its own."""
    text = f"{ENGLISH}\n\nclichÃ©\ud800 govern-\nment\n\n{ENGLISH}\n\nSource: Some Agency"
    stages = {name: CleanStage(repairs=name) for name in ("none", "safe", "all")}
    made = {}
    for name, stage in stages.items():
        result = cleaning(document(text), stage)
        assert isinstance(result, Work)
        assert result.cleaned is not None
        assert result.cleaned.reversal.undo(result.cleaned.text) == text
        made[name] = result.cleaned
    assert made["none"].text == text.replace("\ud800", "\ufffd").replace(" \n", "\n")
    assert made["none"].repair_words == {}
    assert "cliché" in made["safe"].text
    assert made["safe"].repair_words == {"encoding": 1, "hyphenation": 2}
    assert made["safe"].text.endswith("Some Agency")
    assert made["all"].text == made["safe"].text.removesuffix("\n\nSource: Some Agency")
    assert made["all"].repair_words == {"encoding": 1, "hyphenation": 2, "credit": 3}
    assert made["all"].credit == made["safe"].credit == "Some Agency"
    assert len({stage.fingerprint for stage in stages.values()}) == 3
    assert stages["safe"].fingerprint == CleanStage().fingerprint
    with pytest.raises(ConfigurationError, match="none, safe, all"):
        CleanStage(repairs="some")


@pytest.fixture
def profile(tmp_path: Path) -> str:
    """The file of a profile."""
    path = tmp_path / "some.profile"
    write_profile(make_profile(["One text.", "Another text."]), path)
    return str(path)


def test_a_given_profile_is_part_of_the_fingerprint(profile: str, tmp_path: Path) -> None:
    """By its content, not by its path; a learnt one is not, and steps back behind a given one."""
    moved = tmp_path / "moved.profile"
    moved.write_bytes(Path(profile).read_bytes())
    other = tmp_path / "other.profile"
    write_profile(make_profile(["Something else."]), other)
    given = CleanStage(profile=profile).fingerprint
    assert given == CleanStage(profile=str(moved), learned_profile=str(other)).fingerprint
    assert given != CleanStage(profile=str(other)).fingerprint
    assert given != CleanStage().fingerprint
    assert CleanStage(learned_profile=profile).fingerprint == CleanStage().fingerprint


def test_a_wrong_profile_is_refused_at_once(tmp_path: Path) -> None:
    """A file that is no profile raises before any document is cleaned."""
    wrong = tmp_path / "wrong.profile"
    wrong.write_text("[taxonomy]", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="is no profile"):
        CleanStage(profile=str(wrong))
    with pytest.raises(ConfigurationError, match="is no profile"):
        CleanStage(learned_profile=str(wrong))


@pytest.mark.parametrize(
    ("work", "text"),
    [
        (document("A te\u00adxt."), "A text."),
        (document("Ein Flüßchen".encode()), "Ein Flüßchen"),
    ],
)
def test_profiles_are_made_of_plain_text(work: Work, text: str) -> None:
    """Decoded and cheaply repaired."""
    assert plain_text(work) == text


def test_a_page_is_read_for_a_profile() -> None:
    """Pages give their main text."""
    assert plain_text(document(PAGE, "text/html")).startswith("The café")


def test_the_encoding_of_a_record_is_that_of_its_file() -> None:
    """Its text came decoded; what the source says of it travels on."""
    work = document("Grüße aus Köln.")
    told = msgspec.structs.replace(work.document, encoding="cp1252", replaced_bytes=2)
    cleaned = clean(work.evolve(document=told))
    assert (cleaned.encoding, cleaned.replaced_bytes) == ("cp1252", 2)
    assert clean(document("Grüße".encode())).encoding == "utf-8"


def test_pages_and_marks_move_with_the_text() -> None:
    """What the converter knew of places is told of the clean text; what is empty then is gone."""
    text = "  A te\u00adxt.   \n\nPage two be\u00adgins.\n\n> quoted\u200b words\n\n\u200b\u200b"
    second, quoted = text.index("Page"), text.index(">")
    marks = (
        Mark("quoted", quoted, len(text) - 4, "a reply"),
        Mark("signature", len(text) - 2, len(text)),
        Mark("passed-over", len(text), len(text), "pages behind the limit"),
    )
    converted = Converted(text, marks=marks, pages=(0, second))
    (result,) = CleanStage().process([document(None).evolve(converted=converted)])
    assert isinstance(result, Work)
    cleaned = result.cleaned
    assert cleaned
    assert cleaned.text == "A text.\n\nPage two begins.\n\n> quoted words"
    assert [cleaned.text[page : page + 4] for page in cleaned.pages] == ["A te", "Page"]
    mark, at_end = cleaned.marks
    assert (mark.kind, mark.evidence) == ("quoted", "a reply")
    assert (at_end.kind, at_end.start) == ("passed-over", len(cleaned.text))
    assert cleaned.text[mark.start : mark.end] == "> quoted words"
