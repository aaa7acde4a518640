"""Names of languages as people write them, for `language:english`."""

from pipeline.folding import fold

_CODES = {
    "ar": "arabic", "bg": "bulgarian", "ca": "catalan", "cs": "czech", "da": "danish",
    "de": "german deutsch", "el": "greek", "en": "english", "es": "spanish espanol castilian",
    "et": "estonian", "fa": "persian farsi", "fi": "finnish", "fr": "french francais",
    "he": "hebrew", "hi": "hindi", "hr": "croatian", "hu": "hungarian", "id": "indonesian",
    "it": "italian italiano", "ja": "japanese", "ko": "korean", "lt": "lithuanian",
    "lv": "latvian", "nl": "dutch nederlands", "no": "norwegian norsk", "pl": "polish polski",
    "pt": "portuguese portugues", "ro": "romanian", "ru": "russian", "sk": "slovak",
    "sl": "slovenian slovene", "sr": "serbian", "sv": "swedish svenska", "th": "thai",
    "tr": "turkish", "uk": "ukrainian", "und": "unknown undetermined", "ur": "urdu",
    "vi": "vietnamese", "zh": "chinese mandarin",
}  # fmt: skip
_NAMES = {name: code for code, names in _CODES.items() for name in names.split()}


def language_code(text: str) -> str:
    """The ISO 639-1 code of a language's name; another text as it is, in lower case."""
    return _NAMES.get(fold(text), text.lower())
