"""Who may ask for what, and the headers of every response."""
