//! Where copied files are kept, as far as the adapter needs it. The app implements it over the store.

use crate::domain::ids::FileId;
use bytes::Bytes;
use std::future::Future;
use std::pin::Pin;

/// A boxed future, so that the box can be a trait object.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The store of files. What is put has been bounded by the caller.
pub trait FileBox: Send + Sync + 'static {
    /// Keeps a file, replacing an earlier copy of the same id. `content_type` is as the origin announced it: not to be believed.
    fn put<'a>(&'a self, id: FileId, content_type: Option<&'a str>, bytes: Bytes) -> Boxed<'a, Result<(), FileError>>;
    /// The whole file.
    fn read<'a>(&'a self, id: FileId) -> Boxed<'a, Result<Bytes, FileError>>;
}

/// Why a file could not be kept or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// It was never copied, or has been deleted since.
    #[error("the file is not in the store")]
    Missing,
    /// The disk or database does not work just now.
    #[error("the file store does not work: {0}")]
    Broken(String),
}

/// Bounds for files.
#[derive(Clone, Copy, Debug)]
pub struct FileLimits {
    /// Largest file copied from Discord, bytes.
    pub fetch: u64,
    /// Largest file sent to Discord, bytes; Discord takes 10 MiB from a bot.
    pub send: u64,
}
