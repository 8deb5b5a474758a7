-- The documents that processes read: each process notes its progress for the others. A row that has gone says
-- that somebody has given the reading up.

CREATE TABLE readings (
    body bigint NOT NULL REFERENCES bodies ON DELETE CASCADE,
    id text COLLATE "C" NOT NULL,
    name text NOT NULL,
    editor text NOT NULL,
    stage text NOT NULL,
    share integer,
    refusal text NOT NULL,
    begun timestamptz NOT NULL DEFAULT now(),
    updated timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (body, id)
);
