//! Every table with its columns, for what must treat all alike: backups. Tables come after those they refer to.

use serde::{Deserialize, Serialize};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    Int,
    Text,
    Uuid,
    Blob,
}

/// A table.
#[derive(Debug)]
pub(super) struct Table {
    pub name: &'static str,
    pub columns: &'static [(&'static str, Kind)],
}

use Kind::{Blob, Int, Text, Uuid};

/// All tables of the newest schema.
pub(super) const TABLES: &[Table] = &[
    Table { name: "events", columns: &[("source", Text), ("kind", Text), ("at", Int), ("conversation", Uuid)] },
    Table { name: "stuck", columns: &[("source", Text), ("payload", Text), ("why", Text), ("at", Int)] },
    Table {
        name: "conversations",
        columns: &[
            ("id", Uuid),
            ("member", Int),
            ("server", Int),
            ("owner", Text),
            ("thread", Int),
            ("began_at", Int),
            ("ended_at", Int),
            ("updated_at", Int),
            ("queued_at", Int),
            ("accepted_at", Int),
            ("waited_ms", Int),
            ("state", Text),
            ("aside", Int),
        ],
    },
    Table { name: "desk_conversations", columns: &[("sid", Text), ("conversation", Uuid), ("epoch", Int), ("opened_at", Int)] },
    Table {
        name: "messages",
        columns: &[
            ("conversation", Uuid),
            ("seq", Int),
            ("who", Text),
            ("agent", Text),
            ("text", Text),
            ("files", Text),
            ("reply_to", Int),
            ("at", Int),
            ("version", Int),
            ("deleted_at", Int),
            ("erased", Int),
        ],
    },
    Table {
        name: "message_versions",
        columns: &[("conversation", Uuid), ("seq", Int), ("version", Int), ("text", Text), ("replaced_at", Int)],
    },
    Table {
        name: "vendor_ids",
        columns: &[("side", Text), ("id", Text), ("conversation", Uuid), ("seq", Int), ("part", Int), ("position", Int)],
    },
    Table { name: "cursors", columns: &[("name", Text), ("value", Int)] },
    Table {
        name: "deliveries",
        columns: &[
            ("conversation", Uuid),
            ("seq", Int),
            ("lane", Text),
            ("body", Text),
            ("state", Text),
            ("attempts", Int),
            ("not_before", Int),
            ("doubtful", Int),
            ("created_at", Int),
            ("why", Text),
        ],
    },
    Table { name: "attempts", columns: &[("conversation", Uuid), ("seq", Int), ("n", Int), ("at", Int), ("outcome", Text), ("why", Text)] },
    Table { name: "timers", columns: &[("conversation", Uuid), ("timer", Text), ("due", Int)] },
    Table { name: "counters", columns: &[("server", Int), ("kind", Text), ("next", Int)] },
    Table {
        name: "cases",
        columns: &[
            ("id", Uuid),
            ("server", Int),
            ("kind", Text),
            ("number", Int),
            ("member", Int),
            ("state", Text),
            ("title", Text),
            ("opened_at", Int),
            ("solved_at", Int),
            ("owner", Text),
            ("priority", Text),
            ("votes", Int),
            ("version", Int),
            ("changed_at", Int),
            ("data", Text),
        ],
    },
    Table {
        name: "case_history",
        columns: &[("case_id", Uuid), ("version", Int), ("at", Int), ("what", Text), ("who", Text), ("source", Text), ("body", Text)],
    },
    Table { name: "case_votes", columns: &[("case_id", Uuid), ("member", Int), ("at", Int)] },
    Table { name: "case_drafts", columns: &[("id", Uuid), ("at", Int), ("body", Text)] },
    Table { name: "appointments", columns: &[("name", Text), ("due", Int), ("event", Text)] },
    Table { name: "members", columns: &[("id", Int), ("name", Text), ("locale", Text), ("dm_channel", Int), ("updated_at", Int)] },
    Table { name: "servers", columns: &[("id", Int), ("name", Text), ("help_channel", Int), ("seen_at", Int), ("settings", Text)] },
    Table {
        name: "files",
        columns: &[
            ("id", Uuid),
            ("conversation", Uuid),
            ("state", Text),
            ("name", Text),
            ("content_type", Text),
            ("size", Int),
            ("why", Text),
            ("at", Int),
        ],
    },
    Table {
        name: "articles",
        columns: &[
            ("id", Text),
            ("title", Text),
            ("body", Text),
            ("language", Text),
            ("tags", Text),
            ("phrasings", Text),
            ("url", Text),
            ("servers", Text),
            ("version", Int),
            ("updated_at", Int),
            ("deleted_at", Int),
            ("who", Text),
            ("source", Text),
            ("source_key", Text),
            ("imported", Text),
            ("offered", Text),
            ("changed", Int),
        ],
    },
    Table {
        name: "gaps",
        columns: &[
            ("id", Uuid),
            ("server", Int),
            ("same", Text),
            ("language", Text),
            ("text", Text),
            ("unanswered", Int),
            ("unhelpful", Int),
            ("hushed", Int),
            ("first_at", Int),
            ("last_at", Int),
            ("state", Text),
        ],
    },
    Table {
        name: "article_versions",
        columns: &[
            ("article", Text),
            ("version", Int),
            ("at", Int),
            ("who", Text),
            ("action", Text),
            ("title", Text),
            ("body", Text),
            ("language", Text),
            ("tags", Text),
            ("phrasings", Text),
            ("url", Text),
            ("servers", Text),
        ],
    },
    Table {
        name: "sources",
        columns: &[
            ("name", Text),
            ("kind", Text),
            ("place", Text),
            ("every_ms", Int),
            ("remove_vanished", Int),
            ("language", Text),
            ("tags", Text),
            ("servers", Text),
            ("next_at", Int),
            ("last_at", Int),
            ("last", Text),
        ],
    },
    Table { name: "source_pages", columns: &[("source", Text), ("url", Text), ("etag", Text), ("last_modified", Text), ("at", Int)] },
    Table {
        name: "article_vectors",
        columns: &[("article", Text), ("part", Int), ("model", Text), ("dimension", Int), ("fingerprint", Text), ("vector", Blob)],
    },
    Table {
        name: "accounts",
        columns: &[("id", Uuid), ("name", Text), ("shown", Text), ("password", Text), ("created_at", Int), ("disabled_at", Int)],
    },
    Table { name: "grants", columns: &[("account", Uuid), ("server", Int), ("role", Text)] },
    Table { name: "sessions", columns: &[("token", Text), ("account", Uuid), ("began_at", Int), ("seen_at", Int)] },
    Table { name: "links", columns: &[("token", Text), ("account", Uuid), ("ends_at", Int)] },
    Table { name: "sign_in_failures", columns: &[("name", Text), ("count", Int), ("last_at", Int), ("locked_until", Int)] },
    Table { name: "secrets", columns: &[("name", Text), ("sealed", Blob)] },
    Table { name: "settings", columns: &[("name", Text), ("value", Text)] },
];
