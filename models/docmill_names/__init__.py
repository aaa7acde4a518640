"""Networks for names: a file a language, read by docmill (`pipeline/extract/cnn/network_file.py`).

Data alone: `languages.json` says which file a language has and how good it is; `word_classes.zst`
has the classes of words, `fi.words.zst` and its like those of a language's own.
"""
