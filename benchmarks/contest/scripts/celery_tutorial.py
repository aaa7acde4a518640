"""Sends every document through a chain of `celery_tasks` and waits for the results."""

import os
import subprocess
import sys
import time

import work


def main() -> None:
    corpus, url, index = work.given()
    os.environ["CONTEST_URL"] = url
    work.create_index(url, index)
    import celery_tasks as tasks  # it reads CONTEST_URL

    worker = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "celery_tasks", "worker", "--concurrency", "2"]
    )
    try:
        chains = [
            (tasks.clean.s(work.read(path)) | tasks.extract.s() | tasks.classify.s()
             | tasks.index.s(index)).delay()
            for path in work.paths(corpus)
        ]  # fmt: skip
        # Asked again and again: two of our runs never came back from `chain.get()`.
        for chain in chains:
            while not chain.ready():
                time.sleep(0.02)
        work.finish(url, index)
    finally:
        worker.terminate()
        worker.wait()


if __name__ == "__main__":
    main()
