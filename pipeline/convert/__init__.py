"""The stage that makes text of files: one converter for each kind of them."""
