"""Ray Data: `map_batches` with two actors, each with a tuned model."""

import os

import ray
import work

os.environ["RAY_USAGE_STATS_ENABLED"] = "0"


class Work:
    def __init__(self, url, index):
        self._tuned = work.Tuned(url, index)

    def __call__(self, batch):
        return {"indexed": [self._tuned.work(batch["item"])]}


corpus, url, index = work.given()
work.create_index(url, index)
ray.init(num_cpus=2, include_dashboard=False)
paths = work.paths(corpus)
dataset = ray.data.from_items(paths, override_num_blocks=max(2, len(paths) // work.BATCH))
indexed = dataset.map_batches(
    Work,
    fn_constructor_args=(url, index),
    batch_size=work.BATCH,
    compute=ray.data.ActorPoolStrategy(size=2),
)
print(indexed.sum("indexed"))
work.finish(url, index)
