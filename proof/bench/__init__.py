"""How fast the catalogue is, always beside something else measured in the same run: `make bench`."""
