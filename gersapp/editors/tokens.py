"""Tokens of 256 random bits, that only those who got them know."""

import hashlib
import secrets


def new_token() -> str:
    return secrets.token_urlsafe(32)


def digest_of(token: str) -> str:
    """Return what is kept of a token: nobody finds the token by it."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
