"""The roles of lines that do not say what they are: what is seen of each, weighed along the document."""
