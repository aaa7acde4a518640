"""Archive evidence: what the names of all documents together say about each.

- `names`: the names of one document as an index stores them; how it is changed, and changed back.
- `counts`: how many documents of the archive have a name, in a file, not in memory.
- `settling`: what the counts settle: types, short forms, spellings.
- `variants`: which names may be spellings of one, to be reviewed.
- `review`: the file in which people accept them.
- `archive`: the pass over an index.
"""
