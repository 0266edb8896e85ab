//! Bounds for files.

/// How large a file may be.
#[derive(Clone, Copy, Debug)]
pub struct FileLimits {
    /// Largest file copied from Discord, bytes.
    pub fetch: u64,
    /// Largest file sent to Discord, bytes; Discord takes 10 MiB from a bot.
    pub send: u64,
}
