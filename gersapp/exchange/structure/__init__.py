"""`Document` → `Proposal`: which block is a title, an audience, a text, a link, or nothing of ours."""
