-- The documents that processes read: each tells the others how far it is, and learns by a row that has gone that
-- somebody has given its reading up.

CREATE TABLE readings (
    body bigint NOT NULL REFERENCES bodies ON DELETE CASCADE,
    id text COLLATE "C" NOT NULL,
    name text NOT NULL,
    editor text NOT NULL,
    stage text NOT NULL,
    share integer,
    refusal text NOT NULL,
    begun timestamptz NOT NULL DEFAULT now(),
    told timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (body, id)
);
