"""A tutorial's Celery: one task a stage, whole documents as JSON through Redis."""

import os

import spacy
import work
from celery import Celery
from celery.signals import worker_process_init

REDIS = os.environ["CONTEST_REDIS"]
app = Celery("tutorial", broker=REDIS, backend=REDIS)
es = work.client(os.environ["CONTEST_URL"])
nlp = spacy.load(work.MODEL)


@worker_process_init.connect
def ready(**_):
    work.mark_ready()


@app.task
def clean(document):
    document["text"] = work.clean(document["text"])
    return document


@app.task
def extract(document):
    document["entities"] = work.entities(nlp(document["text"]))
    return document


@app.task
def classify(document):
    document["category"], document["score"] = work.classify([document["text"]])[0]
    return document


@app.task
def index(document, name):
    es.index(index=name, id=document.pop("id"), document=document)
