"""The first and last words of the names of people in a document."""

from collections.abc import Collection, Mapping

from pipeline.extract.forms import Form
from pipeline.extract.labels import PERSON


class Surnames:
    """The first and last words of the names of people in a document.

    `last`, `first`: of full names that begin with a given name or that the model ever takes for a
    person's. `sure`: last words of those that it mostly does. `titled`: last words after "Mr" or an
    office; the full name is then a person's too.
    """

    def __init__(self, forms: Collection[Form], given: Mapping[str, float]) -> None:
        self.last: set[str] = set()
        self.first: set[str] = set()
        self.sure: set[str] = set()
        self.titled = {form.name_words[-1] for form in forms if form.titled and form.words}
        for form in forms:
            words = form.words
            if len(words) > 1 and (words[0] in given or PERSON in form.votes):
                last = form.name_words[-1]
                self.last.add(last)
                self.first.add(words[0])
                if len(words) < 5 and 2 * form.votes.get(PERSON, 0) > len(form.mentions):
                    self.sure.add(last)
