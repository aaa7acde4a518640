"""The networks of `docmill-names` (`models/`) load, find what spaCy finds, and are used."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipeline.errors import ConfigurationError
from pipeline.extract.cnn import CnnRecogniser, disagreement, network_file
from pipeline.extract.languages import NAMES, trained_languages
from pipeline.extract.languages import network_file as file_of
from pipeline.extract.model import Recogniser
from pipeline.extract.recognisers import MOST_LOADED, Recognisers
from pipeline.extract.span import Span
from pipeline.extract.stage import ExtractStage
from pipeline.records import Work
from tests.harness.names import TEXTS, without_margins
from tests.harness.works import work

# A sentence in each language, with names that no training text has together.
SENTENCES = {
    "pt": "O presidente Artur Valadares chegou ontem a Lisboa, vindo do Porto, disse a Petrobras.",
    "hr": "Premijer Andrej Plenković danas je u Zagrebu razgovarao s čelnicima Europske unije.",
    "sr": "Predsednik Aleksandar Vučić razgovarao je juče u Beogradu sa delegacijom NATO.",
    "sk": "Prezidentka Zuzana Čaputová včera v Bratislave privítala hostí z Prahy.",
    "fi": "Pääministeri Sanna Marin tapasi eilen Helsingissä Nokian johtajat.",
    "da": "Statsminister Mette Frederiksen mødte i går i København ledelsen af Mærsk.",
    "sv": "Statsminister Stefan Löfven träffade i går i Stockholm ledningen för Volvo.",
    "de": "Bundeskanzlerin Angela Merkel traf gestern in Berlin die Leitung der Siemens AG.",
}
NETWORKS = sorted({trained.network for trained in trained_languages().values()})


def test_docmill_names_is_installed() -> None:
    """`make setup` installs it, so nothing below is left out without a word."""
    assert NETWORKS, "pip install -e models"


@pytest.mark.parametrize("network", NETWORKS)
def test_a_network_finds_what_spacy_finds_with_it(network: str) -> None:
    """In the texts of the self-test, odd ones, and sentences of all languages."""
    nlp = network_file.read(file_of(network))
    fast = CnnRecogniser(nlp)
    assert disagreement(nlp, fast) == ""
    texts = [*TEXTS, *SENTENCES.values(), " ".join(SENTENCES.values())]
    stock = [
        [Span(e.start_char, e.end_char, e.label_) for e in doc.ents] for doc in nlp.pipe(texts)
    ]
    assert without_margins(fast.spans(texts)) == stock


def test_the_stage_uses_the_network_of_the_language() -> None:
    """It is loaded at the first text of its language, and says that it runs in numpy."""
    stage = ExtractStage(models={"pt": NAMES})
    stage.load()
    assert f"model {NAMES} pt" not in stage.report()
    assert stage.languages()["names in pt"].startswith(f"{NAMES}, F1 0.")
    (result,) = stage.process([work(SENTENCES["pt"], "pt")])
    assert isinstance(result, Work)
    assert result.entities is not None
    assert ("place", "Lisboa") in {(m.label, m.text) for m in result.entities.mentions}
    assert result.entities.reason is None
    assert stage.report()[f"model {NAMES} pt"] == "runs in numpy"


def test_a_network_that_is_not_there_is_a_wrong_configuration() -> None:
    """The message names package and network."""
    with pytest.raises(ConfigurationError, match="docmill_names xx"):
        Recogniser(NAMES, network="xx")


def test_few_networks_are_in_memory_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one not used for longest goes."""
    made: list[str] = []

    def recogniser(package: str, rules: Any, network: str) -> str:
        made.append(network)
        return network

    monkeypatch.setattr("pipeline.extract.recognisers.Recogniser", recogniser)
    recognisers = Recognisers({})
    models = [(NAMES, str(number)) for number in range(MOST_LOADED + 1)]
    for model in (*models[:-1], models[0], models[-1], models[0], models[1]):
        recognisers.get(model)
    assert made == [*map(str, range(MOST_LOADED + 1)), "1"]


def test_a_written_network_is_nearly_the_same(tmp_path: Path) -> None:
    """Eight bits for embeddings and half precision for the rest; another shape is refused."""
    nlp = network_file.untrained("pt")
    file = tmp_path / "xx.npz"
    network_file.write(nlp, file, {"f1": 0.5})
    again = network_file.read(file)
    pairs = zip(nlp.get_pipe("ner").model.walk(), again.get_pipe("ner").model.walk(), strict=True)
    for one, other in pairs:
        for name in one.param_names:
            if one.has_param(name):
                expected, got = one.get_param(name), other.get_param(name)
                assert np.abs(expected - got).max() <= np.abs(expected).max() / 100 + 1e-6
    with np.load(file) as arrays:
        content = dict(arrays)
    large = next(name for name, array in content.items() if array.ndim == 2)
    np.savez(file, **{**content, large: content[large][:-1]})
    with pytest.raises(ValueError, match="shape"):
        network_file.read(file)
