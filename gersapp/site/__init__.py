"""The whole catalogue as static pages, which a browser opens from a folder or from any host."""
