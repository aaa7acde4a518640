"""Pages are decoded by what they show: styles and scripts speak for no script of letters."""

import pytest

from pipeline.convert.page import decode_page
from tests.harness.growth import grows_with_size

STYLE = "".join(
    f"div.column-{number} > a:hover {{ font-family: Verdana; background: url('left.png'); }}\n"
    for number in range(60)
)
SHOWN = [
    ("cp1251", "Правительство сообщило сегодня, что мост закроют на ремонт весной."),
    ("koi8-r", "Правительство сообщило сегодня, что мост закроют на ремонт весной."),
    ("cp1253", "Η κυβέρνηση ανακοίνωσε σήμερα ότι η γέφυρα θα κλείσει για επισκευές."),
    ("cp1255", "הממשלה הודיעה היום כי הגשר ייסגר לתיקונים באביב."),
    ("iso8859-6", "أعلنت الحكومة اليوم أن الجسر سيغلق للإصلاح في الربيع."),
    ("iso8859-2", "Rząd ogłosił dziś, że most zostanie zamknięty wiosną na czas remontu."),
    ("cp1252", "Die Brücke schließt im Frühling für Reparaturen, müde Männer prüfen sie."),
    ("cp874", "รัฐบาลประกาศวันนี้ว่าสะพานจะปิดซ่อมในฤดูใบไม้ผลิ"),
    ("cp932", "政府は本日、橋を春に修理のため閉鎖すると発表した。"),
]


@pytest.mark.parametrize(("encoding", "shown"), SHOWN)
def test_styles_scripts_comments_and_entities_do_not_count(encoding: str, shown: str) -> None:
    """A page in an older encoding, with more Latin words around its text than in it."""
    page = (
        f"<html><head><style>{STYLE}</style><SCRIPT>{STYLE}</SCRIPT><!-- {STYLE} --></head>"
        f"<body><p>&quot;{shown}&quot;&nbsp;{shown}</body></html>"
    )
    decoded = decode_page(page.encode(encoding))
    assert decoded
    assert decoded.text == page


@pytest.mark.parametrize("piece", ["", "<style>", "<!--", "<script></script>"])
def test_what_is_only_in_a_script_keeps_its_encoding(piece: str) -> None:
    """Nothing that is shown tells of it; a style that does not end hides the rest."""
    page = f"<p>plain words</p><script>say('Brücke über den Fluß, müde Männer')</script>{piece}"
    decoded = decode_page(page.encode("cp1252"))
    assert decoded
    assert (decoded.text, decoded.encoding) == (page, "cp1252")


@pytest.mark.parametrize(
    "piece", ["<style>", "<!--", "<script></script>", "&a;", "<style></script"]
)
def test_tags_that_do_not_end_take_linear_time(piece: str) -> None:
    """However many there are."""
    text = "Правительство сообщило ".encode("cp1251")
    assert grows_with_size(lambda size: decode_page(text * 20 + piece.encode() * size), 4_000)
