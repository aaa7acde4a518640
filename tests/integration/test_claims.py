"""ContentClaims of texts, which several processes make at once."""

from concurrent.futures import ThreadPoolExecutor

from testbed.broker import RunningBroker
from workers.broker.content_claims import CLAIM_SECONDS, ContentClaims

RUN = "20260101-000000-abcd"


def test_the_first_to_claim_a_text_has_it(broker: RunningBroker) -> None:
    """Others are told its document; whoever asks again for itself still has it."""
    with broker.client() as redis:
        claims = ContentClaims(redis, RUN)
        assert claims.claim({"x": "a", "y": "a2"}) == {"x": "a", "y": "a2"}
        assert claims.claim({"x": "b", "z": "b"}) == {"x": "a", "z": "b"}
        assert claims.claim({"x": "a"}) == {"x": "a"}
        assert claims.claim({}) == {}


def test_processes_that_claim_at_the_same_moment_agree(broker: RunningBroker) -> None:
    """Each text has one document, whoever is asked."""
    texts = [f"{number:02}" for number in range(40)]
    with broker.client() as redis, ThreadPoolExecutor(8) as pool:
        asked = pool.map(
            lambda who: ContentClaims(redis, RUN).claim(dict.fromkeys(texts, f"document {who}")),
            range(8),
        )
        first, *others = list(asked)
    assert set(first) == set(texts)
    assert all(other == first for other in others)


def test_claims_are_of_one_run_and_go_by_themselves(broker: RunningBroker) -> None:
    """By then the index shows what was written; Redis keeps nothing for ever."""
    with broker.client() as redis:
        ContentClaims(redis, RUN).claim({"x": "a"})
        assert ContentClaims(redis, "another").claim({"x": "b"}) == {"x": "b"}
        assert all(0 < redis.ttl(key) <= CLAIM_SECONDS for key in redis.keys("*"))


def test_who_was_forgotten_hears_of_it(broker: RunningBroker) -> None:
    """A broker that has come back empty knows no claim, nor that the index was refreshed since."""
    with broker.client() as redis:
        claims = ContentClaims(redis, RUN)
        claims.note_shown()
        assert claims.are_shown()
        assert not ContentClaims(redis, "another").are_shown()
        claims.claim({"x": "a"})
        redis.flushall()
        assert not claims.are_shown()
        assert claims.claim({"x": "b"}) == {"x": "b"}
        assert claims.claim({"x": "a"}) == {"x": "b"}
