"""The use cases: each is a function of a catalogue and its history, that gives an outcome.

What depends on the newest catalogue is told by the outcome's class and its codes: nothing is raised for it.
"""
