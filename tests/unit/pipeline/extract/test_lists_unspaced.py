"""Places in Chinese and Japanese, and people whose surname stands first."""

import pytest

from pipeline.extract.gazetteer.packaged import packaged
from pipeline.extract.keys import key
from pipeline.extract.lists import find
from pipeline.extract.lists.known import canonical_keys


def found(text: str, language: str) -> list[tuple[str, str]]:
    """Surface and label of each name."""
    return [(text[m.start : m.end], m.label) for m in find(text, language, packaged())]


PLACES = [
    ("zh", "中国和法国在巴黎签署了协议，总理随后前往柏林。", ["中国", "法国", "巴黎", "柏林"]),
    ("zh", "该公司收购了德国的工厂。", ["德国"]),
    ("zh", "列车从武汉开往上海市。", ["武汉", "上海市"]),
    ("zh", "總統昨日訪問日本，明日前往美國。", ["日本", "美國"]),
    ("zh", "其中国家投资占一半。", []),
    ("zh", "小镇变成都市。", []),
    ("zh", "今日本报发表社论。", []),
    ("zh", "他毕业于北京外国语大学。", []),
    ("zh", "商店在南京西路。", []),
    ("zh", "她学习法国菜和德国话。", []),
    ("zh", "马里奥·蒙蒂抵达。", []),
    ("zh", "叙利亚文和中国字不同。", []),
    ("ja", "首相は韓国のソウルを訪れた。", ["韓国", "ソウル"]),
    ("ja", "トヨタは名古屋の工場に投資し、米国でも発表した。", ["名古屋", "米国"]),
    ("ja", "横浜市は京都で会議を開く。", ["横浜市", "京都"]),
    ("ja", "会議は東京都で開かれる。", ["東京都"]),
    ("ja", "大会は東京2020と呼ばれた。", []),
    ("ja", "日本人とドイツ語と東京大学の話。", []),
    ("ja", "昨日、千葉さんが来た。", []),
    ("ja", "天気は大分よくなった。", []),
]
PEOPLE = [
    ("hu", "Ezt mondta tegnap este Nagy Márton miniszter.", ["Nagy Márton"]),
    ("hu", "A bíróság elítélte Horváth Gábort a perben.", ["Horváth Gábort"]),
    ("hu", "Kiss Péter tegnap hazament.", ["Kiss Péter"]),
    ("hu", "Tegnap Kiss Péterrel beszéltem erről a dologról.", ["Kiss Péterrel"]),
    ("hu", "Tegnap Péter is ott volt.", []),
    ("hu", "A boltunk a Bartók Béla út elején van.", []),
    ("hu", "Végül a Szent István Egyetem nyert.", []),
    ("vi", "Thủ tướng Phạm Minh Chính cho biết hôm qua.", ["Phạm Minh Chính"]),
    ("vi", "Cửa hàng ở đường Nguyễn Huệ rất đông.", []),
    ("vi", "Học sinh trường Nguyễn Trãi đã về nhà.", []),
]


@pytest.mark.parametrize(("language", "text", "names"), PLACES)
def test_places_between_unspaced_words(language: str, text: str, names: list[str]) -> None:
    """A name counts where no word crosses its ends and no institution is called after it."""
    assert found(text, language) == [(name, "place") for name in names]


@pytest.mark.parametrize(("language", "text", "names"), PEOPLE)
def test_people_whose_surname_stands_first(language: str, text: str, names: list[str]) -> None:
    """The whole name in any case; no streets and schools called after people."""
    people = [surface for surface, label in found(text, language) if label == "person"]
    assert people == names


def test_places_have_the_key_of_the_english_name() -> None:
    """So that `entity_keys` meet across languages."""
    assert canonical_keys("zh")["德国"] == canonical_keys("ja")[key("ドイツ")] == "germany"
    assert canonical_keys("ja")["東京"] == canonical_keys("zh")["东京"] == "tokyo"
