"""The exit codes of commands."""

EXIT_FAILED_DOCUMENTS = 1
EXIT_USAGE = 2
EXIT_UNFINISHED = 3
