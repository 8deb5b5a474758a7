"""How much of a document is read. What asks for more is refused, or cut where a `Lack` says so."""

MAX_UPLOADED_BYTES = 5 * 1024 * 1024
MAX_PASTED_BYTES = 1024 * 1024
# Of all parts of an archive together, as they come out of it.
MAX_UNPACKED_BYTES = 20 * 1024 * 1024
MAX_PARTS = 2_000
# 10 000 operations in a .docx of our own have 460 000.
MAX_ELEMENTS = 600_000
# Elements in one another: a table in a table in a content control takes some twenty.
MAX_DEPTH = 120
MAX_BLOCKS = 5_000
# Of a document of our own, whose structure is not searched for.
MAX_WRITTEN_BLOCKS = 50_000
# Of a text, or paragraphs of a document, empty ones included.
MAX_LINES = 20_000
# Of our own Markdown and text, empty ones excluded: a catalogue as long as a file may be.
MAX_WRITTEN_LINES = 100_000
MAX_ROWS = 20_000
MAX_COLUMNS = 100
MAX_PAGES = 200
