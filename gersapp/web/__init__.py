"""The only Flask: thin views, a folder a feature, and what they stand on."""
