//! The local Discord.
