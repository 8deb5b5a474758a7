"""The domain: pure values and functions. No Flask, TinyDB, marshmallow, clock, file or network."""
