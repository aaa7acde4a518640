"""The page of `docmill serve`: searching and reading in a browser."""
