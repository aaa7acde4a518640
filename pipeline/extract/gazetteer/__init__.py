"""Lists of known names: the packaged one is evidence, a user's own always decides."""
