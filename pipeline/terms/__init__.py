"""The terms of full text: what an index holds in place of a text's words, for both engines alike.

A word in a text becomes a term when a document is written, and a word of a query in the same way
when it is asked for. So `Microsoft's` is found by `microsoft`, and `jose` finds `José`.

- `words`: where words are in a text, and the term of each.
- `stems`: the stem of a term, by language.
- `twins`: the fields of terms and stems beside the fields of a document.
- `stage`: makes those of a document's text, in the workers.
"""
