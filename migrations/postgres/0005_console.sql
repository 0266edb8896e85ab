-- Who may sign in to the console. `name` is lower case. Without a password somebody was invited and has not come yet.
CREATE TABLE accounts (
    id UUID NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    shown TEXT NOT NULL,
    password TEXT,
    created_at BIGINT NOT NULL,
    disabled_at BIGINT
);

-- Roles. Server 0 stands for every server.
CREATE TABLE grants (
    account UUID NOT NULL REFERENCES accounts (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    server BIGINT NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (account, server)
);

-- `token` is the hash of what the browser holds.
CREATE TABLE sessions (
    token TEXT NOT NULL PRIMARY KEY,
    account UUID NOT NULL REFERENCES accounts (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    began_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
);
CREATE INDEX sessions_of ON sessions (account);
CREATE INDEX sessions_seen ON sessions (seen_at);

-- Links that work once: for the first account (without an account), for an invitation, for a forgotten password.
CREATE TABLE links (
    token TEXT NOT NULL PRIMARY KEY,
    account UUID REFERENCES accounts (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    ends_at BIGINT NOT NULL
);
CREATE INDEX links_of ON links (account);

-- Failed tries to sign in, also under names nobody has: whether there is one must not show.
CREATE TABLE sign_in_failures (
    name TEXT NOT NULL PRIMARY KEY,
    count BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    locked_until BIGINT
);
CREATE INDEX sign_in_failures_at ON sign_in_failures (last_at);
