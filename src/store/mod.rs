//! The store: SQLite (embedded, the default) or PostgreSQL behind one [`Store`].
//!
//! **What lives here.** One file per noun with all of its SQL ([`events`], [`conversations`], [`messages`], [`deliveries`], …); the
//! connections (`open`, `db`, `hold`), the statements (`sql`), the schema (`migrate` and the folder `migrations/`), and [`backup`].
//!
//! **How data passes through.** Writing: `let mut tx = store.begin().await?`, any number of noun functions with `&mut tx`, then
//! `tx.commit().await?`; a [`Tx`] that is dropped is rolled back. Reading: the noun functions that take a [`Reader`] work with
//! `&store` (what is committed) and with `&mut tx` (also one's own writes; PostgreSQL then locks what it loads, in order of the ids).
//!
//! **What always holds.** One SQL text serves both databases. Everything on the way of a message takes slices and costs a few
//! statements per batch, not per message. A commit that returned survives a power cut. One process per database. Errors and logs
//! hold no data of members.
//!
//! **One more noun.** A step in both `migrations/` folders and its line in `migrate.rs`; its columns in `tables.rs` (a test compares
//! them with both databases); a file here with a struct, functions over slices, and a test through `both!`.

pub mod accounts;
pub mod appointments;
pub mod articles;
pub mod attempts;
pub mod backup;
pub mod board;
pub mod cases;
pub mod conversations;
pub mod deliveries;
pub mod events;
pub mod files;
pub mod gaps;
pub mod headings;
pub mod messages;
pub mod people;
pub mod secrets;
pub mod sessions;
pub mod settings;
pub mod sign_in;
pub mod sources;
pub mod stuck;
pub mod timers;
pub mod vectors;
pub mod vendor_ids;

mod check;
mod db;
mod errors;
mod file_store;
mod hold;
mod migrate;
mod names;
mod open;
mod sql;
mod tables;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

pub use db::{Reader, Store, Tx};
pub use errors::{Result, StoreError};
pub use file_store::{FileWriter, Files};
