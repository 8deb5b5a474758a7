-- Who may edit what, and what editors have begun. Times are seconds since 1970, unless they have a type.

CREATE TABLE accounts (
    -- The name without capitals, by which accounts are known.
    key text COLLATE "C" PRIMARY KEY,
    name text NOT NULL,
    password text NOT NULL,
    -- Days, as YYYY-MM-DD: of the password, of the account, of the last sign-in.
    since text NOT NULL,
    created text NOT NULL,
    signed_in text NOT NULL DEFAULT '',
    curator boolean NOT NULL
);

CREATE TABLE account_roles (
    account text COLLATE "C" NOT NULL REFERENCES accounts ON DELETE CASCADE,
    body bigint NOT NULL REFERENCES bodies ON DELETE CASCADE,
    role text NOT NULL,
    PRIMARY KEY (account, body)
);

CREATE INDEX account_roles_by_body ON account_roles (body);

-- One row, which whoever changes accounts holds: what ended with an account that was removed does not come back.
CREATE TABLE accounts_version (version bigint NOT NULL);
INSERT INTO accounts_version VALUES (0);

-- Of tokens, here and below, only the digests.
CREATE TABLE sessions (
    digest text COLLATE "C" PRIMARY KEY,
    editor text NOT NULL,
    auth_hash text NOT NULL,
    begun double precision NOT NULL,
    last_seen double precision NOT NULL,
    ended boolean NOT NULL DEFAULT false
);

CREATE INDEX sessions_by_age ON sessions (begun);

-- Of names and addresses that sign in, only digests with the key.
CREATE TABLE sign_in_attempts (
    counter text COLLATE "C" PRIMARY KEY,
    attempts bigint NOT NULL,
    last double precision NOT NULL,
    -- The next one is allowed then.
    until double precision NOT NULL
);

CREATE TABLE sign_in_key (key text NOT NULL);

CREATE TABLE invitations (
    digest text COLLATE "C" PRIMARY KEY,
    inviter text NOT NULL,
    auth_hash text NOT NULL,
    until double precision NOT NULL,
    -- To this role in the body of this slug; to curate when both are empty.
    body text NOT NULL,
    role text NOT NULL
);

CREATE TABLE first_invitations (
    -- Which start of a server made it: its processes print one.
    start text COLLATE "C" PRIMARY KEY,
    digest text COLLATE "C" NOT NULL,
    until double precision NOT NULL
);

CREATE TABLE security_log (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    event text NOT NULL,
    body text NOT NULL,
    facts json NOT NULL
);

CREATE TABLE pending_imports (
    body bigint NOT NULL REFERENCES bodies ON DELETE CASCADE,
    id text COLLATE "C" NOT NULL,
    received bigint NOT NULL,
    -- Another number after each change of this import.
    version bigint NOT NULL DEFAULT 0,
    -- Three lines of JSON; a decision writes the first.
    decided bytea NOT NULL,
    source bytea NOT NULL,
    proposal bytea NOT NULL,
    PRIMARY KEY (body, id)
);
