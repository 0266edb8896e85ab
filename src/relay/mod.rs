//! The relay: one door in, one pure decision, one door out.
//!
//! **What lives here.** [`inlet`] (the door in), [`commit`] (one event, one commit), [`decide`] (what follows from an event, without
//! I/O) with what it may know ([`known`]) and what it wants ([`effects`]), [`deliver`] (the door out) with what it asks of adapters
//! ([`carrier`]), [`timers`] and [`appointments`] (what happens by itself), [`threads`] (which are ours), and [`feed`] for those who
//! watch.
//!
//! **How data passes through.** Adapters submit [`Event`](crate::domain::event::Event)s; the committer decides and writes; the
//! deliverer carries out what was written; how that ended comes back through the same inlet.
//!
//! **What always holds.** The five rules of the house: one event, one commit; deciding does no I/O; only the deliverer speaks out;
//! at least once in and effectively once out; what was missed comes in by the same door.
//!
//! **One more thing to do.** See `decide` for a new event, `deliver` for a new side.

pub mod appointments;
pub mod carrier;
pub mod commit;
pub mod decide;
pub mod deliver;
pub mod effects;
pub mod feed;
pub mod files;
pub mod inlet;
pub mod known;
pub mod threads;
pub mod timers;
