//! Behaviour of the store, on both databases.

mod accounts;
mod articles;
mod backups;
mod batches;
mod board;
mod cases;
mod conversations;
mod deliveries;
mod gaps;
mod messages;
mod opening;
mod others;
mod plans;
mod schema;

use super::{Store, Tx, conversations as rows};
use crate::domain::conversation::{Conversation, Handover, Owner};
use crate::domain::ids::{ConversationId, Key, Seq, Snowflake};
use crate::domain::message::{Author, Message};
use uuid::Uuid;

/// A conversation whose id is ordered by `n`.
pub(super) fn conversation(n: u128, member: u64) -> Conversation {
    Conversation::begin(ConversationId(Uuid::from_u128(n)), Snowflake(member), "Ada".into(), 1_000 + n as i64)
}

pub(super) fn waiting(n: u128, member: u64, asked_at: i64) -> Conversation {
    let handover = Handover::asked(asked_at);
    Conversation { owner: Owner::Queue, handover: Some(handover), ..conversation(n, member) }
}

pub(super) fn message(seq: Seq, text: &str) -> Message {
    Message { seq, author: Author::Member, text: text.into(), files: Vec::new(), reply_to: None, at: seq, version: 0, deleted_at: None }
}

pub(super) fn key(n: u128, seq: Seq) -> Key {
    Key { conversation: ConversationId(Uuid::from_u128(n)), seq }
}

/// Saves conversations in a transaction of their own.
pub(super) async fn save(store: &Store, conversations: &[&Conversation]) {
    let mut tx = store.begin().await.unwrap();
    rows::save(&mut tx, conversations).await.unwrap();
    tx.commit().await.unwrap();
}

/// Runs something in a transaction of its own.
macro_rules! in_tx {
    ($store:expr, |$tx:ident| $body:expr) => {{
        let mut tx: $crate::store::Tx = $store.begin().await.unwrap();
        let $tx = &mut tx;
        let done = $body.await.unwrap();
        tx.commit().await.unwrap();
        done
    }};
}
pub(super) use in_tx;

/// Nothing was written.
pub(super) async fn dropped(tx: Tx) {
    tx.roll_back().await.unwrap();
}
