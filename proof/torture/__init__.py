"""What the catalogue survives: `python -m proof.torture`. Each torture first proves that it bites."""
