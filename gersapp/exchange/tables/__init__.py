"""Tables that come in: sheets of cells, the meaning of their columns, and the operations of their rows."""
