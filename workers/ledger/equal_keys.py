"""Documents of a run with the same key: each overwrites the one before in the index."""

from workers.ledger.reader import LedgerReader


def equal_keys(ledger: LedgerReader, run: str) -> int:
    """How many documents of a run have the id of another one; one of each group is not counted.

    0 for a run whose ids are not made from a key (`--id-field`), and for an unknown run.
    """
    state = ledger.state(run)
    if state is None or state.request.id_field is None:
        return 0
    import numpy as np  # here, because its import takes longer than the rest of `status`

    packed = b"".join(batch.ids for batch in ledger.batches(run))
    ids = np.frombuffer(packed, np.uint64).reshape(-1, 2)  # 16 bytes each
    ids = ids[np.lexsort((ids[:, 0], ids[:, 1]))]
    return int((ids[1:] == ids[:-1]).all(axis=1).sum())
