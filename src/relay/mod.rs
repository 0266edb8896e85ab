//! The relay: one door in, one pure decision, one door out.
pub mod carrier;
pub mod inlet;
