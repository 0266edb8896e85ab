-- Where an article came from, and what that place last said: an import updates what nobody edited and keeps the rest.
ALTER TABLE articles ADD COLUMN who TEXT NOT NULL DEFAULT '';
ALTER TABLE articles ADD COLUMN source TEXT;
ALTER TABLE articles ADD COLUMN source_key TEXT;
-- The fingerprint of what was imported last.
ALTER TABLE articles ADD COLUMN imported TEXT;
-- What the source says now, where the article was edited here meanwhile.
ALTER TABLE articles ADD COLUMN offered TEXT;
-- The revision it last changed in: an index asks for what is newer.
ALTER TABLE articles ADD COLUMN changed BIGINT NOT NULL DEFAULT 0;
CREATE INDEX articles_changed ON articles (changed);
CREATE INDEX articles_of_source ON articles (source) WHERE source IS NOT NULL;

CREATE TABLE article_versions (
    article TEXT NOT NULL,
    version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    who TEXT NOT NULL,
    action TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    language TEXT,
    tags TEXT NOT NULL,
    phrasings TEXT NOT NULL,
    url TEXT,
    servers TEXT NOT NULL,
    PRIMARY KEY (article, version)
);
INSERT INTO article_versions (article, version, at, who, action, title, body, language, tags, phrasings, url, servers)
    SELECT id, version, updated_at, '', 'written', title, body, language, tags, phrasings, url, servers FROM articles;

-- Places that are imported again and again. `last` tells how the last time went, as JSON.
CREATE TABLE sources (
    name TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    place TEXT NOT NULL,
    every_ms BIGINT NOT NULL,
    remove_vanished BIGINT NOT NULL,
    language TEXT,
    tags TEXT NOT NULL,
    servers TEXT NOT NULL,
    next_at BIGINT,
    last_at BIGINT,
    last TEXT
);
CREATE INDEX sources_due ON sources (next_at) WHERE next_at IS NOT NULL;

-- What a page said about its version when it was last fetched, so that it is asked for only when it has changed.
CREATE TABLE source_pages (
    source TEXT NOT NULL,
    url TEXT NOT NULL,
    etag TEXT,
    last_modified TEXT,
    at BIGINT NOT NULL,
    PRIMARY KEY (source, url)
);

-- The meaning of an article's texts as a model sees it. `fingerprint` tells which text and model it belongs to.
CREATE TABLE article_vectors (
    article TEXT NOT NULL,
    part BIGINT NOT NULL,
    model TEXT NOT NULL,
    dimension BIGINT NOT NULL,
    fingerprint TEXT NOT NULL,
    vector BYTEA NOT NULL,
    PRIMARY KEY (article, part)
);
