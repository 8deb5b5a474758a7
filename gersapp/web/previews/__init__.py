"""The pictures that other sites show of a link to a page."""
