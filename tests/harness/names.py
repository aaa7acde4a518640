"""Texts in which names are looked for, and names without what only docmill says of them."""

from collections.abc import Sequence

from pipeline.extract.span import Span

TEXTS = (
    "Vladimir Putin met Angela Merkel in Moscow on Friday to talk about the United States.",
    "BANK OF ENGLAND RAISES RATES TO 4.75%; FTSE 100 FALLS IN LONDON",
    "Le ministre des Finances, Bruno Le Maire, s'est rendu à Berlin le 14 juillet 2019.",
    "2019-03-04T12:00:01Z ERROR [worker-3] redis.exceptions.ConnectionError: Error 111\n\tat main",
    "<div class='by'>By <b>Jane O'Hara</b>&nbsp;in New York</div><p>Apple Inc. rose 3 %.</p>",
    "東京は日本の首都です。習近平在北京。 Москва — столица России. 😀😀 🇫🇷 Paris",
    "name,age,town\nJohn Smith,42,Paris\nMary Jones,37,New York\n",
    "\t\tIn 1999\u2028Bill Clinton\u00a0visited\r\n\r\nBelfast   .   ",
    "nuthin ’’They’d’ve said : ) -: ( 8 - ) to Mr . Smith of U . S . Steel e.g . Inc .",
    "In January 2005 the Bank of",
    "Rome",
    " ",
    "\n\n",
    "",
)


def without_margins(found: Sequence[Sequence[Span]]) -> list[list[Span]]:
    """The spans as spaCy can give them."""
    return [[Span(*span[:3]) for span in spans] for spans in found]
