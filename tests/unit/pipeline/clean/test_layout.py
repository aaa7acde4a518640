"""White space: what is put in order, and where it carries meaning and stays."""

import pytest

from pipeline.clean.edit import apply_edits
from pipeline.clean.layout import layout


def laid_out(text: str) -> str:
    return apply_edits(text, layout(text))


KEPT = {
    "columns": (
        "Name      Votes  Share\nTolliver     42   3.5\nSmith       120  10.0\n"
        "Lee           7   0.5"
    ),
    "right-aligned numbers": "Fish        9.50\nChips      12.00\nVinegar   101.25",
    "tabs": "Name\tVote\nTolliver\tno",
    "bars": "| id | name  |\n|----|-------|\n| 1  | Quill |\n| 22 | Lee   |",
    "code": (
        "def vote(board):\n    for member in board:\n        yield member.vote()\n    return None"
    ),
    "code with returns": "def f(x):\n    if x:\n        return 1\n    return   2",
    "shell": "for f in *; do\n  cp $f  /tmp\ndone",
    "settings": "server:\n  host: alpha\n  ports:\n    - 80\n    - 443\n  log-level: debug",
    "bars in a frame": (
        "+-----+-------+\n| id  | name  |\n+-----+-------+\n| 1   | Quill |\n+-----+-------+"
    ),
    "a rule of make": "all: a.o b.o\n\tcc -o all  a.o b.o",
    "a server's settings": "<Host *:80>\n    Name bay\n    Root /srv\n</Host>\n<Log on>",
    "a document here": "cat <<EOF > bay.conf\n<Host *:80>\n    Name bay\n</Host>",
    "code with tags": 'Use it:\n\n<script src="a.js"\n  data-x="1"></script>',
}
SQUEEZED = {
    "two blanks after a stop": (
        "It met.  The board\nagreed to all.  No one\nspoke at any length.  It\nended."
    ),
    "justified": "The  board met on   Tuesday\nand agreed to  all  of it\nwithout   a long debate.",
    "indented paragraphs": "  The board met on Tuesday.\n  It agreed.\n  Nobody spoke for long.",
    "a quotation": (
        "He said:\n\n    The plan would cost more\n    than the town can pay (see below);"
    ),
    "a poem": "The ferry left\n    at dawn\n        in rain",
    "a heading in the middle": "          SENATE\n\n  Mr. QUILL. I rise\nto speak.",
    "bars in prose": "the  value | of it\n| or   not |\nis known",
    "a sum": "+ 2  apples\n+ 3  pears\nmake  five",
    "addresses": "Quill\n  <quill@bay.example>\n  <https://bay.example>\n  <lee@bay.example>",
    "a speaker": "Mr. Quill said, at last:\n\tThe pier  is old.",
    "a tag in prose": "<b>Bay</b>  is old\n  and so  is the pier\n  of the town.",
    "two rows": "Fish        9.50\nChips      12.00",
    "a changelog": "\t* ferry.c: Mend the pier.\n\tThe board asked for it.",
}


@pytest.mark.parametrize("kind", KEPT)
def test_tables_and_code_keep_their_white_space(kind: str) -> None:
    """Cells under one another and indented code stay, but for blanks at the ends of lines."""
    block = KEPT[kind]
    assert laid_out(block) == block
    around = (
        f"  A line  before.\r\n\r\n\r\n{block.replace(chr(10), '  ' + chr(10))}\n\n  After  it. "
    )
    assert laid_out(around) == f"A line before.\n\n{block}\n\nAfter it."


@pytest.mark.parametrize("kind", SQUEEZED)
def test_other_white_space_is_put_in_order(kind: str) -> None:
    """Prose keeps words and lines; blanks that only please the eye become one."""
    text = SQUEEZED[kind]
    lines = [" ".join(line.split()) for line in text.split("\n")]
    assert laid_out(text) == "\n".join(lines)


@pytest.mark.parametrize("text", [*KEPT.values(), *SQUEEZED.values()])
def test_order_is_reached_at_once(text: str) -> None:
    """What is laid out once stays as it is."""
    once = laid_out(f"Before.\n\n{text}\n\nAfter.")
    assert laid_out(once) == once
