//! How things look on the wire. Each function makes one object of Discord's documentation out of the plain data in `model`.
//!
//! `people`: users and members. `places`: guilds, roles, channels, threads. `messages`: messages and what hangs on them.
//! Always complete objects, ids as strings, absent rather than null where strict clients need it (`guild_id` of a DM).

pub mod messages;
pub mod people;
pub mod places;
