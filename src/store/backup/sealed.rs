//! Encryption of a stream in parts of 64 KiB with XChaCha20-Poly1305.
//!
//! The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015): the nonce of a part is a random prefix, the number of the
//! part, and whether it is the last one. So parts can be neither exchanged nor left out nor cut off.

use crate::store::secrets::SealingKey;
use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use secrecy::ExposeSecret;
use std::io::{self, BufRead, ErrorKind, Read, Write};

/// What a sealed file begins with.
const MAGIC: &[u8] = b"flexcord sealed 1\n";
const PART: usize = 64 * 1024;
const TAG: usize = 16;
const PREFIX: usize = 19;

struct Parts {
    cipher: XChaCha20Poly1305,
    prefix: [u8; PREFIX],
    number: u32,
}

impl Parts {
    fn new(key: &SealingKey, prefix: [u8; PREFIX]) -> Self {
        Self { cipher: XChaCha20Poly1305::new(key.expose_secret().into()), prefix, number: 0 }
    }

    fn next_nonce(&mut self, last: bool) -> io::Result<XNonce> {
        let mut nonce = [0; 24];
        nonce[..PREFIX].copy_from_slice(&self.prefix);
        nonce[PREFIX..PREFIX + 4].copy_from_slice(&self.number.to_be_bytes());
        nonce[PREFIX + 4] = u8::from(last);
        self.number = self.number.checked_add(1).ok_or_else(|| io::Error::other("too long to be sealed"))?;
        Ok(XNonce::from(nonce))
    }

    fn seal(&mut self, part: &mut Vec<u8>, last: bool) -> io::Result<()> {
        let nonce = self.next_nonce(last)?;
        self.cipher.encrypt_in_place(&nonce, MAGIC, part).map_err(|_| io::Error::other("a part could not be sealed"))
    }

    fn open(&mut self, part: &mut Vec<u8>, last: bool) -> io::Result<()> {
        let nonce = self.next_nonce(last)?;
        let wrong = |_| io::Error::new(ErrorKind::InvalidData, "wrong key, or cut off or altered");
        self.cipher.decrypt_in_place(&nonce, MAGIC, part).map_err(wrong)
    }
}

/// Seals what is written to it. Without [`Sealer::finish`] the file cannot be opened.
pub(super) struct Sealer<W: Write> {
    to: W,
    parts: Parts,
    part: Vec<u8>,
}

impl<W: Write> Sealer<W> {
    pub fn new(mut to: W, key: &SealingKey) -> io::Result<Self> {
        let mut prefix = [0; PREFIX];
        getrandom::fill(&mut prefix).map_err(|_| io::Error::other("the system gives no random numbers"))?;
        to.write_all(MAGIC)?;
        to.write_all(&prefix)?;
        Ok(Self { to, parts: Parts::new(key, prefix), part: Vec::with_capacity(PART + TAG) })
    }

    pub fn finish(mut self) -> io::Result<W> {
        self.parts.seal(&mut self.part, true)?;
        self.to.write_all(&self.part)?;
        Ok(self.to)
    }
}

impl<W: Write> Write for Sealer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full part is sealed only when more comes: the last one must be known as such.
        if self.part.len() == PART {
            self.parts.seal(&mut self.part, false)?;
            self.to.write_all(&self.part)?;
            self.part.clear();
        }
        let taken = bytes.len().min(PART - self.part.len());
        self.part.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// Opens what [`Sealer`] wrote.
pub(super) struct Opener<R: BufRead> {
    from: R,
    parts: Parts,
    part: Vec<u8>,
    /// Where in the part reading goes on.
    at: usize,
    ended: bool,
}

impl<R: BufRead> Opener<R> {
    /// Does this file begin like a sealed one? Takes the beginning away if so.
    pub fn is_sealed(from: &mut R) -> io::Result<bool> {
        let sealed = from.fill_buf()?.starts_with(MAGIC);
        if sealed {
            from.consume(MAGIC.len());
        }
        Ok(sealed)
    }

    /// Goes on behind the beginning that [`Opener::is_sealed`] took.
    pub fn new(mut from: R, key: &SealingKey) -> io::Result<Self> {
        let mut prefix = [0; PREFIX];
        from.read_exact(&mut prefix)?;
        Ok(Self { from, parts: Parts::new(key, prefix), part: Vec::with_capacity(PART + TAG), at: 0, ended: false })
    }
}

impl<R: BufRead> Read for Opener<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at == self.part.len() && !self.ended {
            self.part.clear();
            self.at = 0;
            self.from.by_ref().take((PART + TAG) as u64).read_to_end(&mut self.part)?;
            self.ended = self.from.fill_buf()?.is_empty();
            self.parts.open(&mut self.part, self.ended)?;
        }
        let taken = into.len().min(self.part.len() - self.at);
        into[..taken].copy_from_slice(&self.part[self.at..self.at + taken]);
        self.at += taken;
        Ok(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(n: u8) -> SealingKey {
        SealingKey::new(Box::new([n; 32]))
    }

    fn sealed(bytes: &[u8]) -> Vec<u8> {
        let mut sealer = Sealer::new(Vec::new(), &key(1)).unwrap();
        sealer.write_all(bytes).unwrap();
        sealer.finish().unwrap()
    }

    fn opened(mut sealed: &[u8], with: u8) -> io::Result<Vec<u8>> {
        assert!(Opener::is_sealed(&mut sealed)?);
        let mut bytes = Vec::new();
        Opener::new(sealed, &key(with))?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    #[test]
    fn what_was_sealed_opens_whatever_its_length() {
        for length in [0, 1, PART - 1, PART, PART + 1, 3 * PART] {
            let bytes = vec![7; length];
            assert_eq!(opened(&sealed(&bytes), 1).unwrap(), bytes);
        }
    }

    #[test]
    fn another_key_a_changed_byte_or_a_missing_part_opens_nothing() {
        let whole = sealed(&vec![7; 2 * PART]);
        assert!(opened(&whole, 2).is_err());
        let mut changed = whole.clone();
        changed[PART / 2] ^= 1;
        assert!(opened(&changed, 1).is_err());
        assert!(opened(&whole[..whole.len() - PART - TAG], 1).is_err());
        assert!(opened(&whole[..whole.len() - 1], 1).is_err());
    }
}
