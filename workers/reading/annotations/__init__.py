"""What readers add to documents: stars, tags, notes, saved searches; never in the index."""
