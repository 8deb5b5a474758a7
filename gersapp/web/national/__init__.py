"""All bodies together, as the current application knows them."""
