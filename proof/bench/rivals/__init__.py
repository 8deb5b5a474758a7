"""The programs that the catalogue is compared with, each run as its author would run it."""
