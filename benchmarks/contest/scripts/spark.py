"""PySpark: `mapPartitions` on `local[2]`, each Python worker with a tuned model."""

import itertools

import work
from pyspark.sql import SparkSession

corpus, url, index = work.given()
work.create_index(url, index)


def enrich(paths):
    tuned = work.tuned(url, index)
    for batch in iter(lambda: list(itertools.islice(paths, work.BATCH)), []):
        yield tuned.work(batch)


spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
context = spark.sparkContext
print(context.parallelize(work.paths(corpus), 2).mapPartitions(enrich).sum())
work.finish(url, index)
spark.stop()
