"""The tortures of many bodies in PostgreSQL, and of the processes that share them."""
