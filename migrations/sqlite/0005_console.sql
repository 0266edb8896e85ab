-- Who may sign in to the console. `name` is lower case. Without a password somebody was invited and has not come yet.
CREATE TABLE accounts (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    shown TEXT NOT NULL,
    password TEXT,
    created_at INTEGER NOT NULL,
    disabled_at INTEGER
) STRICT, WITHOUT ROWID;

-- Roles. Server 0 stands for every server.
CREATE TABLE grants (
    account BLOB NOT NULL REFERENCES accounts (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    server INTEGER NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (account, server)
) STRICT, WITHOUT ROWID;

-- `token` is the hash of what the browser holds.
CREATE TABLE sessions (
    token TEXT NOT NULL PRIMARY KEY,
    account BLOB NOT NULL REFERENCES accounts (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    began_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_of ON sessions (account);
CREATE INDEX sessions_seen ON sessions (seen_at);

-- Links that work once: for the first account (without an account), for an invitation, for a forgotten password.
CREATE TABLE links (
    token TEXT NOT NULL PRIMARY KEY,
    account BLOB REFERENCES accounts (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    ends_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX links_of ON links (account);

-- Failed tries to sign in, also under names nobody has: whether there is one must not show.
CREATE TABLE sign_in_failures (
    name TEXT NOT NULL PRIMARY KEY,
    count INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    locked_until INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_failures_at ON sign_in_failures (last_at);
