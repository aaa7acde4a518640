"""Files of the data directory: locks, assets of runs, durable files, files of one user only."""
