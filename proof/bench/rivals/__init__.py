"""What the catalogue is measured beside, each run as its author would run it."""
