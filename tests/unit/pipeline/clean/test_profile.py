"""Source profiles: which lines they take, and their files."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clean import learn
from pipeline.clean.learned import learned
from pipeline.clean.lexicon import count_words
from pipeline.clean.profile import (
    Profile,
    line_key,
    make_profile,
    pack_profile,
    read_profile,
    write_profile,
)
from pipeline.errors import ConfigurationError

BODY = "The council of town number {n} met on Monday.\nIts mayor spoke of road {n} for an hour."


def documents(number: int, *lines: str, share: float = 1.0) -> list[str]:
    """Different texts; the first `share` of them carry the lines as well."""
    texts = [BODY.format(n=n) for n in range(number)]
    with_lines = round(share * number)
    return ["\n".join([text, *lines]) for text in texts[:with_lines]] + texts[with_lines:]


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement",
        "Read more",
        "» READ  MORE «",
        "Share on Facebook | Share on Twitter",
        "© 2022 All rights reserved",
        "We use cookies to improve what you see here.",
    ],
)
def test_lines_of_the_source_are_taken(line: str) -> None:
    """Labels and notices that a tenth of the documents carry belong to the source."""
    assert make_profile(documents(100, line, share=0.1)).lines == (line_key(line),)


@pytest.mark.parametrize(
    "line",
    ["Yes.", "I do not know.", "“No!”", "Laughter.", "Question:", "* * *", "12.5", "- 3 -", "QA"],
)
def test_what_people_say_is_not_taken(line: str) -> None:
    """Short sentences, speakers' marks, numbers and ornaments stay, however many have them."""
    assert make_profile(documents(100, line)).lines == ()


def test_a_story_that_is_sent_again_is_not_taken() -> None:
    """A sentence in a few of many documents is a story that came more than once."""
    sentence = "The minister resigned on Friday after a week of protests."
    assert make_profile(documents(200, sentence, share=0.08)).lines == ()


def test_a_paragraph_is_never_a_line() -> None:
    """What is longer than a few printed lines is text, even when all documents have it."""
    assert make_profile(documents(20, "many words " * 40)).lines == ()


def test_a_handful_of_documents_tells_no_lines() -> None:
    """Four documents that agree prove nothing."""
    assert make_profile(documents(4, "Advertisement")).lines == ()


def test_a_line_counts_once_a_document() -> None:
    """Repeated inside of one document, a line does not look like one of the whole source."""
    assert make_profile([*documents(20), "\n".join(["Chorus of the song"] * 30)]).lines == ()


def test_the_lexicon_counts_documents() -> None:
    """The profile's lexicon is that of its texts."""
    texts = documents(7)
    profile = make_profile(iter(texts))
    assert (profile.documents, profile.lexicon) == (7, count_words(texts))


@given(st.randoms(use_true_random=False))
def test_the_order_of_documents_does_not_count(chance: random.Random) -> None:
    """The same documents in another order make the same file, byte for byte."""
    texts = documents(12, "Read more", "Advertisement")
    shuffled = list(texts)
    chance.shuffle(shuffled)
    assert pack_profile(make_profile(shuffled)) == pack_profile(make_profile(texts))


@given(st.lists(st.text(), max_size=8))
def test_any_texts_make_a_profile_that_reads_back(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    """What is written is what is read, with one hash for one content."""
    path = tmp_path_factory.mktemp("profiles") / "any.profile"
    profile = make_profile(texts)
    write_profile(profile, path)
    read, told = read_profile(path)
    assert read == profile
    assert told in path.read_bytes().split(b"\n")[0].decode()


def test_an_empty_profile_is_one() -> None:
    """No documents: nothing known, no error."""
    assert make_profile([]).lines == ()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A good profile's file."""
    path = tmp_path / "some.profile"
    write_profile(make_profile(documents(6, "Read more")), path)
    return path


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    """The error names the command."""
    with pytest.raises(ConfigurationError, match=r"cannot be read: .*`docmill profile"):
        read_profile(tmp_path / "none.profile")


@pytest.mark.parametrize("content", [b"", b"\n", b"PK\x03\x04 zip", b"[taxonomy]\n", bytes(5000)])
def test_another_file_is_no_profile(file: Path, content: bytes) -> None:
    """A file of another kind is told to be one."""
    file.write_bytes(content)
    with pytest.raises(ConfigurationError, match="is no profile; make it again"):
        read_profile(file)


def test_another_format_is_told(file: Path) -> None:
    """A profile of a later docmill is not misread."""
    file.write_bytes(file.read_bytes().replace(b"profile 1 ", b"profile 2 ", 1))
    with pytest.raises(ConfigurationError, match="has format 2, this docmill reads 1"):
        read_profile(file)


@pytest.mark.parametrize("kept", [0.0, 0.5, 0.99])
def test_a_cut_file_is_damaged(file: Path, kept: float) -> None:
    """A file that lost its end is refused."""
    header, _, packed = file.read_bytes().partition(b"\n")
    file.write_bytes(header + b"\n" + packed[: int(kept * len(packed))])
    with pytest.raises(ConfigurationError, match="is damaged"):
        read_profile(file)


def test_a_changed_hash_is_damage(file: Path) -> None:
    """The hash in the file is checked."""
    header, _, packed = file.read_bytes().partition(b"\n")
    file.write_bytes(header[:-32] + b"0" * 32 + b"\n" + packed)
    with pytest.raises(ConfigurationError, match="hash"):
        read_profile(file)


def test_a_profile_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    """No folder: an error with the fix, and no half file."""
    with pytest.raises(ConfigurationError, match="cannot be written"):
        write_profile(Profile(0, count_words([])), tmp_path / "none" / "x.profile")
    assert list(tmp_path.iterdir()) == []


def test_learning_replaces_what_was_learnt() -> None:
    """`learn` makes a profile of plainly repaired texts, the last call counts."""
    learn(["A first te\u00adxt."])
    learn(iter(["Another text.", "A so\u00adft hyphen."]))
    profile = learned()
    assert profile is not None
    assert profile.lexicon.words == {"a": 1, "another": 1, "hyphen": 1, "soft": 1, "text": 1}
