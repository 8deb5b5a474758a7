"""The use cases: each is a function of a catalogue and its history that returns an outcome.

A use case raises nothing: the class and the codes of the outcome say what the newest catalogue refuses.
"""
