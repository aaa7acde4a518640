"""The page over each index: what it finds, and what it gives to read."""

import csv
import json
import re
from html import unescape
from itertools import count
from pathlib import Path

import pytest

from pipeline.index import Index
from tests.contract.indexes import entry
from tests.contract.page_library import HARBOUR
from tests.harness.page import Page, links, running_page
from workers.page import asked, document, nearly_equal, results, screens

pytestmark = pytest.mark.once


def titles(html: str) -> list[str]:
    """The titles of the hits."""
    return [
        unescape(one) for one in re.findall(r'<h2><a href="/document/.*?<bdi>(.*?)</bdi>', html)
    ]


def test_hits_show_the_passage_and_equal_texts_once(page: Page) -> None:
    """The total is of what is shown, copies beside it; matches are marked in any form of a word."""
    answer = page.get("/?q=oysters+harbours")
    assert answer.status == 200
    assert titles(answer.text) == ["Harbour festival"]
    assert "<strong>1</strong> document found, and 1 more with the same text" in answer.text
    assert "1 with the same text" in answer.text
    [copy] = links(answer.text, "Harbour festival (copy)")
    assert copy.startswith("/document/copy?")
    assert "<mark>Oysters</mark> from the <mark>harbours</mark>" in answer.text


def test_nearly_equal_hits_are_put_together_where_that_is_asked_for(page: Page) -> None:
    """The others open below the first, which count as one."""
    apart = page.get("/?q=minutes&sort=source").text
    assert "nearly equal</summary>" not in apart
    html = page.get("/?q=alike&near=1").text
    assert titles(html) == ["Alike 1", "Different"]
    assert "1 nearly equal</summary>" in html
    assert links(html, "Alike 2")[0].startswith("/document/alike-2?")
    assert 'value="2"' in html
    assert "near=1" in links(html, "Different")[0]
    [counted] = re.findall(r'<p class="total">.*?</p>', html, re.DOTALL)
    assert "<strong>2</strong> documents found, and 1 more nearly equal" in counted
    going = [page.get(f"/hit?q=alike&near=1&hit={n}").headers["Location"] for n in (1, 2, 3)]
    assert [one.partition("?")[0] for one in going[:2]] == [
        "/document/alike-1",
        "/document/alike-3",
    ]
    assert going[2] == "/?q=alike&near=1"


def test_nearly_equal_hits_are_together_over_all_pages(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None is shown twice or left out, also where only the first hits are compared."""
    for module in (asked, nearly_equal, results, screens):
        monkeypatch.setattr(module, "PAGE_SIZE", 2)

    def shown(query: str) -> list[str]:
        found: list[str] = []
        for page_number in count(1):
            html = page.get(f"/?{query}&near=1&page={page_number}").text
            if not titles(html):
                break
            found += titles(html)
        return found

    assert shown("q=alike OR harbour&sort=source".replace(" ", "+")) == [
        "Different", "Alike 1", "Harbour festival (copy)", "A letter",
    ]  # fmt: skip
    monkeypatch.setattr(nearly_equal, "MOST_COMPARED", 2)
    assert shown("q=alike&sort=source") == ["Different", "Alike 1", "Alike 2 again"]
    assert "the first 2 were compared" in page.get("/?q=alike&sort=source&near=1").text


def test_a_facet_narrows_down_or_excludes_and_each_state_is_a_link(page: Page) -> None:
    """What its link shows is what its number said; the filter can be taken off again."""
    html = page.get("/?q=minutes").text
    [within] = links(html, "Berlin")[-2:-1]
    assert "22" in html
    assert "<strong>22</strong>" in page.get(within).text
    [without] = links(html, "exclude Berlin")
    excluded = page.get(without).text
    assert "<strong>23</strong>" in excluded
    [back] = links(excluded, "not place")
    assert "<strong>45</strong>" in page.get(back).text


def test_folders_and_archives_open_level_by_level(page: Page) -> None:
    """A folder's link finds as many as its number said; the level below it is shown then."""
    html = page.get("/").text
    aside = html[html.index("Folders and archives") :]
    [notes] = [link for link in links(aside, "notes/") if "not_source" not in link]
    opened = page.get(notes).text
    assert "<strong>45</strong>" in opened
    assert links(opened, "notes/")[0] == "/?"
    [letters] = [link for link in links(aside, "mail/") if "not_source" not in link]
    opened = page.get(letters).text
    assert "<strong>3</strong>" in opened
    inner = [link for link in links(opened, "a.eml!") if "not_source" not in link][-1]
    assert titles(page.get(inner).text) == ["Accounts"]
    assert "<strong>45</strong>" in page.get("/?source=file:///notes").text
    assert "file:///notes/</bdi>" in page.get("/facet/source?like=notes").text


def test_a_misspelt_word_links_to_the_right_one(page: Page) -> None:
    """With the rest of the query as it was."""
    html = page.get("/?q=harbuor+oysters").text
    assert "<strong>0</strong>" in html
    right = next(iter(links(html, "harbour")))
    assert titles(page.get(right).text) == ["Harbour festival"]


def test_a_filter_in_the_way_is_named_and_its_link_leaves_it_out(page: Page) -> None:
    """Where nothing is found with it, and something without."""
    html = page.get("/?q=oysters&place=Berlin").text
    [without] = links(html, "Without place Berlin")
    assert "<strong>1</strong>" in page.get(without).text


def test_words_that_no_document_has_together_are_told_of(page: Page) -> None:
    """Where each of them is in some document."""
    assert "No document has all of this together" in page.get("/?q=oysters+minutes").text


def test_what_is_wrong_in_a_query_or_a_date_is_said(page: Page) -> None:
    """A query is then searched as plain words; a date that is none is refused, to be mended."""
    assert "a quotation mark is not closed" in page.get("/?q=%22harbour").text
    refused = page.get("/?q=harbour&from=soon")
    assert refused.status == 400
    assert "is no date" in refused.text
    assert 'name="from" value="soon"' in refused.text
    assert 'name="q" type="search" value="harbour"' in refused.text
    assert page.get("/?sort=upwards").status == 400
    assert page.get("/?page=0").status == 400


def test_pages_follow_one_another_to_the_last(page: Page) -> None:
    """Forty-five notes stand on three pages, each once."""
    seen: list[str] = []
    at: str | None = "/?q=minutes&sort=source"
    while at:
        html = page.get(at).text
        seen += titles(html)
        at = next(iter(links(html, "Next")), None)
    assert sorted(seen) == sorted(f"Note {n}" for n in range(45))
    assert seen[0] == "Note 0"
    behind = page.get("/?q=minutes&sort=source&page=9").text
    assert titles(behind) == []
    assert titles(page.get(*links(behind, "Previous")).text)[-1] == seen[-1]


def test_all_hits_can_be_had_as_a_file(page: Page) -> None:
    """Each once, however many pages they fill, and no cell that a spreadsheet would reckon."""
    table = list(csv.DictReader(page.get("/export/hits.csv?q=minutes").text.splitlines()))
    assert sorted(row["title"] for row in table) == sorted(f"Note {n}" for n in range(45))
    answer = page.get("/export/hits.jsonl?q=formula")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert json.loads(answer.body)["title"] == "=1+1"
    [row] = csv.DictReader(page.get("/export/hits.csv?q=formula").text.splitlines())
    assert row["title"] == "'=1+1"
    assert row["places"] == "Oslo; Bergen"
    assert page.get("/export/hits.csv?from=soon").status == 400
    assert page.get("/export/hits.exe").status == 404


def test_a_file_of_all_hits_has_the_copies_too(page: Page) -> None:
    """The page shows equal texts once; in the file each has its row, and one key in common."""
    shown = page.get("/?q=oysters").text
    assert len(titles(shown)) == 1
    assert 'with the same text <span class="files">all as' in shown
    table = list(csv.DictReader(page.get("/export/hits.csv?q=oysters").text.splitlines()))
    assert sorted(row["id"] for row in table) == ["copy", "harbour"]
    assert {row["content_hash"] for row in table} == {"h1"}
    lines = page.get("/export/hits.jsonl?q=oysters").text.splitlines()
    assert {json.loads(line)["content_hash"] for line in lines} == {"h1"}
    assert len(lines) == 2


def test_a_time_of_day_says_that_it_is_utc(page: Page) -> None:
    """As the index keeps it; a midnight is told as a day alone."""
    assert "2022-05-14 10:00 UTC" in page.get("/document/harbour").text
    assert "2023-02-01 UTC" not in page.get("/document/letter").text  # midnight is a day alone


def test_dates_stand_in_a_histogram_whose_bars_are_links(page: Page) -> None:
    """A bar's link finds as many as it says."""
    html = page.get("/?q=minutes").text
    bars = re.findall(r'<a href="([^"]*)" data-period="([^"]*)" aria-label="\2: (\d+)"', html)
    assert sum(int(count) for _, _, count in bars) == 45
    link, _, count = bars[0]
    assert f"<strong>{count}</strong>" in page.get(unescape(link)).text


def test_all_values_of_a_facet_are_listed_and_searched(page: Page) -> None:
    """By number or by name; without case and accents."""
    html = page.get("/facet/place?q=").text
    assert html.index("Bern<") < html.index("Gothenburg<")
    assert "Bohuslän" in page.get("/facet/place?like=bohusla").text
    assert "Berlin" not in page.get("/facet/place?like=bohusla").text
    by_name = page.get("/facet/place?order=name").text
    assert by_name.index("Bohuslän<") < by_name.index("Gothenburg<")
    assert page.get("/facet/colour").status == 404


def test_a_document_marks_names_matches_and_repairs(page: Page) -> None:
    """Joined, what is marked and what is not is the clean text."""
    html = page.get("/document/harbour?q=harbour&name=place:Gothenburg").text
    body = html[html.index('<div class="text"') :].partition("</div>")[0]
    shown = re.sub("<.*?>", "", re.sub("<del.*?</del>", "", body.partition(">")[2]))
    assert unescape(shown) == HARBOUR
    assert re.findall(r'id="(match-\d)">(\w+)', body) == [
        ("match-1", "harbour"), ("match-2", "harbour"), ("match-3", "harbours"),
    ]  # fmt: skip
    assert re.findall(r'id="(name-\d)"', body) == ["name-1", "name-2"]
    assert '<del title="glued-word: both are words">soldout</del>' in body
    assert "has the same text as" in html


def test_a_family_is_linked_both_ways(page: Page) -> None:
    """A letter to what is attached to it, to the others of its thread, and back."""
    letter = page.get("/document/letter").text
    assert "maria@example.org" in letter
    [attached] = links(letter, "Accounts")
    assert links(page.get(attached).text, "A letter") == ["/document/letter"]
    [thread] = links(letter, "its thread")
    assert titles(page.get(thread).text) == ["A letter", "Re: A letter"]
    [answer] = links(letter, "Re: A letter")
    assert "Oskar</bdi> 2023-02-03" in letter
    assert links(page.get(answer).text, "A letter")[0] == "/document/letter"


def test_the_next_hit_is_one_link_away(page: Page) -> None:
    """Behind the last hit the way goes back to the hits."""
    first = page.get("/hit?q=minutes&sort=source&hit=1")
    assert first.status == 303
    html = page.get(first.headers["Location"]).text
    [following] = links(html, "Next hit")
    assert "/document/note-01?" in page.get(following).headers["Location"]
    assert page.get("/hit?q=minutes&hit=46").headers["Location"] == "/?q=minutes"


def test_a_folder_is_gone_through_by_names(page: Page) -> None:
    """Behind its last document, and before its first, all in it are shown."""
    html = page.get("/document/note-07?q=minutes&place=Berlin&beside=text").text
    [following], [before] = links(html, "next"), links(html, "previous")
    kept = "?q=minutes&place=Berlin&beside=text"  # the search and what is shown go along
    assert page.get(following).headers["Location"] == f"/document/note-08{kept}"
    assert page.get(before).headers["Location"] == f"/document/note-06{kept}"
    last = page.get("/document/note-44/next-in-folder").headers["Location"]
    assert "<strong>45</strong>" in page.get(last).text
    assert page.get("/document/note-44/sideways-in-folder").status == 404
    first = page.get("/document/note-00/previous-in-folder").headers["Location"]
    assert first.startswith("/?source=")


def test_a_long_text_comes_in_parts_and_opens_at_the_match(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The part with the first match is shown, its number counted over the whole text."""
    html = page.get("/document/long?q=needle").text
    assert "part 3 of 3" in html
    assert 'id="match-1">needle' in html
    assert "line 0 of" in page.get("/document/long").text
    html = page.get("/document/long?q=77*").text
    [behind] = links(html, "in part 2")
    assert behind == "/document/long?q=77%2A&part=2#match-12"
    [before] = links(page.get(behind.partition("#")[0]).text, "in part 1")
    assert before == "/document/long?q=77%2A&part=1#match-11"
    assert "The query stands here: the first 500" in page.get("/document/long?q=words").text
    assert "was looked for in" not in html
    monkeypatch.setattr(document, "LOOKED_AT", 10_000)
    html = page.get("/document/long?q=needle").text
    assert "was looked for in the first 10,000 characters" in html
    assert 'id="match-1"' not in html


def test_text_and_original_are_files(page: Page) -> None:
    """No browser shows them, and no browser guesses what they are."""
    text = page.get("/document/harbour/text")
    assert text.body.decode() == HARBOUR
    assert 'filename="harbour.txt"' in text.headers["Content-Disposition"]
    original = page.get("/original/hostile")
    assert original.body.startswith(b"<html><body><script>")
    for answer in (text, original):
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert original.headers["Content-Type"] == "application/octet-stream"
    assert "sandbox" in original.headers["Content-Security-Policy"]


def test_a_very_long_title_is_cut_above_the_text_and_opens_whole(
    index: Index, tmp_path: Path
) -> None:
    """In the head of the page 300 characters are shown; on paper the whole is in the table."""
    title = " ".join(f"word{n}" for n in range(600))
    index.write([entry("wordy", title=title, text="Short.", source="file:///wordy.txt")])
    with running_page(index, tmp_path) as page:
        html, paper = page.get("/document/wordy").text, page.get("/document/wordy/print").text
    [heading], [on_paper] = (re.findall("<h1>(.*?)</h1>", one) for one in (html, paper))
    assert "word10 " in heading
    assert max(len(heading), len(on_paper)) < 330
    assert html.count(title) == paper.count(title) == 1


@pytest.mark.parametrize(
    "path", ["/runs", "/workers", "/marked", "/searches", "/batch", "/nothing"]
)
def test_a_search_begins_on_every_page(page: Page, path: str) -> None:
    """Where no search is asked for, the box is empty."""
    [box] = re.findall('<input id="q"[^>]*>', page.get(path).text)
    assert 'value=""' in box


def test_what_is_not_there_is_said(page: Page) -> None:
    """A document, a source that is gone, a path that is no page."""
    assert page.get("/document/nothing").status == 404
    assert page.get("/original/note-01").status == 410
    assert page.get("/static/../server.py").status == 404
    assert page.get("/original/..%2f..%2fetc%2fpasswd").status == 404
