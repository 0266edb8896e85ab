//! Why a page is not there.

/// A page that was not fetched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// The address is none that can be fetched.
    #[error("\"{0}\" is no web address; write one that begins with https://")]
    NotAnAddress(String),
    /// It is not on the public internet.
    #[error("{0} is not on the public internet; name it in knowledge.private_hosts if it may be read all the same")]
    Private(String),
    /// The site does not want it read.
    #[error("the site's robots.txt asks not to read it")]
    Robots,
    /// Too many redirects, or one without a target.
    #[error("it leads from one address to the next without end")]
    Redirects,
    /// It is larger than allowed.
    #[error("it is larger than {0} bytes; see knowledge.max_page_bytes")]
    TooLarge(u64),
    /// It took too long.
    #[error("it took longer than {0} seconds; see knowledge.page_timeout_secs")]
    TooSlow(u64),
    /// The site answered with something else.
    #[error("the site answered {0}")]
    Status(u16),
    /// It is no page.
    #[error("it is no page but {0}")]
    NotAPage(String),
    /// It cannot be read.
    #[error("it is not written in UTF-8")]
    NotUtf8,
    /// Nobody answers.
    #[error("the site cannot be reached: {0}")]
    Unreachable(String),
}
