"""What the rules of names are worth on texts of several genres."""
