-- The bodies, and the documents of their catalogues: those of a TinyDB file, a row each.

CREATE TABLE bodies (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slug text COLLATE "C" NOT NULL UNIQUE,
    kind text NOT NULL,
    territory text NOT NULL,
    -- The national groups that a manager chose, by the slug of the body's audience.
    groups json NOT NULL DEFAULT '{}',
    -- Counts the changes of the catalogue. It is no sequence: its order is that of the commits.
    version bigint NOT NULL DEFAULT 0,
    -- The version that wrote the catalogue anew, as an erasure does: whoever has an older one reads all of it.
    rewritten bigint NOT NULL DEFAULT 0,
    -- The names of the tables of the file, in their order, those of empty ones too.
    collections json NOT NULL DEFAULT '[]'
);

CREATE TABLE documents (
    body bigint NOT NULL REFERENCES bodies ON DELETE CASCADE,
    -- The name of the table of the file, and the key of the document in it.
    collection text COLLATE "C" NOT NULL,
    key bigint NOT NULL,
    -- The order in the table: a number between those of its neighbours.
    place double precision NOT NULL,
    -- The version of the body by which this row was written.
    version bigint NOT NULL,
    -- json and not jsonb: the keys of a document keep their order. NULL when it was removed: whoever follows
    -- the versions has to learn it.
    document json,
    PRIMARY KEY (body, collection, key)
);

CREATE INDEX documents_by_version ON documents (body, version);
