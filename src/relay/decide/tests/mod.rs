//! Stories of decisions: what was known, what happened, what follows. No clock, no database, no network.

mod asides;
mod brains;
mod cases;
mod changing;
mod crossing;
mod ending;
mod handover;
mod staff;
mod talking;
pub mod world;
