"""Finds places in Chinese and Japanese, whose words have no blanks between.

In Japanese a name fills its run of one script: "東京で", not "東京大会", "東京2020". In Chinese
nothing shows where a word ends, so the list has the letters beside a name that make it none: of
"其中国家" both 其中 and 国家 are words. What belongs to an institution's name is left alone.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from pipeline.extract.forms import Found
from pipeline.extract.labels import PLACE_LABEL
from pipeline.extract.lists.known import unspaced_places

# A run of one script.
_RUN = re.compile("[\u30a1-\u30fa\u30fc・]+|[\u4e00-\u9fff々ヶ]+")
_HIRAGANA = re.compile("[\u3041-\u3096]")
# Behind a name they say that it is a person: "千葉さん".
_OF_PEOPLE = ("さん", "さま", "ちゃん", "くん")
_BETWEEN_WORDS = frozenset("・·")  # of a foreign name: "马里奥·德拉吉"
# Near a name they are the end of a longer one: "北京外国语大学", "南京西路".
_INSTITUTIONS = re.compile(
    r"[^\W的在和与與了是等及从從到對对為为]{0,6}?"
    r"(?:大学|大學|学院|學院|学校|學校|中学|中學|小学|小學|银行|銀行|医院|醫院|公司|集团|集團|法院|球队|"
    r"球隊|日报|日報|晚报|晚報|时报|時報|博物馆|博物館|协会|協會|委员会|委員會|政府|机场|機場|火车站)"
    r"|[^\W的在和与與了是等及从從到對对為为]{0,2}?[路街菜语語话話队隊站文字]"
)


def find(text: str, language: str) -> Iterator[Found]:
    """The places of a text in order; none in other languages."""
    known = unspaced_places(language)
    spans = _in_runs(text, known) if language == "ja" else _in_chinese(text) if known else ()
    return (Found(start, end, PLACE_LABEL) for start, end in spans)


def _in_runs(text: str, known: Mapping[str, object]) -> Iterator[tuple[int, int]]:
    for run in _RUN.finditer(text):
        start, end = run.span()
        if run[0] in known and not text.startswith(_OF_PEOPLE, end):
            beside = text[max(0, start - 1) : start], text[end : end + 1]
            if not any(one.isalnum() and not _HIRAGANA.match(one) for one in beside):
                yield start, end


def _in_chinese(text: str) -> Iterator[tuple[int, int]]:
    known = unspaced_places("zh")
    first, by_first = _by_first_letter()
    end = 0
    while match := first.search(text, end):
        start = match.start()
        name = next((one for one in by_first[match[0]] if text.startswith(one, start)), "")
        end = start + max(len(name), 1)
        before = text[max(0, start - 1) : start]
        if (
            name
            and before not in _BETWEEN_WORDS
            and not (before and before in known[name].before)
            and not text.startswith(known[name].behind, end)
            and not _INSTITUTIONS.match(text, end)
            and text[end : end + 1] not in _BETWEEN_WORDS
        ):
            yield start, end


@cache
def _by_first_letter() -> tuple[re.Pattern[str], Mapping[str, Sequence[str]]]:
    """What any Chinese name begins with, and the names by it, the longest first."""
    names: dict[str, list[str]] = defaultdict(list)
    for name in sorted(unspaced_places("zh"), key=len, reverse=True):
        names[name[0]].append(name)
    return re.compile(f"[{''.join(names)}]"), names
