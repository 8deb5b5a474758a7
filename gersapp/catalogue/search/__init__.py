"""What a visitor asks for, and the index that answers it."""
