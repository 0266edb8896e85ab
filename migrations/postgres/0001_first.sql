-- Ids of our own are UUIDs, Discord ids and times (Unix milliseconds) are integers, JSON is text, 0 stands for "no server".

CREATE TABLE events (
    source TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    conversation UUID
);
CREATE INDEX events_at ON events (at);

CREATE TABLE stuck (
    source TEXT NOT NULL PRIMARY KEY,
    payload TEXT NOT NULL,
    why TEXT NOT NULL,
    at BIGINT NOT NULL
);

-- The columns besides `state` are what rows are found by; `state` is the truth.
CREATE TABLE conversations (
    id UUID NOT NULL PRIMARY KEY,
    member BIGINT NOT NULL,
    server BIGINT NOT NULL,
    owner TEXT NOT NULL,
    thread BIGINT,
    began_at BIGINT NOT NULL,
    ended_at BIGINT,
    updated_at BIGINT NOT NULL,
    queued_at BIGINT,
    accepted_at BIGINT,
    waited_ms BIGINT,
    state TEXT NOT NULL
);
CREATE UNIQUE INDEX conversations_one_open ON conversations (member, server) WHERE ended_at IS NULL;
CREATE INDEX conversations_of_member ON conversations (member, began_at);
CREATE INDEX conversations_of_thread ON conversations (thread) WHERE thread IS NOT NULL;
CREATE INDEX conversations_queued ON conversations (queued_at, id) WHERE queued_at IS NOT NULL;
CREATE INDEX conversations_accepted ON conversations (accepted_at) WHERE accepted_at IS NOT NULL;

-- Every desk conversation there ever was, also the closed ones: late events still find their conversation.
CREATE TABLE desk_conversations (
    sid TEXT NOT NULL PRIMARY KEY,
    conversation UUID NOT NULL REFERENCES conversations (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    epoch BIGINT NOT NULL,
    opened_at BIGINT NOT NULL
);
CREATE INDEX desk_conversations_of ON desk_conversations (conversation);

CREATE TABLE messages (
    conversation UUID NOT NULL REFERENCES conversations (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    seq BIGINT NOT NULL,
    who TEXT NOT NULL,
    agent TEXT,
    text TEXT NOT NULL,
    files TEXT,
    reply_to BIGINT,
    at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    deleted_at BIGINT,
    -- 1 once the text was erased because it had been kept long enough.
    erased BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (conversation, seq)
);

CREATE TABLE message_versions (
    conversation UUID NOT NULL,
    seq BIGINT NOT NULL,
    version BIGINT NOT NULL,
    text TEXT NOT NULL,
    replaced_at BIGINT NOT NULL,
    PRIMARY KEY (conversation, seq, version),
    FOREIGN KEY (conversation, seq) REFERENCES messages (conversation, seq) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE vendor_ids (
    side TEXT NOT NULL,
    id TEXT NOT NULL,
    conversation UUID NOT NULL,
    seq BIGINT NOT NULL,
    part BIGINT NOT NULL,
    -- Message index of that side, where it counts: how gaps are noticed.
    position BIGINT,
    PRIMARY KEY (side, id)
);
CREATE INDEX vendor_ids_of ON vendor_ids (conversation, seq, side, part);

CREATE TABLE cursors (
    name TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);

-- Only what is not settled: a settled delivery is deleted.
CREATE TABLE deliveries (
    conversation UUID NOT NULL,
    seq BIGINT NOT NULL,
    lane TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    not_before BIGINT NOT NULL,
    doubtful BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    why TEXT,
    PRIMARY KEY (conversation, seq)
);
CREATE INDEX deliveries_dead ON deliveries (created_at) WHERE state = 'dead';

CREATE TABLE attempts (
    conversation UUID NOT NULL,
    seq BIGINT NOT NULL,
    n BIGINT NOT NULL,
    at BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (conversation, seq, n)
);
CREATE INDEX attempts_at ON attempts (at);

CREATE TABLE timers (
    conversation UUID NOT NULL,
    timer TEXT NOT NULL,
    due BIGINT NOT NULL,
    PRIMARY KEY (conversation, timer)
);
CREATE INDEX timers_due ON timers (due);

CREATE TABLE counters (
    server BIGINT NOT NULL,
    kind TEXT NOT NULL,
    next BIGINT NOT NULL,
    PRIMARY KEY (server, kind)
);

CREATE TABLE cases (
    id UUID NOT NULL PRIMARY KEY,
    server BIGINT NOT NULL,
    kind TEXT NOT NULL,
    number BIGINT NOT NULL,
    member BIGINT NOT NULL,
    state TEXT NOT NULL,
    title TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    solved_at BIGINT,
    UNIQUE (server, kind, number)
);
CREATE UNIQUE INDEX cases_one_open ON cases (member, server) WHERE state = 'open' AND kind = 'help';
CREATE INDEX cases_by_state ON cases (state, opened_at);

CREATE TABLE members (
    id BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    locale TEXT,
    dm_channel BIGINT,
    updated_at BIGINT NOT NULL
);

CREATE TABLE servers (
    id BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    help_channel BIGINT,
    seen_at BIGINT,
    settings TEXT NOT NULL
);

CREATE TABLE files (
    id UUID NOT NULL PRIMARY KEY,
    conversation UUID NOT NULL,
    state TEXT NOT NULL,
    name TEXT NOT NULL,
    content_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    why TEXT,
    at BIGINT NOT NULL
);
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
    version BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT
);

CREATE TABLE secrets (
    name TEXT NOT NULL PRIMARY KEY,
    sealed BYTEA NOT NULL
);

CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
