"""Recent changes, undoing them, older versions, the trash."""
