//! Cuts a long text into parts that each fit into one message.
//!
//! A cut never falls inside a grapheme cluster (joined emoji, flags), a link, a mention or a fence marker, and a code
//! block that has to be cut is closed in the one part and opened again, with its language, in the next. Of the
//! possible cuts the best one in the second half of the part is taken: paragraph, line, sentence, line of code, word.
//!
//! `spots` finds the places where a cut is possible, this file chooses among them. Nothing is lost but the white
//! space at the seams. A single thing longer than a whole part (a link of 3,000 characters) is the one exception to
//! the promise: it is cut, because not sending it would be worse.

mod spots;
#[cfg(test)]
mod tests;

use spots::{Rank, Spot, Terrain};

/// Discord refuses a message of more than 2,000 code points from an application.
pub const DISCORD_CODE_POINTS: usize = 2_000;

/// Twilio Conversations refuses a chat body of more than 32 KB. A little is left free for the `(edited)` mark.
pub const TWILIO_BYTES: usize = 32 * 1024 - 64;

/// A text that needs more parts than this is a document, not a message: send it as a file.
pub const MAX_PARTS: usize = 4;

/// The smallest limit that leaves room for a fence and its language around some text.
const SMALLEST: usize = 64;

/// How much fits into one part, in the unit the receiving side counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Unicode code points, as Discord counts.
    CodePoints(usize),
    /// UTF-8 bytes, as Twilio counts.
    Bytes(usize),
}

impl Limit {
    /// The limit of a Discord message.
    pub const DISCORD: Self = Self::CodePoints(DISCORD_CODE_POINTS);
    /// The limit of a Twilio Conversations message body.
    pub const TWILIO: Self = Self::Bytes(TWILIO_BYTES);

    /// The number of units allowed; anything below 64 counts as 64.
    fn max(self) -> usize {
        match self {
            Self::CodePoints(max) | Self::Bytes(max) => max.max(SMALLEST),
        }
    }

    /// How many units `text` takes.
    pub fn measure(self, text: &str) -> usize {
        match self {
            Self::CodePoints(_) => text.chars().count(),
            Self::Bytes(_) => text.len(),
        }
    }
}

/// What to do with a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Split {
    /// Send these one after the other. Empty when there was nothing but white space.
    Parts(Vec<String>),
    /// More than [`MAX_PARTS`] parts: send the whole text, unchanged, as a file.
    File(String),
}

/// Splits `text` for sending: up to [`MAX_PARTS`] parts, or the advice to send a file.
pub fn split(text: &str, limit: Limit) -> Split {
    let parts = split_all(text, limit);
    if parts.len() > MAX_PARTS { Split::File(text.to_owned()) } else { Split::Parts(parts) }
}

/// Splits `text` into however many parts it takes. No part is empty, none is longer than `limit`.
pub fn split_all(text: &str, limit: Limit) -> Vec<String> {
    let whole = text.trim();
    if whole.is_empty() {
        return Vec::new();
    }
    if limit.measure(whole) <= limit.max() {
        return vec![whole.to_owned()];
    }
    let terrain = Terrain::survey(whole, limit, limit.max());
    let mut parts = Vec::new();
    let mut start = 0;
    while start < terrain.last() {
        let end = choose(&terrain, start, limit);
        if let Some(part) = cut_out(&terrain, start, end) {
            parts.push(part);
        }
        start = terrain.resume_at(end);
    }
    parts
}

/// The index of the spot at which the part that starts at spot `start` should end.
fn choose(terrain: &Terrain<'_>, start: usize, limit: Limit) -> usize {
    let spots = terrain.spots();
    let from = &spots[start];
    let room = limit.max().saturating_sub(limit.measure(&terrain.opening(from)));
    let fits = |spot: &Spot| spot.units - from.units + limit.measure(terrain.closing(spot)) <= room;

    if fits(&spots[terrain.last()]) {
        return terrain.last();
    }
    let reach = spots.partition_point(|spot| spot.units <= from.units + room).saturating_sub(1).max(start + 1);
    let half = from.units + room / 2;
    let mut best: Option<(Rank, usize)> = None;
    let mut fallback: Option<(Rank, usize)> = None;
    for index in (start + 1..=reach).rev().filter(|index| fits(&spots[*index])) {
        let spot = &spots[index];
        if spot.units >= half && spot.rank >= Rank::CodeLine && best.is_none_or(|(rank, _)| spot.rank > rank) {
            best = Some((spot.rank, index));
        }
        // Ahead of the middle every cut between words is as good as the next; the latest of them wins.
        let worth = spot.rank.min(Rank::Word);
        if fallback.is_none_or(|(rank, _)| worth > rank) {
            fallback = Some((worth, index));
        }
        if spot.units < half && fallback.is_some_and(|(rank, _)| rank == Rank::Word) {
            break;
        }
    }
    // Without any spot that fits, one step is taken all the same, so that the loop always ends.
    best.or(fallback).map_or(start + 1, |(_, index)| index)
}

/// The text between two spots, with the fence opened before and closed behind it where the cut fell into code.
fn cut_out(terrain: &Terrain<'_>, start: usize, end: usize) -> Option<String> {
    let (from, to) = (&terrain.spots()[start], &terrain.spots()[end]);
    let piece = &terrain.text()[from.at..to.at];
    if piece.trim().is_empty() {
        return None;
    }
    let piece = if from.code.is_none() { piece.trim_start() } else { piece };
    let piece = match to.code {
        None => piece.trim_end(),
        Some(_) => piece.strip_suffix('\n').unwrap_or(piece),
    };
    Some(format!("{}{piece}{}", terrain.opening(from), terrain.closing(to)))
}
