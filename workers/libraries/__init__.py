"""What docmill relies on that libraries do not promise: a file a library, a contract test each."""
