"""`make bench`: docmill against what its users would take instead, in one run."""
