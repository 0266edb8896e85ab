//! Where copies of files lie, as carriers see it. `app` implements it over the store.

use crate::domain::ids::FileId;
use bytes::Bytes;
use futures_util::Stream;
use std::future::Future;
use std::pin::Pin;

/// A file's content on its way in.
pub type Content = Pin<Box<dyn Stream<Item = std::io::Result<Bytes>> + Send>>;

/// A boxed access, so that boxes can be trait objects.
pub type Access<'a, T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send + 'a>>;

/// Keeps the copies of files.
pub trait FileBox: Send + Sync + 'static {
    /// Keeps what `content` brings, at most `limit` bytes, and says how much it was. Nothing is kept after an error; a file that is
    /// there already is replaced.
    fn put(&self, file: FileId, content: Content, limit: u64) -> Access<'_, u64>;
    /// The whole file.
    fn read(&self, file: FileId) -> Access<'_, Bytes>;
}

/// Why a file could not be kept or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BoxError {
    /// More than the limit arrived.
    #[error("the file is larger than allowed")]
    TooLarge,
    /// The content broke off.
    #[error("the file broke off: {0}")]
    BrokeOff(String),
    /// There is no such file.
    #[error("the file is not in the store")]
    NotThere,
    /// The store failed.
    #[error("the file store failed: {0}")]
    Storage(String),
}

/// For the tests of carriers.
#[cfg(test)]
pub mod testing {
    use super::{Access, BoxError, Content, FileBox};
    use crate::domain::ids::FileId;
    use bytes::Bytes;
    use futures_util::StreamExt;
    use std::collections::HashMap;
    use std::sync::Mutex;

    /// Files in memory.
    #[derive(Default)]
    pub struct Shelf {
        pub files: Mutex<HashMap<FileId, Bytes>>,
    }

    impl FileBox for Shelf {
        fn put(&self, file: FileId, mut content: Content, limit: u64) -> Access<'_, u64> {
            Box::pin(async move {
                let mut whole = Vec::new();
                while let Some(piece) = content.next().await {
                    whole.extend_from_slice(&piece.map_err(|error| BoxError::BrokeOff(error.to_string()))?);
                    if whole.len() as u64 > limit {
                        return Err(BoxError::TooLarge);
                    }
                }
                let size = whole.len() as u64;
                self.files.lock().unwrap().insert(file, whole.into());
                Ok(size)
            })
        }

        fn read(&self, file: FileId) -> Access<'_, Bytes> {
            Box::pin(async move { self.files.lock().unwrap().get(&file).cloned().ok_or(BoxError::NotThere) })
        }
    }
}
