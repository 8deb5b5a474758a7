"""`Document` → `Proposal`: which block is a title, an audience, a text, a link, or nothing of ours."""

from gersapp.exchange.structure.propose import propose

__all__ = ["propose"]
