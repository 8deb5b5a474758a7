"""What search engines read."""
