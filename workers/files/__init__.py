"""Files of the data directory: written durably, locked, owned by one user; the assets of runs."""
