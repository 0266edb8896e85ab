//! The store's files, as carriers want them.

use crate::domain::ids::FileId;
use crate::relay::files::{Access, BoxError, Content, FileBox};
use crate::store::{Store, StoreError};
use bytes::Bytes;
use futures_util::StreamExt;
use tokio::io::AsyncReadExt;

/// See the module.
pub struct StoredFiles(pub Store);

impl FileBox for StoredFiles {
    fn put(&self, file: FileId, mut content: Content, limit: u64) -> Access<'_, u64> {
        Box::pin(async move {
            let mut writer = self.0.files().create(file, limit).await.map_err(failed)?;
            while let Some(piece) = content.next().await {
                let piece = piece.map_err(|error| BoxError::BrokeOff(error.to_string()))?;
                writer.write(&piece).await.map_err(failed)?;
            }
            writer.finish().await.map_err(failed)
        })
    }

    fn read(&self, file: FileId) -> Access<'_, Bytes> {
        Box::pin(async move {
            let mut opened = self.0.files().read(file).await.map_err(failed)?.ok_or(BoxError::NotThere)?;
            let mut bytes = Vec::new();
            opened.read_to_end(&mut bytes).await.map_err(|error| BoxError::Storage(error.to_string()))?;
            Ok(bytes.into())
        })
    }
}

fn failed(error: StoreError) -> BoxError {
    match error {
        StoreError::TooLarge { .. } => BoxError::TooLarge,
        other => BoxError::Storage(other.to_string()),
    }
}
