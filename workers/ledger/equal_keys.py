"""Records of a run that have the same key: each writes over the one before, and only one stays."""

from workers.ledger.reader import LedgerReader


def equal_keys(ledger: LedgerReader, run: str) -> int:
    """How many documents of a run have an id that another one, which is not counted, has too.

    0 for a run whose ids are not made from a key (`--id-field`), and for one that is not known.
    """
    state = ledger.state(run)
    if state is None or state.request.id_field is None:
        return 0
    import numpy as np  # takes longer than all else that `status` does

    packed = b"".join(batch.ids for batch in ledger.batches(run))
    ids = np.frombuffer(packed, np.uint64).reshape(-1, 2)  # 16 bytes each
    ids = ids[np.lexsort((ids[:, 0], ids[:, 1]))]
    return int((ids[1:] == ids[:-1]).all(axis=1).sum())
