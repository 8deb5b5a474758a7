"""Documents and tables that go in and out, as values; no Flask, no store, no network."""
