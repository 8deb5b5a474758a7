-- A database that went back, to a copy or to a standby that had not all, counts the same versions again.

-- Random, and another one for each version of each body.
ALTER TABLE bodies ADD COLUMN mark text NOT NULL DEFAULT replace(gen_random_uuid()::text, '-', '');

-- The marks of the last versions: whoever has another one for such a version reads all of the body.
CREATE TABLE versions (
    body bigint NOT NULL REFERENCES bodies ON DELETE CASCADE,
    version bigint NOT NULL,
    mark text NOT NULL,
    PRIMARY KEY (body, version)
);

INSERT INTO versions (body, version, mark) SELECT id, version, mark FROM bodies;
