"""What a library pushes into a callback, as something to iterate over."""

import threading
from collections.abc import Callable, Generator
from typing import TypeVar

T = TypeVar("T")


class _Left(BaseException):
    """Nobody wants the rest."""


def pulled(push: Callable[[Callable[[T], None]], object]) -> Generator[T, None, None]:
    """What `push` gives to the function that it is called with, one by one.

    It runs in a thread, and only while the next item is waited for: never beside the code that
    iterates. Its error is raised here. A library that swallows every exception would go on.
    """
    turn, answer = threading.Semaphore(0), threading.Semaphore(0)
    items: list[T] = []
    errors: list[BaseException] = []
    left = False

    def hand(item: T) -> None:
        items.append(item)
        answer.release()
        turn.acquire()
        if left:
            raise _Left

    def run() -> None:
        turn.acquire()
        try:
            if not left:
                push(hand)
        except _Left:
            pass
        except BaseException as error:
            errors.append(error)
        answer.release()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        while True:
            turn.release()
            answer.acquire()
            if not items:
                break
            yield items.pop()
    finally:
        left = True
        turn.release()
        thread.join()
    if errors:
        raise errors[0]
