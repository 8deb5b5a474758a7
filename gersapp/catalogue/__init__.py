"""The domain: what a catalogue of operations is, and nothing else.

Pure: no Flask, no TinyDB, no marshmallow, no clock, no file, no network.
"""
