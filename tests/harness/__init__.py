"""What the tests need around them: real services, started without containers."""
