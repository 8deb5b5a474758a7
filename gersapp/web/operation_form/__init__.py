"""The form of an operation: of the catalogue, and of a review."""
