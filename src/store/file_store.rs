//! The bytes of files: a directory, in 256 sub-directories, one file per id. A file is there whole or not at all.

use super::errors::{Result, StoreError};
use crate::domain::ids::FileId;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use tokio::fs::{self, File};
use tokio::io::AsyncWriteExt;

/// See the module. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Files {
    root: PathBuf,
}

impl Files {
    /// Uses this directory, and makes it when it is not there.
    pub async fn open(root: &Path) -> Result<Self> {
        fs::create_dir_all(root).await.map_err(StoreError::file(format!("folder {}", root.display())))?;
        Ok(Self { root: root.to_owned() })
    }

    /// Where the file with this id lies, or would.
    pub fn path(&self, id: FileId) -> PathBuf {
        // The end of a UUIDv7 is random, its beginning is the time.
        let shard = id.0.as_bytes()[15];
        self.root.join(format!("{shard:02x}")).join(id.0.simple().to_string())
    }

    /// Begins to write a file of at most `limit` bytes.
    pub async fn create(&self, id: FileId, limit: u64) -> Result<FileWriter> {
        let target = self.path(id);
        let folder = target.parent().unwrap_or(&self.root).to_owned();
        fs::create_dir_all(&folder).await.map_err(StoreError::file("folder for a file"))?;
        let part = target.with_extension("part");
        let file = File::create(&part).await.map_err(StoreError::file("new file"))?;
        Ok(FileWriter { file, target, folder, limit, size: 0, part: Some(part) })
    }

    /// Opens a file for reading; None when it is not there.
    pub async fn read(&self, id: FileId) -> Result<Option<File>> {
        match File::open(self.path(id)).await {
            Ok(file) => Ok(Some(file)),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
            Err(e) => Err(StoreError::file("stored file")(e)),
        }
    }

    /// Removes a file; one that is not there is no matter.
    pub async fn remove(&self, id: FileId) -> Result<()> {
        match fs::remove_file(self.path(id)).await {
            Err(e) if e.kind() != ErrorKind::NotFound => Err(StoreError::file("stored file")(e)),
            _ => Ok(()),
        }
    }
}

/// A file being written. Dropped before [`FileWriter::finish`], what was written is removed.
#[derive(Debug)]
pub struct FileWriter {
    file: File,
    target: PathBuf,
    folder: PathBuf,
    limit: u64,
    size: u64,
    /// Taken once the file has its name.
    part: Option<PathBuf>,
}

impl FileWriter {
    /// Adds bytes.
    ///
    /// # Errors
    /// [`StoreError::TooLarge`] when there are more than allowed.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.size += bytes.len() as u64;
        if self.size > self.limit {
            return Err(StoreError::TooLarge { limit: self.limit });
        }
        self.file.write_all(bytes).await.map_err(StoreError::file("new file"))
    }

    /// Gives the file its name, once it is on disk. Returns its size.
    pub async fn finish(mut self) -> Result<u64> {
        let told = || StoreError::file("new file");
        self.file.flush().await.map_err(told())?;
        self.file.sync_all().await.map_err(told())?;
        if let Some(part) = &self.part {
            fs::rename(part, &self.target).await.map_err(told())?;
            self.part = None;
        }
        // The name itself is in the folder.
        File::open(&self.folder).await.map_err(told())?.sync_all().await.map_err(told())?;
        Ok(self.size)
    }
}

impl Drop for FileWriter {
    fn drop(&mut self) {
        if let Some(part) = &self.part {
            // Nothing to be done about a failure here; the next try of the same file overwrites it.
            let _ = std::fs::remove_file(part);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::AsyncReadExt;

    #[tokio::test]
    async fn a_file_is_there_only_when_it_is_whole() {
        let dir = tempfile::tempdir().unwrap();
        let files = Files::open(&dir.path().join("files")).await.unwrap();
        let id = FileId(uuid::Uuid::now_v7());
        let mut writer = files.create(id, 10).await.unwrap();
        writer.write(b"hello").await.unwrap();
        assert!(files.read(id).await.unwrap().is_none());
        assert_eq!(writer.finish().await.unwrap(), 5);
        let mut text = String::new();
        files.read(id).await.unwrap().unwrap().read_to_string(&mut text).await.unwrap();
        assert_eq!(text, "hello");
        files.remove(id).await.unwrap();
        files.remove(id).await.unwrap();
        assert!(files.read(id).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn a_file_above_its_limit_leaves_nothing_behind() {
        let dir = tempfile::tempdir().unwrap();
        let files = Files::open(dir.path()).await.unwrap();
        let id = FileId(uuid::Uuid::now_v7());
        let mut writer = files.create(id, 4).await.unwrap();
        assert!(matches!(writer.write(b"hello").await, Err(StoreError::TooLarge { limit: 4 })));
        drop(writer);
        assert!(!files.path(id).with_extension("part").exists());
        assert!(!files.path(id).exists());
    }
}
