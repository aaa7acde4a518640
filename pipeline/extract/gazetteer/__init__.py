"""Lists of known names: the packaged one as evidence, a user's own as verdict."""
