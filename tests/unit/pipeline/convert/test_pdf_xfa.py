"""Forms in XFA: what they ask, and what was filled in, where no page says it."""

import pytest

from pipeline.convert import pdf_xfa
from pipeline.convert.pdf import Pdf
from testbed.pdf_writer import Line, pdf
from tests.unit.pipeline.convert.conversions import LIMITS, text_of

WAIT = "Please wait. Your viewer cannot show this form."
TEMPLATE = (
    '<template xmlns="x"><subform name="f"><draw><value><exData><body><p>Notice to <b>the</b> '
    "port</p></body></exData></value></draw><field><caption><value><text>Name of vessel</text>"
    "</value></caption><items><text>Not chosen</text></items><value><text>unset</text></value>"
    "<event><script>do.this()</script></event></field></subform></template>"
)
DATA = (
    '<xfa:datasets xmlns:xfa="x"><xfa:data><f><ship>Dora of Visby</ship><tons>7</tons><master/>'
    "</f></xfa:data><dataDescription><ship>no</ship></dataDescription></xfa:datasets>"
)


def read(*packets: str, page: str = WAIT, fields: dict[str, str] | None = None) -> list[str]:
    """The lines of a PDF with this form."""
    made = pdf([[Line(72, 700, page)]], xfa=packets, fields=fields)
    return text_of(Pdf(LIMITS, ocr=False), made).splitlines()


def test_what_the_pages_do_not_say() -> None:
    """Captions and notices, and values with the names of their fields; no choices, no programs."""
    whole = read("<xdp:xdp xmlns:xdp='x'>", TEMPLATE, DATA, "</xdp:xdp>")
    assert whole == [WAIT, "Notice to the port", "Name of vessel", "ship: Dora of Visby", "tons: 7"]


def test_what_stands_on_the_page_is_not_said_again() -> None:
    """Most forms in XFA have the same words on their pages, and values in fields."""
    page = "Notice to the port: name of vessel, tons 17"
    form = f"<xdp>{TEMPLATE}{DATA}</xdp>"
    assert read(form, page=page, fields={"ship": "Dora of Visby"}) == [
        page, "ship: Dora of Visby", "tons: 7"
    ]  # fmt: skip


def test_a_form_that_breaks_off() -> None:
    """It is read up to there; of one that declares entities nothing is."""
    assert read(f"<xdp>{DATA}<template>") == [WAIT, "ship: Dora of Visby", "tons: 7"]
    assert read(f'<!DOCTYPE x [<!ENTITY a "b">]><xdp>{DATA}</xdp>') == [WAIT]


def test_a_form_of_very_many_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that are not looked for on the pages are said again, rather than lost."""
    monkeypatch.setattr(pdf_xfa, "_LOOKED_FOR", 1)
    data = "<datasets><data><a>one</a><b>two</b></data></datasets>"
    assert read(data, page="one, two") == ["one, two", "b: two"]
