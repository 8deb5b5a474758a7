"""What the catalogue survives, by a command: `python -m torture`. Each torture first proves that it bites."""
