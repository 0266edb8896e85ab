//! `[knowledge]`

use super::reader::Reader;

/// Where articles come from, and how far fetching them may go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Knowledge {
    /// Hosts that may be read although they are not on the public internet.
    pub private_hosts: Vec<String>,
    /// The pause between two requests to a site, in milliseconds.
    pub page_delay_ms: u64,
    /// How long fetching one page may take, in seconds.
    pub page_timeout_secs: u64,
    /// The largest page that is read, in bytes.
    pub max_page_bytes: u64,
    /// So many pages of one source are read at most.
    pub max_pages: u32,
}

impl Knowledge {
    pub(super) fn read(reader: &mut Reader) -> Self {
        Self {
            private_hosts: reader.list("knowledge.private_hosts", &[]),
            page_delay_ms: reader.number("knowledge.page_delay_ms", 1_000, 0..=60_000),
            page_timeout_secs: reader.number("knowledge.page_timeout_secs", 20, 1..=120),
            max_page_bytes: reader.number("knowledge.max_page_bytes", 2 * 1024 * 1024, 1024..=64 * 1024 * 1024),
            max_pages: reader.number("knowledge.max_pages", 2_000, 1..=100_000),
        }
    }
}
