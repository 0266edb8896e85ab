//! How payloads are packed: plain text, one zlib block per payload, or one zlib stream per connection.

use axum::extract::ws::Message;
use flate2::{Compress, Compression, FlushCompress};

/// The packing of one connection.
#[derive(Debug)]
pub enum Packing {
    Plain,
    /// `compress: true` in the identify: each payload is a zlib block of its own.
    Payload,
    /// `compress=zlib-stream` in the address: one context, each payload ends with `00 00 ff ff`.
    Stream(Box<Compress>),
}

impl Packing {
    /// What the address asks for. Other transports than zlib are answered plainly, which every client reads.
    pub fn of_address(compress: Option<&str>) -> Self {
        match compress {
            Some("zlib-stream") => Self::Stream(Box::new(Compress::new(Compression::default(), true))),
            _ => Self::Plain,
        }
    }

    /// Packs one payload.
    pub fn pack(&mut self, text: &str) -> Message {
        match self {
            Self::Plain => Message::text(text.to_owned()),
            Self::Payload => Message::binary(deflate(&mut Compress::new(Compression::default(), true), text, FlushCompress::Finish)),
            Self::Stream(context) => Message::binary(deflate(context, text, FlushCompress::Sync)),
        }
    }
}

fn deflate(context: &mut Compress, text: &str, flush: FlushCompress) -> Vec<u8> {
    let mut left = text.as_bytes();
    let mut packed = Vec::with_capacity(text.len() / 2 + 64);
    loop {
        let before = context.total_in();
        let done = context.compress_vec(left, &mut packed, flush).is_ok_and(|status| status == flate2::Status::StreamEnd);
        let eaten = usize::try_from(context.total_in() - before).unwrap_or(left.len());
        left = &left[eaten.min(left.len())..];
        let room_left = packed.len() < packed.capacity();
        if done || (left.is_empty() && room_left && flush != FlushCompress::Finish) {
            return packed;
        }
        packed.reserve(packed.capacity().max(256));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::read::ZlibDecoder;
    use std::io::Read;

    #[test]
    fn each_payload_of_the_stream_ends_with_the_mark() {
        let mut packing = Packing::of_address(Some("zlib-stream"));
        let mut all = Vec::new();
        for text in ["hello".to_owned(), "x".repeat(100_000)] {
            let packed = packing.pack(&text).into_data();
            assert!(packed.ends_with(&[0, 0, 0xff, 0xff]));
            all.extend_from_slice(&packed);
        }
        let mut read = vec![0; 100_005];
        ZlibDecoder::new(all.as_slice()).read_exact(&mut read).unwrap();
        assert!(read.starts_with(b"hellox"));
    }

    #[test]
    fn a_payload_block_stands_alone() {
        let mut packing = Packing::Payload;
        for _ in 0..2 {
            let mut text = String::new();
            ZlibDecoder::new(packing.pack("täglich").into_data().as_ref()).read_to_string(&mut text).unwrap();
            assert_eq!(text, "täglich");
        }
    }
}
