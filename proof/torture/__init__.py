"""What the catalogue survives: `python -m proof.torture`. Each one first shows that it detects a fault."""
