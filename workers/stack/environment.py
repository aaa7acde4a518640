"""The environment of the processes that docmill starts."""

from workers.processor import ONE_THREAD

# One thread for each child: the children are the parallelism. Freed memory is kept instead of given
# back to the kernel after every batch, which saves about 4 % (glibc only; others ignore it).
CHILD_ENVIRONMENT = {
    **ONE_THREAD,
    "MALLOC_MMAP_THRESHOLD_": str(1 << 30),
    "MALLOC_TRIM_THRESHOLD_": str(1 << 30),
}
# What one of tantivy's threads has freed is of no use to another, unless they share an arena: after
# 200,000 one-line documents the writer takes 93 MiB instead of 117 (glibc only).
WRITER_ENVIRONMENT = {**CHILD_ENVIRONMENT, "MALLOC_ARENA_MAX": "1"}
