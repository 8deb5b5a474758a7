"""Who may request what, and the headers of every response."""
