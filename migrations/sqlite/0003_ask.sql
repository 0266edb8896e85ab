-- Asides: questions asked in passing, beside a member's help conversation. `aside` is 0 for a help conversation, else what keeps a
-- member's open asides apart: a channel's or an interaction's id.
ALTER TABLE conversations ADD COLUMN aside INTEGER NOT NULL DEFAULT 0;
DROP INDEX conversations_one_open;
CREATE UNIQUE INDEX conversations_one_open ON conversations (member, server, aside) WHERE ended_at IS NULL;
CREATE INDEX conversations_asides ON conversations (member, began_at) WHERE aside <> 0;

-- Questions the articles had no good answer to. They name nobody; equal questions of a server are one row.
CREATE TABLE gaps (
    id BLOB NOT NULL PRIMARY KEY,
    server INTEGER NOT NULL,
    same TEXT NOT NULL,
    language TEXT,
    text TEXT NOT NULL,
    -- How often nothing was found, the answer did not help, the answer was taken away.
    unanswered INTEGER NOT NULL,
    unhelpful INTEGER NOT NULL,
    hushed INTEGER NOT NULL,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    UNIQUE (server, same)
) STRICT, WITHOUT ROWID;
CREATE INDEX gaps_last ON gaps (last_at);
