"""The roles of the lines that do not say what they are: what is seen of each, weighed along the whole document."""
