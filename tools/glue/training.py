"""Fits the weights and trees of the glued-word repair: `make glue-weights`.

Clean articles and short items (see `shared/corpus`) are damaged by the generator of the evaluation
kit, once for each of `DAMAGES`. The lexicon is made of the damaged texts themselves, as a run
makes it. Every way to split every doubted word of them is an example, right or wrong, of a logistic
regression over the features. Its best split of each word, where it is in doubt, is an example for
boosted trees, which also have features of the whole document. Texts of other genres (`genres.py`)
show what is to be left alone, and are damaged as well. `--half` fits on every second document
alone, so that the others can measure.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from pipeline.clean.glue.features import CONTEXT_FEATURES, WORD_FEATURES, ClassTables
from pipeline.clean.glue.scoring import (
    DOCUMENT_FEATURES,
    NO_OTHER,
    SURELY_ONE,
    document_features,
)
from pipeline.clean.glue.word_classes import CLASSES
from pipeline.clean.lexicon import Lexicon, count_words
from tools.glue.examples import (
    PARTS,
    Damaged,
    Damager,
    Examples,
    Numbers,
    collect,
    find_affinity,
    load_generator,
    read_reports,
    read_texts,
)
from tools.glue.genres import GENRES, GLUED_IN_SOURCE, get_packages, read_genre

NAMES = (*WORD_FEATURES, *CONTEXT_FEATURES)
GLUE_TABLES = ("glue_ab", "glue_pa", "glue_bn")
GLUE_COLUMNS = [NAMES.index(name) for name in GLUE_TABLES]
# Rate, seed, weight for the trees: most documents of most archives are clean or nearly so.
DAMAGES = ((0.0, 0, 3.0), (0.015, 7, 1.0), (0.015, 8, 1.0), (0.004, 11, 1.5), (0.004, 12, 1.5))
SHORT_DAMAGES = ((0.0, 0, 3.0), (0.015, 3, 1.0), (0.015, 4, 1.0))
# News of other writers and years. None of it is used to judge; the news of 2019 is.
REPORTS = "open-en/wikinews_2020.csv.gz"
REPORT_DAMAGES = ((0.0, 0, 3.0), (0.015, 5, 1.0), (0.004, 6, 1.0))
GENRE_WEIGHT = 3.0  # of words of other genres, for the trees
GENRE_DAMAGES = ((0.015, 5, 1.0), (0.004, 6, 1.0))
LEXICON_DAMAGE = (0.015, 9)  # of the archive whose lexicon clean texts are repaired with
# Some words are glued in the articles themselves. Examples of which a fit is this sure are taken
# for such words and left out.
OUTLIER = 3.5
STRENGTH = 1.0  # of the L2 penalty
SMOOTHING = 5.0  # examples added to each cell of the class tables
FOLDS = 4
TREES = {
    "max_iter": 800,
    "learning_rate": 0.03,
    "max_leaf_nodes": 16,
    "min_samples_leaf": 30,
    "l2_regularization": 1.0,
    "max_features": 0.2,
    "early_stopping": False,
    "random_state": 0,
}
# Log-odds at which, fitted on the odd half, articles of the even one at a rate of 0.015 have about
# 5 false splits per 100,000 words, and texts of held-out genres without damage 1 or 2.
THRESHOLDS = {"with_lexicon": 1.9, "without_lexicon": 2.0}


class Set(NamedTuple):
    """The examples of one damage, and what each weighs for the trees.

    `trusted`: that what was not glued on purpose is not glued.
    """

    examples: Examples
    weight: float
    trusted: bool = False


class Best(NamedTuple):
    """The best split of each word: features, those of the document first; whether it is right."""

    features: Numbers
    right: NDArray[np.bool_]
    weight: Numbers
    fold: NDArray[np.int64]
    trusted: NDArray[np.bool_]


def glue_tables(sets: Sequence[Set]) -> list[Numbers]:
    """For each pair of places, log-odds of right against wrong splits by the classes there."""
    tables = []
    for first, second in ((0, 1), (2, 0), (1, 3)):
        counts = np.zeros((2, len(CLASSES), len(CLASSES)))
        for examples, _, _ in sets:
            x = examples.classes
            np.add.at(counts, (examples.right.astype(int), x[:, first], x[:, second]), 1)
        wrong, good = counts
        share = good.sum() / counts.sum()
        tables.append(
            np.log((good + SMOOTHING * share) / good.sum())
            - np.log((wrong + SMOOTHING * (1 - share)) / wrong.sum())
        )
    return tables


def with_glue_tables(given: Set, tables: Sequence[Numbers]) -> Set:
    features, x = given.examples.features.copy(), given.examples.classes
    for column, table, (i, j) in zip(GLUE_COLUMNS, tables, ((0, 1), (2, 0), (1, 3)), strict=True):
        features[:, column] = table[x[:, i], x[:, j]]
    return given._replace(examples=given.examples._replace(features=features))


def regress(
    features: Numbers, right: NDArray[np.bool_], near: tuple[Numbers, float] | None = None
) -> tuple[Numbers, float]:
    """Weights and bias of an L2-penalised logistic regression, by Newton's method.

    `near`: those of nearly the same examples; from there a few steps are enough.
    """
    mean, deviation = features.mean(0), features.std(0) + 1e-6
    x = np.hstack([(features - mean) / deviation, np.ones((len(features), 1))])
    penalty = np.eye(x.shape[1]) * STRENGTH
    penalty[-1, -1] = 1e-6
    beta = np.zeros(x.shape[1])
    if near:
        beta[:-1], beta[-1] = near[0] * deviation, near[1] + near[0] @ mean
    for _ in range(25):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        gradient = x.T @ (right - p) - penalty @ beta
        step = np.linalg.solve((x.T * (p * (1 - p))) @ x + penalty, gradient)
        beta += step
        if np.abs(step).max() < 1e-4:
            break
    raw = beta[:-1] / deviation
    return raw, float(beta[-1] - raw @ mean)


def best_splits(given: Set, log_odds: Numbers) -> Best:
    """The best split of each word, by these log-odds."""
    examples, weight, _ = given
    order = np.lexsort((-log_odds, examples.word))
    starts = np.flatnonzero(np.diff(examples.word[order], prepend=-1))
    best = order[starts]
    second = np.full(len(best), NO_OTHER)
    ends = np.append(starts[1:], len(order))
    several = ends - starts > 1
    second[several] = log_odds[order[starts[several] + 1]]
    document = examples.document[best]
    of_document: list[list[float]] = []
    # Words of one document follow one another.
    for rows in np.split(np.arange(len(best)), np.flatnonzero(np.diff(document)) + 1):
        of_document += document_features(
            [(float(log_odds[best[i]]), float(log_odds[best[i]] - second[i])) for i in rows],
            examples.facts[document[rows[0]]],
        )
    return Best(
        np.hstack([np.array(of_document, dtype=np.float64), examples.features[best]]),
        examples.right[best],
        np.full(len(best), weight),
        document % FOLDS,
        np.full(len(best), given.trusted),
    )


def fit(sets: Sequence[Set], threshold: float) -> tuple[dict[str, Any], dict[str, Any]]:
    """The regression's weights, and the trees."""
    features = np.vstack([s.examples.features for s in sets])
    right = np.concatenate([s.examples.right for s in sets])
    fold = np.concatenate([s.examples.document % FOLDS for s in sets])
    trusted = np.concatenate([np.full(len(s.examples.right), s.trusted) for s in sets])
    kept = np.ones(len(right), dtype=bool)
    near: tuple[Numbers, float] | None = None
    for _ in range(3):
        near = weights, bias = regress(features[kept], right[kept], near)
        outlier = ~right & ~trusted & (features @ weights + bias > OUTLIER) & kept
        if not outlier.any():
            break
        kept &= ~outlier
    # The trees learn from log-odds of words that the regression was not fitted on, as in use.
    log_odds = np.zeros(len(right))
    for number in range(FOLDS):
        seen = kept & (fold != number)
        of_fold, bias_of_fold = regress(features[seen], right[seen], near)
        log_odds[fold == number] = features[fold == number] @ of_fold + bias_of_fold
    parts = np.split(log_odds, np.cumsum([len(s.examples.right) for s in sets])[:-1])
    best = [best_splits(s, part) for s, part in zip(sets, parts, strict=True)]
    joined = Best(*(np.concatenate(column) for column in zip(*best, strict=True)))
    first = joined.features[:, DOCUMENT_FEATURES.index("log_odds")]
    doubtful = (first > SURELY_ONE) & (joined.right | joined.trusted | (first <= OUTLIER))
    trees = HistGradientBoostingClassifier(**TREES).fit(
        joined.features[doubtful], joined.right[doubtful], sample_weight=joined.weight[doubtful]
    )
    fitted = {
        "bias": bias,
        "threshold": threshold,
        "features": dict(zip(NAMES, weights, strict=True)),
    }
    return fitted, exported(trees)


def exported(fitted: HistGradientBoostingClassifier) -> dict[str, Any]:
    """The trees as `pipeline.clean.glue.trees` reads them."""

    # scikit-learn has no public way to its trees' nodes.
    def node(nodes: Any, number: int) -> Any:
        row = nodes[number]
        if row["is_leaf"]:
            return round(float(row["value"]), 4)
        return [
            int(row["feature_idx"]),
            float(f"{row['num_threshold']:.5g}"),
            node(nodes, row["left"]),
            node(nodes, row["right"]),
        ]

    return {
        "base": round(float(fitted._baseline_prediction.item()), 4),
        "trees": [node(tree.nodes, 0) for (tree,) in fitted._predictors],
    }


def rounded(value: float) -> str:
    return f"{value:.4g}" if "e" in f"{value:.4g}" else f"{float(f'{value:.4g}')}"


def write_weights(
    file: Path, fitted: dict[str, dict[str, Any]], tables: dict[str, Numbers]
) -> None:
    lines = [
        "# Weights of the glued-word repair, from tools/glue/training.py (make glue-weights):",
        "# fitted on BBC News and AG News articles and texts of Debian packages, damaged on",
        "# purpose. None of their text is here.",
    ]
    for name, weights in fitted.items():
        features = weights.pop("features")
        lines += ["", f"[{name}]", *(f"{k} = {rounded(v)}" for k, v in weights.items())]
        lines += ["", f"[{name}.features]", *(f"{k} = {rounded(v)}" for k, v in features.items())]
    lines += ["", f"# Rows and columns: {', '.join(CLASSES)}.", "[classes]"]
    for name, table in tables.items():
        lines += [f"{name} = [", *(f"  [{', '.join(f'{v:.2f}' for v in r)}]," for r in table), "]"]
    file.write_text("\n".join(lines) + "\n", "utf-8")


def write_trees(file: Path, trees: dict[str, dict[str, Any]]) -> None:
    lines = ['{"features":' + json.dumps([*DOCUMENT_FEATURES, *NAMES])]
    for name, ensemble in trees.items():
        rows = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in ensemble["trees"])
        lines.append(f',"{name}":{{"base":{ensemble["base"]},"trees":[\n{rows}\n]}}')
    file.write_text("\n".join(lines) + "}\n", "utf-8")


def sets_of(
    source: Damager,
    damages: Sequence[tuple[float, int, float]],
    parts: Sequence[str],
    archive: Callable[[list[str]], Lexicon],
    classes: ClassTables,
) -> list[Set]:
    """The examples of each half, each damage."""
    sets = []
    for part in parts:
        for rate, seed, weight in damages:
            documents = source.damage(part, rate, seed)
            met = documents if rate else source.damage(part, *LEXICON_DAMAGE)
            lexicon = archive([document.text for document in met])
            sets.append(Set(collect(documents, lexicon, classes), weight))
    return sets


def undamaged(texts: list[str]) -> list[Damaged]:
    return [Damaged(text, {}) for text in texts]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="holds corpus/ and eval/")
    parser.add_argument("--half", choices=["odd", "even", "all"], default="all")
    parser.add_argument("output", type=Path, help="folder of en-weights.toml and en-trees.json")
    options = parser.parse_args()
    generator: Any = load_generator(options.shared / "eval/cleaning/corrupt.py")
    parts = [part for part in PARTS if options.half in (part, "all")]
    corpus = options.shared / "corpus"
    articles = Damager(generator, read_texts(corpus / "bbc-dev.jsonl.gz"), generator.spans_spacy)
    items = Damager(generator, read_texts(corpus / "agnews-dev.jsonl.gz"), generator.spans_caps)
    reports = Damager(generator, read_reports(corpus / REPORTS), generator.spans_caps)
    debian = get_packages()
    genres = [read_genre(genre, debian) for genre in GENRES]
    damagers = [Damager(generator, texts, generator.spans_caps) for texts in genres]
    affinity = find_affinity(d.text for part in parts for d in articles.damage(part, 0.0, 0))
    nothing = [[0.0] * len(CLASSES)] * len(CLASSES)
    classes = ClassTables(affinity.tolist(), nothing, nothing, nothing)
    tables: list[Numbers] = []
    fitted, trees = {}, {}
    archives = {"without_lexicon": lambda _: Lexicon(), "with_lexicon": count_words}
    for name, archive in archives.items():
        sets = sets_of(articles, DAMAGES, parts, archive, classes)
        sets += sets_of(items, SHORT_DAMAGES, parts, archive, classes)
        sets += sets_of(reports, REPORT_DAMAGES, tuple(PARTS), archive, classes)
        known = archive([text for texts in genres for text in texts])
        for texts, damager in zip(genres, damagers, strict=True):
            sets.append(
                Set(collect(undamaged(texts), known, classes, GLUED_IN_SOURCE), GENRE_WEIGHT, True)
            )
            sets += [
                Set(collect(damager.all(rate, seed), known, classes, GLUED_IN_SOURCE), weight, True)
                for rate, seed, weight in GENRE_DAMAGES
            ]
        tables = tables or glue_tables(sets)
        sets = [with_glue_tables(s, tables) for s in sets]
        fitted[name], trees[name] = fit(sets, THRESHOLDS[name])
    write_weights(
        options.output / "en-weights.toml",
        fitted,
        {"affinity": affinity, **dict(zip(GLUE_TABLES, tables, strict=True))},
    )
    write_trees(options.output / "en-trees.json", trees)


if __name__ == "__main__":
    main()
