"""Many bodies as one: who they are, their operations together, and the selection across them. Pure."""
