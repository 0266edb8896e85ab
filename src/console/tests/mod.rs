//! Behaviour of the console: who may what, ways in, and what others wrote.

mod gaps;
mod knowledge;
mod roles;
mod ways_in;
