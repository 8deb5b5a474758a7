"""The pages, with Flask: a package of views for each feature, on a common ground."""
