"""The Observatoire: the operations of all bodies together."""
