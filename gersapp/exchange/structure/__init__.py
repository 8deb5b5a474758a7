"""`Document` → `Proposal`: which block is a title, an audience, a text, a link, or nothing of ours.

To be read in this order: `lines` (what roles are given to), `clean`, `mails` and `joining` (what is no text,
what was torn), `explicit` (lines that say what they are), `roles` (the others), `assemble` (operations of
lines), `propose`, which calls them. `words`, `cues`, `platforms`, `people`, `tags` say what texts tell.
"""

from gersapp.exchange.structure.propose import propose

__all__ = ["propose"]
