-- Cases of every kind, with their history, votes and drafts; and events that are to happen later.

-- The columns are what rows are found by; `data` has the rest.
ALTER TABLE cases ADD COLUMN owner TEXT;
ALTER TABLE cases ADD COLUMN priority TEXT NOT NULL DEFAULT 'normal';
ALTER TABLE cases ADD COLUMN votes BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE cases ADD COLUMN changed_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN data TEXT NOT NULL DEFAULT '{}';

DROP INDEX cases_one_open;
-- Until now there were only help cases, opened because a person was wanted.
UPDATE cases SET state = 'waiting_for_us' WHERE state = 'open';
UPDATE cases SET changed_at = COALESCE(solved_at, opened_at);
-- A case is open as long as it has no `solved_at`.
CREATE UNIQUE INDEX cases_one_open ON cases (member, server) WHERE solved_at IS NULL AND kind = 'help';
CREATE INDEX cases_open ON cases (server, kind, id) WHERE solved_at IS NULL;
CREATE INDEX cases_of_member ON cases (member, id);
CREATE INDEX cases_board ON cases (server, state, changed_at);

-- `version` is the version of the case that the entry made.
CREATE TABLE case_history (
    case_id UUID NOT NULL REFERENCES cases (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    what TEXT NOT NULL,
    who TEXT NOT NULL,
    source TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (case_id, version)
);

CREATE TABLE case_votes (
    case_id UUID NOT NULL REFERENCES cases (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    member BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (case_id, member)
);

-- Filled forms whose sender is being asked whether an open case is the same.
CREATE TABLE case_drafts (
    id UUID NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    body TEXT NOT NULL
);

-- Events that happen by themselves when their time has come.
CREATE TABLE appointments (
    name TEXT NOT NULL PRIMARY KEY,
    due BIGINT NOT NULL,
    event TEXT NOT NULL
);
CREATE INDEX appointments_due ON appointments (due);
