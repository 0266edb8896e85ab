-- Ids of our own are 16 bytes, Discord ids and times (Unix milliseconds) are integers, JSON is text, 0 stands for "no server".
-- Tables whose key is not the order of insertion are WITHOUT ROWID: one tree instead of two.

CREATE TABLE events (
    source TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    conversation BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX events_at ON events (at);

CREATE TABLE stuck (
    source TEXT NOT NULL PRIMARY KEY,
    payload TEXT NOT NULL,
    why TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

-- The columns besides `state` are what rows are found by; `state` is the truth. It is large, hence the row ids.
CREATE TABLE conversations (
    id BLOB NOT NULL PRIMARY KEY,
    member INTEGER NOT NULL,
    server INTEGER NOT NULL,
    owner TEXT NOT NULL,
    thread INTEGER,
    began_at INTEGER NOT NULL,
    ended_at INTEGER,
    updated_at INTEGER NOT NULL,
    queued_at INTEGER,
    accepted_at INTEGER,
    waited_ms INTEGER,
    state TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX conversations_one_open ON conversations (member, server) WHERE ended_at IS NULL;
CREATE INDEX conversations_of_member ON conversations (member, began_at);
CREATE INDEX conversations_of_thread ON conversations (thread) WHERE thread IS NOT NULL;
CREATE INDEX conversations_queued ON conversations (queued_at, id) WHERE queued_at IS NOT NULL;
CREATE INDEX conversations_accepted ON conversations (accepted_at) WHERE accepted_at IS NOT NULL;

-- Every desk conversation there ever was, also the closed ones: late events still find their conversation.
CREATE TABLE desk_conversations (
    sid TEXT NOT NULL PRIMARY KEY,
    conversation BLOB NOT NULL REFERENCES conversations (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    epoch INTEGER NOT NULL,
    opened_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX desk_conversations_of ON desk_conversations (conversation);

CREATE TABLE messages (
    conversation BLOB NOT NULL REFERENCES conversations (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    seq INTEGER NOT NULL,
    who TEXT NOT NULL,
    agent TEXT,
    text TEXT NOT NULL,
    files TEXT,
    reply_to INTEGER,
    at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    deleted_at INTEGER,
    -- 1 once the text was erased because it had been kept long enough.
    erased INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (conversation, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE message_versions (
    conversation BLOB NOT NULL,
    seq INTEGER NOT NULL,
    version INTEGER NOT NULL,
    text TEXT NOT NULL,
    replaced_at INTEGER NOT NULL,
    PRIMARY KEY (conversation, seq, version),
    FOREIGN KEY (conversation, seq) REFERENCES messages (conversation, seq) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;

CREATE TABLE vendor_ids (
    side TEXT NOT NULL,
    id TEXT NOT NULL,
    conversation BLOB NOT NULL,
    seq INTEGER NOT NULL,
    part INTEGER NOT NULL,
    -- Message index of that side, where it counts: how gaps are noticed.
    position INTEGER,
    PRIMARY KEY (side, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX vendor_ids_of ON vendor_ids (conversation, seq, side, part);

CREATE TABLE cursors (
    name TEXT NOT NULL PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Only what is not settled: a settled delivery is deleted.
CREATE TABLE deliveries (
    conversation BLOB NOT NULL,
    seq INTEGER NOT NULL,
    lane TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    doubtful INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    why TEXT,
    PRIMARY KEY (conversation, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX deliveries_dead ON deliveries (created_at) WHERE state = 'dead';

CREATE TABLE attempts (
    conversation BLOB NOT NULL,
    seq INTEGER NOT NULL,
    n INTEGER NOT NULL,
    at INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (conversation, seq, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX attempts_at ON attempts (at);

CREATE TABLE timers (
    conversation BLOB NOT NULL,
    timer TEXT NOT NULL,
    due INTEGER NOT NULL,
    PRIMARY KEY (conversation, timer)
) STRICT, WITHOUT ROWID;
CREATE INDEX timers_due ON timers (due);

CREATE TABLE counters (
    server INTEGER NOT NULL,
    kind TEXT NOT NULL,
    next INTEGER NOT NULL,
    PRIMARY KEY (server, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE cases (
    id BLOB NOT NULL PRIMARY KEY,
    server INTEGER NOT NULL,
    kind TEXT NOT NULL,
    number INTEGER NOT NULL,
    member INTEGER NOT NULL,
    state TEXT NOT NULL,
    title TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    solved_at INTEGER,
    UNIQUE (server, kind, number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX cases_one_open ON cases (member, server) WHERE state = 'open' AND kind = 'help';
CREATE INDEX cases_by_state ON cases (state, opened_at);

CREATE TABLE members (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    locale TEXT,
    dm_channel INTEGER,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE servers (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    help_channel INTEGER,
    seen_at INTEGER,
    settings TEXT NOT NULL
) STRICT;

CREATE TABLE files (
    id BLOB NOT NULL PRIMARY KEY,
    conversation BLOB NOT NULL,
    state TEXT NOT NULL,
    name TEXT NOT NULL,
    content_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    why TEXT,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX files_at ON files (at);

CREATE TABLE articles (
    id TEXT NOT NULL PRIMARY KEY,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    language TEXT,
    tags TEXT NOT NULL,
    phrasings TEXT NOT NULL,
    url TEXT,
    servers TEXT NOT NULL,
    version INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    deleted_at INTEGER
) STRICT;

CREATE TABLE secrets (
    name TEXT NOT NULL PRIMARY KEY,
    sealed BLOB NOT NULL
) STRICT;

CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
