"""How fast the catalogue is, and what it survives."""
