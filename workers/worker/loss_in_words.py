"""Why a task failed whose process ended, in the words of the ledger."""

from redis import Redis, RedisError

from workers.broker.payloads import BatchKey, Payloads
from workers.broker.steps import Loss, failure_at, read_step


def loss_in_words(redis: Redis, key: BatchKey, loss: Loss) -> str:
    """The error of the document that was being worked, and which one; else what comes next.

    A document that was worked alone gets this error in the ledger, unless the kill may have come
    from outside: then it is worked again first.
    """
    ended = f"the worker process ended ({loss.status})"
    try:
        step = read_step(redis, key)
        batch = Payloads(redis, 0).load(key, (), frozenset()) if step else None  # only read
    except RedisError:
        return ended
    if step is None:
        return ended
    if step.place is None or batch is None:
        return f"{ended} in {step.stage or step.link}; the batch is worked again, one by one"
    failed, _ = failure_at(step, loss)
    return f"{failed.error}: {failed.message} ({batch.envelope.places[step.place].locator})"
