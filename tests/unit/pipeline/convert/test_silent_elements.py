"""What is taken out of XML before it is parsed, and what has to stay."""

import pytest

from pipeline.convert.silent_elements import without_silent
from tests.harness.growth import grows_with_size

WANTED = frozenset({"t", "br"})


def left(*pieces: bytes) -> bytes:
    return b"".join(without_silent(pieces, WANTED))


@pytest.mark.parametrize(
    ("written", "stays"),
    [
        (b'<w:p><w:b w:val="1"/><w:t>word</w:t></w:p>', b"<w:p><w:t>word</w:t></w:p>"),
        (b"<p><rPr><a><b/><c/></a><d/></rPr><t>word</t></p>", b"<p><t>word</t></p>"),
        (b'<?xml version="1.0"?>\n<p><b/></p>', b'<?xml version="1.0"?>\n<p></p>'),
        (b'<p><b say="a > b"/>word</p>', b"<p>word</p>"),
    ],
)
def test_elements_that_hold_nothing_and_are_not_wanted_are_taken_out(
    written: bytes, stays: bytes
) -> None:
    """Alone, or with such in them; so are attributes in which a bracket stands."""
    assert left(written) == stays


@pytest.mark.parametrize(
    "written",
    [
        b"<p><w:t/><br/><x:br a='1'/></p>",  # wanted, with and without a prefix
        b"<p><b> </b></p>",  # holds a blank
        b"<p><b><t/></b></p>",  # holds a wanted one
        b"<p><b><i></b></i></p>",  # is not well formed
        b"<p><b a=1/></p>",
        b"<p/>",  # the whole
        b'<?xml version="1.0"?><p></p>',
        b"<p><t><![CDATA[<b/>]]></t><b/></p>",  # text that looks like an element
        b"<p><!-- <b/> --><i/></p>",
        b"<p><?run <b/>?></p>",
    ],
)
def test_all_else_stays(written: bytes) -> None:
    """Text, what is asked for, what is broken, and what stands in literal text."""
    assert left(written) == written


@pytest.mark.parametrize("cut", range(1, 40))
def test_literal_text_stays_wherever_the_pieces_are_cut(cut: int) -> None:
    """The mark of a literal text may itself be cut, and elements in it are text."""
    written = b"<p><t>a<![CDATA[<b/><i/>]]></t>" + b"<t>end</t></p>"
    assert left(written[:cut], written[cut:]) == written


def test_names_that_begin_as_wanted_ones_do_are_others() -> None:
    """`tab` is not `t`, and a prefix is no name."""
    assert left(b"<p>a<tab/><t:b/><w:breaks/></p>") == b"<p>a</p>"


@pytest.mark.parametrize(
    "piece",
    [
        b"<b>", b"</b>", b"<b/>", b"<b><c>", b"<b><c></c>", b'<b a="', b'<b a="1" ', b"<",
        b"<bbbbbb", b"<b.c:d ", b'<b a="x>', b"<t>", b' a=""',
    ],
)  # fmt: skip
def test_time_is_linear(piece: bytes) -> None:
    """However often elements begin and do not end, the work grows with the size alone."""
    assert grows_with_size(lambda size: left(b"<x>", piece * size), 5_000)
