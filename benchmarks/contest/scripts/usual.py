"""The usual script: one process, the whole model, one document after the other."""

import spacy
import work

corpus, url, index = work.given()
work.create_index(url, index)
es = work.client(url)
nlp = spacy.load(work.MODEL)
work.mark_ready()
for path in work.paths(corpus):
    document = work.read(path)
    document["text"] = work.clean(document["text"])
    document["entities"] = work.entities(nlp(document["text"]))
    document["category"], document["score"] = work.classify([document["text"]])[0]
    es.index(index=index, id=document.pop("id"), document=document)
work.finish(url, index)
