"""Encodings: found by evidence, binary data refused."""

import codecs
import gzip
import random
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.convert.page import decode_page
from pipeline.encoding import decode as decoded
from pipeline.encoding import is_text
from pipeline.encoding.names import python_name


def decode(data: bytes) -> str | None:
    """The text alone."""
    found = decoded(data)
    return found.text if found else None


FRENCH = "Où sont passés les élèves ? Ça va être très difficile, a déclaré le président."
POLISH = "Minister powiedział, że żadne rozmowy się nie odbędą, a źródła mówią inaczej."
RUSSIAN = "Президент заявил, что переговоры о мире продолжаются, но результатов пока нет."
JAPANESE = "総理大臣は今日、東京で記者会見を開き、新しい経済政策について説明しました。"
KOREAN = "대한민국 대통령은 오늘 서울에서 기자회견을 열고 새로운 경제 정책을 설명했다."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "utf-8"),
        (FRENCH, "utf-8-sig"),
        (FRENCH, "utf-16"),
        (FRENCH, "utf-16-le"),
        (FRENCH, "utf-16-be"),
        (FRENCH, "utf-32"),
        (FRENCH, "cp1252"),
        (FRENCH, "latin-1"),
        ("Café", "latin-1"),
        ("It cost £6 million.", "cp1252"),
        (POLISH, "cp1250"),
        (POLISH, "iso8859-2"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (KOREAN, "euc_kr"),
    ],
)
def test_encodings_are_found(text: str, encoding: str) -> None:
    """Text is found again in the encodings that archives hold."""
    assert decode(text.encode(encoding)) == text


GERMAN = "Größere Schäden gab es nicht, sagte die Behörde für Straßen und Brücken."
CZECH = "Příští týden začne v Brně veletrh, na který přijede řada hostů."
TURKISH = "Şehrin dışındaki ağaçlar geçen yıl kesilmişti."
LITHUANIAN = "Žvejai grįžo į uostą anksčiau, nes pakilo stiprus vėjas."
UKRAINIAN = "Їхні діти вже другий рік навчаються у сусідньому селі."
GREEK = "Οι κάτοικοι ζητούν να ανοίξει ξανά το παλιό σχολείο."
HEBREW = "התושבים מבקשים להחזיר את קו האוטובוס לשכונה."
ARABIC = "يطالب السكان بإعادة خط الحافلات إلى الحي القديم."
THAI = "ชาวบ้านขอให้รถเมล์กลับมาวิ่งในหมู่บ้านอีกครั้ง"
HINDI = "गाँव के लोग चाहते हैं कि बस फिर से चले।"
SIMPLIFIED = "市政府昨天宣布，新的大桥将在明年春天建成通车。"
TRADITIONAL = "由於風浪太大，渡輪直到晚上才離開碼頭。"


@pytest.mark.parametrize(
    ("text", "encodings"),
    [
        ("Où sont les élèves ?", "cp1252 mac-roman cp850 cp437 cp500"),
        (GERMAN, "cp1252 mac-roman cp850 cp437 cp273 cp500"),
        ("A café near the painter's house, for £6 a cup.", "cp1252 mac-roman cp850 cp437"),
        (POLISH, "cp1250 iso8859-2 cp852 mac-latin2"),
        (CZECH, "cp1250 iso8859-2 cp852 mac-latin2"),
        (TURKISH, "cp1254 cp857 mac-turkish"),
        ("Preşedintele ţării a vorbit ieri în faţa şcolii.", "cp1250 iso8859-2"),
        ("Afişează toate fişierele care nu au fost găsite şi ieşi.", "cp1250 iso8859-2 cp852"),
        ("As decisões não são da comissão, disse o capitão.", "cp860 cp850 cp1252"),
        ("Le maire de Québec est allé à l'hôpital où l'on soigne l'élève.", "cp863 cp850"),
        ("Það var kalt í þorpinu og enginn þorði út á ísinn.", "cp861 cp850 cp1252 mac-iceland"),
        ("Primarul a spus: „Școala și piața se închid”, apoi a plecat.", "iso8859-16"),
        (
            "Kryetari i bashkisë tha se ujësjellësi është gati dhe s'ka më vonesë.",
            "cp1252 cp850 iso8859-2 mac-roman",
        ),
        (
            "Žürii sõitis Šveitsist Tallinna, kus šampus oli külm ja džäss soe.",
            "cp1257 iso8859-13 iso8859-4 iso8859-15 cp775",
        ),
        ("Größe: 12", "cp1252"),
        ("会议记录", "gbk"),
        (LITHUANIAN, "cp1257 iso8859-13 cp775"),
        (RUSSIAN, "cp1251 koi8-r iso8859-5 cp866 mac-cyrillic"),
        (UKRAINIAN, "cp1251 koi8-u iso8859-5 mac-cyrillic cp1125"),
        (GREEK, "cp1253 iso8859-7 cp737 cp869 mac-greek"),
        (HEBREW, "cp1255 iso8859-8 cp862"),
        (ARABIC, "cp1256 iso8859-6 cp720"),
        (THAI, "cp874"),
        (SIMPLIFIED, "gb2312 gbk gb18030 hz"),
        (TRADITIONAL, "big5 gb18030"),
        (JAPANESE, "cp932 euc_jp iso2022_jp"),
        (KOREAN, "euc_kr cp949 iso2022_kr johab"),
    ],
)
def test_old_encodings_are_found_in_one_sentence(text: str, encodings: str) -> None:
    """One sentence is enough to find the encoding it is in, and nothing of it is replaced."""
    for encoding in encodings.split():
        found = decoded(text.encode(encoding))
        assert found is not None, encoding
        assert found.text == text, (encoding, found.encoding)
        assert found.replaced_bytes == 0


def test_a_mark_of_utf_8_before_other_bytes_decides_nothing() -> None:
    """Programs put it before whatever there was; a few strays do not make it another encoding."""
    found = decoded(codecs.BOM_UTF8 + GERMAN.encode("cp1252"))
    assert found is not None
    assert (found.text, found.encoding) == (GERMAN, "cp1252")
    found = decoded(codecs.BOM_UTF8 + GERMAN.encode() + b" It\x92s")
    assert found is not None
    assert (found.text, found.encoding) == (f"{GERMAN} It\u2019s", "utf-8")


@pytest.mark.parametrize("text", [GERMAN, FRENCH, RUSSIAN, JAPANESE, "1 + 1: déjà vu"])
def test_utf_7_is_found(text: str) -> None:
    """Where every plus sign begins characters that texts have."""
    found = decoded(text.encode("utf-7"))
    assert found is not None
    assert (found.text, found.encoding) == (text, "utf-7")


@pytest.mark.parametrize(
    "text",
    [
        "C++ and 1+1 and x+y-z", "call +49302345-6 or +4930", "a+b, a +AAAA- b", "x+-y",
        "g+BP and +ADw-, +AD4-", "name+tag-list@example.org", "q=a+b+c&r=AQ+AOkA",
    ],
)  # fmt: skip
def test_plus_signs_are_not_taken_for_utf_7(text: str) -> None:
    """Sums, languages, telephone numbers, addresses and queries stay as they are."""
    found = decoded(text.encode())
    assert found is not None
    assert found.text == text


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_characters_without_a_mark_are_found_in_any_script(order: str) -> None:
    """UTF-16 and UTF-32 need no mark and no Latin letters; a file may be cut in a character."""
    texts = (GERMAN, CZECH, RUSSIAN, GREEK, HEBREW, ARABIC, THAI, HINDI, SIMPLIFIED, JAPANESE,
             KOREAN, "No.\r\n", "Да, и нет.", "Zażółć gęślą jaźń")  # fmt: skip
    for text in texts:
        found = decoded(text.encode(order))
        assert found is not None
        assert (found.text, found.encoding) == (text, order)
    cut = decoded(RUSSIAN.encode(order) + b"\x04")
    assert cut is not None
    assert cut.text.startswith(RUSSIAN)
    assert cut.replaced_bytes == 1


@pytest.mark.parametrize(
    ("data", "text", "strays"),
    [
        (b"Caf\xc3\xa9s close. It\x92s late.", "Cafés close. It’s late.", 1),
        (FRENCH.encode() + b" l\x92\xe9t\xe9", f"{FRENCH} l’été", 3),
        (b"\xd0\x9c\xd0\xb8\xd1\x80 \xd0 \xd0\xb8", "Мир Ð и", 1),
    ],
)
def test_strays_are_counted(data: bytes, text: str, strays: int) -> None:
    """Bytes that are not UTF-8 amid what is, are read as Windows-1252, and counted."""
    found = decoded(data)
    assert found is not None
    assert (found.text, found.encoding) == (text, "utf-8")
    assert found.replaced_bytes == strays


def _page(declared: str, body: bytes) -> bytes:
    return f'<html><head><meta charset="{declared}"></head><body><p>'.encode() + body + b"</p>"


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        (SIMPLIFIED, "gbk", "gbk"),
        (SIMPLIFIED + "€", "gb18030", "gb2312"),
        (TRADITIONAL, "big5", "big5"),
        (KOREAN, "euc_kr", "euc-kr"),
        (JAPANESE, "cp932", "Shift_JIS"),
        (ARABIC, "cp1256", "utf-8"),
        ("מועצת הנמל נפגשה ביום שלישי ואישרה את התוכנית", "cp1255", "windows-1255"),
        ("מועצת הנמל נפגשה ביום שלישי ואישרה את התוכנית", "cp1255", "utf-8"),
        (THAI, "cp874", "tis-620"),
        (THAI, "cp874", "windows-874"),
        (HEBREW, "iso8859-8", "ISO-8859-8-I"),
        (KOREAN, "cp949", "utf-8"),
        (RUSSIAN, "cp1251", "utf-8"),
        (RUSSIAN, "utf-8", "windows-1251"),
        (SIMPLIFIED, "utf-8", "gbk"),
        (FRENCH, "utf-8", "iso-8859-1"),
        (FRENCH, "cp1252", "no-such-thing"),
    ],
)
def test_a_page_is_read_by_its_bytes(text: str, encoding: str, declared: str) -> None:
    """What a page says of its encoding gives way to its bytes, and one bad byte changes nothing."""
    body = text.encode(encoding)
    page = decode_page(_page(declared, body))
    assert page is not None
    assert text in page.text
    assert page.replaced_bytes == 0
    whole = body + b" " + body + b" \xff " + body
    page = decode_page(_page(declared, whole))
    assert page is not None
    assert page.text.count(text) == 3


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("ISO-8859-1", "cp1252"),
        ("windows-949", "cp949"),
        ("dos-874", "cp874"),
        ("x-mac-cyrillic", "mac-cyrillic"),
        ("x-x-big5", "cp950"),
        ("x-gbk", "gb18030"),
        ("'utf8'", "utf-8"),
        ("KOI8-U", "koi8-u"),
        ("rot13", ""),
        ("base64", ""),
        ("idna", ""),
        ("x-user-defined", ""),
        ("", ""),
    ],
)
def test_names_of_encodings_are_known(declared: str, encoding: str) -> None:
    """Names that browsers and mail programs write become Python's; codecs of no text are none."""
    assert python_name(declared) == encoding


def test_a_page_of_few_bytes_is_believed() -> None:
    """Bytes that are UTF-8 by chance are what the page says they are."""
    page = decode_page(_page("gbk", "联通".encode("gbk")))
    assert page is not None
    assert "联通" in page.text


@pytest.mark.parametrize(
    "text",
    ["~{this~} is no Chinese", "a ~{ brace", "Bush hid the facts", "ESC $ B", "\x1b[1mbold\x1b[0m"],
)
def test_plain_ascii_stays_ascii(text: str) -> None:
    """What looks a little like an encoding of seven bits, or UTF-16, is the ASCII that it is."""
    assert decode(text.encode()) == text


@pytest.mark.parametrize(
    "data",
    [
        b"\x00" * 1_000,
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        b"PK\x03\x04" + bytes(range(256)),
        gzip.compress(b"text", mtime=0),
        random.Random(1).randbytes(5_000),
    ],
    ids=["zeros", "png", "zip", "gzip", "random"],
)
def test_binary_data_is_no_text(data: bytes) -> None:
    """Zeros, documents of other formats, archives and noise are refused."""
    assert decode(data) is None


def test_words_that_look_like_a_signature_are_text() -> None:
    """A text is judged by its bytes: one that begins with a bitmap's "BM" is no bitmap."""
    assert decode(b"BMW sold more cars in Asia.") == "BMW sold more cars in Asia."


def test_utf8_with_stray_bytes_stays_utf8() -> None:
    """A few Windows bytes among much UTF-8 are read as Windows-1252, the rest as UTF-8."""
    data = FRENCH.encode() + b" \x93quoted\x94 " + FRENCH.encode()
    assert decode(data) == f"{FRENCH} “quoted” {FRENCH}"


def test_a_character_cut_at_the_end_is_dropped() -> None:
    """A file truncated inside a character loses that character alone."""
    assert decode(RUSSIAN.encode()[:-2]) == RUSSIAN[:-2]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_line_end_of_one_byte_behind_wide_characters_is_dropped(encoding: str) -> None:
    """One that a program put behind UTF-16 is no character of it."""
    found = decoded(f"\ufeff{GERMAN}".encode(encoding) + b"\n")
    assert found is not None
    assert (found.text, found.replaced_bytes) == (GERMAN, 0)


@pytest.mark.parametrize(
    ("inside", "below", "encoding"),
    [
        ("Übersicht", "Die Größe der Datei läßt sich ändern.", "cp850"),
        ("Опись архива", "Дело о мосте через реку.", "cp866"),
        ("Książki", "Źródło żółte jest w górach.", "cp852"),
        ("TOOLS", "■ Press Enter ─ wait ½ second", "cp437"),
    ],
)
def test_frames_tell_of_dos_and_hide_no_letters(inside: str, below: str, encoding: str) -> None:
    """Strokes are letters and marks in other encodings."""
    for corners, stroke, side in (("┌┐└┘", "─", "│"), ("╔╗╚╝", "═", "║")):
        above, under = (f"{corners[i]}{stroke * 20}{corners[i + 1]}" for i in (0, 2))
        text = f"{above}\r\n{side} {inside} {side}\r\n{under}\r\n{below}\r\n"
        assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("words", "encoding"),
    [
        ("הפגנות בבילעין ובעאבוד עם התגברות העניין התקשורתי במאבק", "cp1255"),
        ("Протесты продолжаются в городе второй день подряд, сообщают газеты", "koi8-r"),
        ("Οι διαδηλώσεις συνεχίζονται στην πόλη για δεύτερη μέρα", "cp1253"),
    ],
)
def test_addresses_beside_another_script_do_not_hide_it(words: str, encoding: str) -> None:
    """Feeds have more Latin letters than those of their language."""
    text = "\n".join(f"{word} www.site.example" for word in words.split())
    assert decode(text.encode(encoding)) == text


def test_a_cry_is_no_frame() -> None:
    """A letter that is repeated stands where DOS has strokes."""
    for text, encoding in (("Ммммммммм, вкусно!", "koi8-r"), ("Он крикнул: ДДДДДДДДДА!", "cp1251")):
        assert decode(text.encode(encoding)) == text


def test_a_declared_encoding_of_seven_bits_is_believed_of_rare_characters() -> None:
    """Of a few characters alone nobody can tell whether they are common."""
    raw = "닫힙".encode("iso2022_kr")
    assert decode(raw) != "닫힙"
    assert decoded(raw, declared="iso-2022-kr") == ("닫힙", "iso2022_kr", 0)


def test_an_encoding_is_found_far_from_the_beginning() -> None:
    """What decides may stand far behind the beginning of a large file."""
    text = "All plain here. " * 20_000 + FRENCH
    assert decode(text.encode("cp1252")) == text


def test_undetectable_bytes_are_read_as_windows_1252() -> None:
    """Bytes that fit no encoding are still given as text."""
    assert decode("L’été, déclaré".encode("mac_roman")) is not None


@pytest.mark.parametrize(
    "text",
    [
        "a few\x00 strays in a longer line of text", "a NUL \0", "the end\x1a",
        "A\x01b\x02out the plan\x03 for the har\x04bour, the clerk\x05 wrote at\x06 some length",
        "He's Justin\u00e2\u009d\u00a4", "Портовый совет".encode().decode("latin-1"),
        "Measures:" + "\0" * 9 + "\n  Pages S723-25", "\x1b[1mred\x1b[0m\x1b[31mblue\x1b[0m",
        "N\x08NA\x08AM\x08ME\x08E", "_\x08a_\x08b_\x08c",
    ],
)  # fmt: skip
def test_strays_padding_and_mojibake_are_text(text: str) -> None:
    """A few controls in a short text, zeros that pad it, C1 of a wrong decoding: all are text."""
    assert is_text(text)
    assert decode(text.encode()) == text


@pytest.mark.parametrize(
    "text", ["\x00\x01\x02", "\x00\x01a", "\x01a" * 30, "a\0\0\0b" * 30, "ab\x02c\0\0" * 40]
)
def test_a_text_of_controls_is_none(text: str) -> None:
    """Zeros that are most of it, or that stand beside other controls, are a file of a program."""
    assert not is_text(text)


@pytest.mark.parametrize(
    "data",
    [
        zlib.compress(random.Random(7).randbytes(900).hex().encode()),
        b"\x7fELF\x02\x01\x01" + b"\x03\x00>\x00\x01.text\x00\x00\x07\x00.data\x00" * 50,
        b"a.txt".ljust(257, b"\0") + b"ustar  ".ljust(255, b"\0") + b"The text.\n" * 200,
    ],
    ids=["packed", "program", "archive"],
)
def test_other_binary_data_is_no_text(data: bytes) -> None:
    """Packed data, programs, archives of texts and unknown encodings stay out."""
    assert decode(data) is None


def test_surrogate_halves_do_not_spoil_their_text() -> None:
    """UTF-8 with halves of surrogate pairs is UTF-8: pairs are joined, lone halves U+FFFD."""
    halves = b"".join(chr(0xD800 + number).encode("utf-8", "surrogatepass") for number in range(99))
    pair = "\ud83d\ude00".encode("utf-8", "surrogatepass")
    text = decode("Grüße aus München ".encode() * 3 + halves + pair)
    assert text is not None
    assert text.startswith("Grüße aus München")
    assert text.endswith("\ufffd" * 99 + "😀")


@given(st.binary())
def test_decoding_never_fails(data: bytes) -> None:
    """Any bytes give text or nothing, never an exception."""
    assert isinstance(decode(data), str | None)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1))
def test_utf8_is_read_as_it_is(text: str) -> None:
    """Strict UTF-8 without controls is decoded as that, but for a leading mark."""
    assert decode(text.encode()) in (text, text.removeprefix("\ufeff"), None)


@pytest.mark.parametrize(
    "data", [bytes(range(4)) * 100, bytes(range(1, 33)) * 20, b"\x03\x01\x07\x02" * 90]
)
def test_small_numbers_are_no_utf_16(data: bytes) -> None:
    """Read in pairs they are letters with accents and nothing else, which no language has."""
    assert decode(data) is None


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (bytes(100_000) + b"She spoke last." + bytes(50_000), "She spoke last."),
        (
            b"First part.\n" + bytes(4096) + "Zweiter Teil: Grüße.".encode(),
            "First part.\n\nZweiter Teil: Grüße.",
        ),
        (bytes(2000) + RUSSIAN.encode("cp1251"), RUSSIAN),
        (bytes(2000), None),
        (bytes(2000) + random.Random(3).randbytes(2000), None),
    ],
)
def test_holes_are_no_part_of_a_text(data: bytes, text: str | None) -> None:
    """Sparse files, and logs that a crash cut short, hold long runs of zeros."""
    assert decode(data) == text


@pytest.mark.parametrize("encoding", ["cp1252", "cp850"])
def test_a_table_of_short_names_is_not_taken_for_korean(encoding: str) -> None:
    """Names of columns are no words of a language; two letters in one of them prove nothing."""
    table = (
        "Predefinição;CPUTam;MemCPU;MemDec -0;256 KiB;0;3 MiB;1 MiB -1;1 MiB;1;9 MiB;2 MiB "
        "-2;2 MiB;2;17 MiB;3 MiB -3;4 MiB;3;32 MiB;5 MiB "
        "-4;4 MiB;4;48 MiB;5 MiB -5;8 MiB;5;94 MiB;9 MiB"
    )
    found = decoded(table.encode(encoding))
    assert found is not None
    assert (found.text, found.encoding) == (table, encoding)
