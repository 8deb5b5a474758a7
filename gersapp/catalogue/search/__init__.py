"""The selection of a visitor, the index that answers it, and the results."""
