"""Lines that say themselves what they are: « Public : … », the cells of a table, the items of nested lists.

Each function `with_…` takes all lines of a document and returns all of them, those that it knows with a
`kind`, or with the roles that they are `forced` to have. `STEPS`, in `propose`, has them in their order.
"""
