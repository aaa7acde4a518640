"""The environment of the processes that docmill starts."""

from workers.one_thread import ONE_THREAD

# One thread for each child, because the children run in parallel. Freed memory is not returned to
# the kernel after every batch, which saves about 4 % of the time (glibc; ignored elsewhere).
CHILD_ENVIRONMENT = {
    **ONE_THREAD,
    "MALLOC_MMAP_THRESHOLD_": str(1 << 30),
    "MALLOC_TRIM_THRESHOLD_": str(1 << 30),
}
# With one arena, tantivy's threads can reuse what another thread has freed: after 200,000 one-line
# documents the writer takes 93 MiB instead of 117 (glibc only).
WRITER_ENVIRONMENT = {**CHILD_ENVIRONMENT, "MALLOC_ARENA_MAX": "1"}
