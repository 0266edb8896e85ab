//! Lines to a file and back, on threads of their own: compression and files block.

use super::sealed::{Opener, Sealer};
use super::{Line, Summary};
use crate::store::errors::{Result, StoreError};
use crate::store::open::beside;
use crate::store::secrets::SealingKey;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Longest line that is read: far above any row, far below what hurts.
const LONGEST_LINE: u64 = 64 << 20;

/// What goes to the writing thread.
pub(super) enum Piece {
    Lines(Vec<u8>),
    /// All was told: write the trailer.
    End(Summary),
}

/// A thread that writes to a new file; the handle ends when the file is on disk under its name. When the sender goes away
/// without an end, nothing is left behind.
pub(super) fn writer(path: PathBuf, key: Option<SealingKey>) -> (mpsc::Sender<Piece>, JoinHandle<Result<()>>) {
    let (sender, pieces) = mpsc::channel(8);
    let task = tokio::task::spawn_blocking(move || {
        let part = beside(&path, ".part");
        let done = write(&part, key, pieces).and_then(|()| {
            fs::rename(&part, &path).map_err(told)?;
            // The name itself is in the folder.
            let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
            File::open(folder).and_then(|f| f.sync_all()).map_err(told)
        });
        if done.is_err() {
            // The first error is the one to tell.
            let _ = fs::remove_file(&part);
        }
        done
    });
    (sender, task)
}

fn write(part: &Path, key: Option<SealingKey>, mut pieces: mpsc::Receiver<Piece>) -> Result<()> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = BufWriter::new(options.open(part).map_err(told)?);
    let file = match key {
        Some(key) => write_gzip(Sealer::new(file, &key).map_err(told)?, &mut pieces)?.finish().map_err(told)?,
        None => write_gzip(file, &mut pieces)?,
    };
    file.into_inner().map_err(|e| told(e.into_error()))?.sync_all().map_err(told)
}

fn write_gzip<W: Write>(to: W, pieces: &mut mpsc::Receiver<Piece>) -> Result<W> {
    let mut gzip = GzEncoder::new(to, Compression::fast());
    let mut hash = Sha256::new();
    loop {
        match pieces.blocking_recv() {
            Some(Piece::Lines(bytes)) => {
                hash.update(&bytes);
                gzip.write_all(&bytes).map_err(told)?;
            }
            Some(Piece::End(summary)) => {
                let end = Line::End { summary, sha256: hex::encode(hash.finalize()) };
                let end = serde_json::to_vec(&end).map_err(|e| told(e.into()))?;
                gzip.write_all(&end).and_then(|()| gzip.write_all(b"\n")).map_err(told)?;
                return gzip.finish().map_err(told);
            }
            None => return Err(StoreError::Backup("was given up".into())),
        }
    }
}

/// A thread that reads a file; the last thing it sends is the trailer, checked, or an error.
pub(super) fn reader(path: PathBuf, key: Option<SealingKey>) -> mpsc::Receiver<Result<String>> {
    let (sender, lines) = mpsc::channel(256);
    tokio::task::spawn_blocking(move || {
        let done = File::open(&path).map_err(told).and_then(|file| {
            let mut file = BufReader::new(file);
            match (key, Opener::<BufReader<File>>::is_sealed(&mut file).map_err(told)?) {
                (Some(key), true) => read_gzip(Opener::new(file, &key).map_err(told)?, &sender),
                (None, true) => Err(StoreError::Backup("it is sealed: the key it was made with is needed".into())),
                (_, false) => read_gzip(file, &sender),
            }
        });
        if let Err(error) = done {
            // Nobody listens any more: then nobody wants to know.
            let _ = sender.blocking_send(Err(error));
        }
    });
    lines
}

fn read_gzip<R: Read>(from: R, sender: &mpsc::Sender<Result<String>>) -> Result<()> {
    let mut lines = BufReader::new(GzDecoder::new(from));
    let mut hash = Sha256::new();
    loop {
        let mut line = String::new();
        let read = lines.by_ref().take(LONGEST_LINE).read_line(&mut line).map_err(told)?;
        if read == 0 || !line.ends_with('\n') {
            return Err(StoreError::Backup("the file is cut off".into()));
        }
        // Rows are arrays and pieces of files are texts, so nothing else begins like a trailer.
        if line.starts_with("{\"end\"") {
            return end(&line, hash, &mut lines, sender);
        }
        hash.update(&line);
        if sender.blocking_send(Ok(line)).is_err() {
            return Ok(());
        }
    }
}

fn end(line: &str, hash: Sha256, rest: &mut impl Read, sender: &mpsc::Sender<Result<String>>) -> Result<()> {
    let Ok(Line::End { sha256, .. }) = serde_json::from_str(line) else {
        return Err(StoreError::Backup("its last line cannot be read".into()));
    };
    if sha256 != hex::encode(hash.finalize()) {
        return Err(StoreError::Backup("the checksum is wrong: the file was altered".into()));
    }
    // Reading to the end checks gzip's own checksum and the seal of the last part.
    if rest.read(&mut [0]).map_err(told)? != 0 {
        return Err(StoreError::Backup("something follows after its end".into()));
    }
    let _ = sender.blocking_send(Ok(line.to_owned()));
    Ok(())
}

fn told(error: io::Error) -> StoreError {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => StoreError::Backup("the file is cut off".into()),
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => StoreError::Backup(format!("the file cannot be read: {error}")),
        _ => StoreError::file("backup file")(error),
    }
}
