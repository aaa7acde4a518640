"""The self-test at every start: spaCy and docmill's own path must find the same entities.

So differences of a new spaCy or numpy, or of a model with other rules, are found at the start.
"""

from typing import Any

from pipeline.extract.cnn.recogniser import CnnRecogniser

# Ordinary prose with names of most kinds, and what a tokenizer or the transitions may trip over:
# white space of several kinds, emoticons, quotes at blanks, an entity at the very end, nothing.
TEXTS = (
    "Angela Merkel and Emmanuel Macron met in Berlin on Tuesday to talk about the European Union. "
    "The two-day summit, paid for by Siemens AG, cost about $3.5 million, said Reuters.",
    "Le président de la République a rencontré Angela Merkel à Paris lundi 3 mars 2014.",
    "SHARES OF MICROSOFT CORP. FALL 12% IN NEW YORK AFTER PROFIT WARNING",
    "  Dr. John  Smith\t(Univ. of\u00a0Oxford) wrote:\n\n'It's 5km to Stratford-upon-Avon' :-) \n",
    "def main(argv): return [x for x in open('/etc/hosts')]  # see https://example.com/a?b=c#d",
    "nuthin ’’They’d’ve :) ( : 8-) 東京は日本の首都です。 🙂🇫🇷 Kraków, Łódź & São Paulo",
    "| 1 | Smith, J. | 12.03.1999 | € 1,200.50 |\r\n| 2 | O'Neill | --- | n/a |",
    "In January 2005 the Bank of England",
    "London",
    " \n ",
    "",
)


def disagreement(nlp: Any, fast: CnnRecogniser) -> str:
    """What differs between spaCy and the fast path, or "" for nothing."""
    with nlp.memory_zone():
        expected = [
            [(e.start_char, e.end_char, e.label_) for e in doc.ents] for doc in nlp.pipe(TEXTS)
        ]
    found = [[span[:3] for span in spans] for spans in fast.spans(TEXTS)]
    differing = sum(one != other for one, other in zip(expected, found, strict=True))
    return f"its self-test differs in {differing} of {len(TEXTS)} texts" if differing else ""
