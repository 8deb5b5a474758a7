"""An Observatoire to try: 200 bodies, 199 of which are invented, on a PostgreSQL of its own."""
