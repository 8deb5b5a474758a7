"""What visitors take away: documents, tables, data."""
