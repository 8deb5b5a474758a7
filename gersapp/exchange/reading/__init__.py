"""Bytes → `Document`: a module for each format, and the limits on what is read."""
