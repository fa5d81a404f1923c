"""The rules of the house (docs/architecture.md), as far as they can be read from the files."""
