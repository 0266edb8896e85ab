//! Where a text can be cut, and how good each place is.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use unicode_segmentation::UnicodeSegmentation;

use super::Limit;

/// How good a cut is, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// Inside a link, a mention, a marker or an over-long cluster: only when nothing else is left.
    Hard,
    /// Between two grapheme clusters of one word.
    Cluster,
    /// Between two words that no space separates, as in Chinese.
    Segment,
    /// After a space.
    Word,
    /// After a line inside a code block.
    CodeLine,
    /// After a full stop.
    Sentence,
    /// After a line.
    Line,
    /// After an empty line.
    Paragraph,
}

/// A place where the text can be cut.
#[derive(Debug)]
pub(super) struct Spot {
    /// Byte offset.
    pub at: usize,
    /// Units of the limit from the beginning of the text.
    pub units: usize,
    /// How good it is.
    pub rank: Rank,
    /// The code block this spot lies in, if any.
    pub code: Option<usize>,
}

/// A code block.
struct Fence {
    whole: Range<usize>,
    /// The code without the white space around it.
    body: Range<usize>,
    /// The language with its line end, or empty.
    language: String,
}

/// A text with all its spots, in order, from the beginning to the end.
pub(super) struct Terrain<'t> {
    text: &'t str,
    spots: Vec<Spot>,
    fences: Vec<Fence>,
}

const MARK: &str = "```";

/// A language name longer than this is not repeated when a block is opened again.
const LONGEST_LANGUAGE: usize = 20;

static LANGUAGE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^[A-Za-z0-9_+\-.#]+\n").expect("constant pattern"));

/// What must stay in one piece: masked links, mentions and `<links>`, bare links, inline code.
static WHOLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r#"\[[^\[\]\n]+\]\(<?(?:[^()\s]|\([^()\s]*\))+>?(?:\s+"[^"\n]*")?\)"#,
        r"|</[^<>\n]{1,110}:\d+>",
        r"|<[^<>\s]+>",
        r"|[A-Za-z][A-Za-z0-9+.\-]*://[^\s<]+",
        r"|`[^`\n]+`",
    ))
    .expect("constant pattern")
});

impl<'t> Terrain<'t> {
    /// Finds every spot. Clusters longer than a part of `max` units would be a wall; those can be cut at any code point.
    pub fn survey(text: &'t str, limit: Limit, max: usize) -> Self {
        let fences = find_fences(text);
        let mut guarded: Vec<Range<usize>> = fences.iter().flat_map(Fence::guarded).collect();
        // A thing longer than a part has to be cut anyway, so it may as well be cut at its best place.
        guarded.extend(whole_things(text, &fences).filter(|range| limit.measure(&text[range.clone()]) <= max));
        guarded.sort_by_key(|range| range.start);

        let mut segments = text.split_word_bound_indices().map(|(at, _)| at).peekable();
        let (mut next_guard, mut next_fence) = (0, 0);
        let mut guarded_until = 0;
        let mut units = 0;
        let mut spots = Vec::with_capacity(text.len() / 2);
        spots.push(Spot { at: 0, units, rank: Rank::Paragraph, code: None });
        for (begin, cluster) in text.grapheme_indices(true) {
            let size = limit.measure(cluster);
            if size > max / 2 {
                spots.extend(cluster.char_indices().skip(1).map(|(offset, _)| {
                    let done = limit.measure(&cluster[..offset]);
                    Spot { at: begin + offset, units: units + done, rank: Rank::Hard, code: None }
                }));
            }
            units += size;
            let at = begin + cluster.len();
            while next_guard < guarded.len() && guarded[next_guard].start < at {
                guarded_until = guarded_until.max(guarded[next_guard].end);
                next_guard += 1;
            }
            while next_fence < fences.len() && fences[next_fence].body.end <= at {
                next_fence += 1;
            }
            while segments.peek().is_some_and(|segment| *segment < at) {
                segments.next();
            }
            let code = (next_fence < fences.len() && fences[next_fence].body.start < at).then_some(next_fence);
            let rank = if at < guarded_until {
                Rank::Hard
            } else if at == text.len() {
                Rank::Paragraph
            } else {
                rank(text, at, code.is_some(), segments.peek() == Some(&at))
            };
            spots.push(Spot { at, units, rank, code: code.filter(|_| rank != Rank::Hard) });
        }
        Self { text, spots, fences }
    }

    /// The text surveyed.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// Every spot; the first is the beginning, the last the end.
    pub fn spots(&self) -> &[Spot] {
        &self.spots
    }

    /// The index of the end of the text.
    pub fn last(&self) -> usize {
        self.spots.len() - 1
    }

    /// What a part that begins at `spot` must begin with.
    pub fn opening(&self, spot: &Spot) -> String {
        spot.code.map_or_else(String::new, |fence| {
            let language = &self.fences[fence].language;
            format!("{MARK}{}", if language.is_empty() { "\n" } else { language })
        })
    }

    /// What a part that ends at `spot` must end with.
    pub fn closing(&self, spot: &Spot) -> &'static str {
        if spot.code.is_some() { "\n```" } else { "" }
    }

    /// The spot the next part begins at when the one before ended at `end`: white space between parts is dropped,
    /// except in code, where it may be indentation.
    pub fn resume_at(&self, end: usize) -> usize {
        let mut index = end;
        while index < self.last() && self.spots[index].code.is_none() {
            let (here, next) = (self.spots[index].at, self.spots[index + 1].at);
            if !self.text[here..next].trim().is_empty() {
                break;
            }
            index += 1;
        }
        index
    }
}

impl Fence {
    /// The markers with the white space beside them, one byte wider at the inner edges: a cut before and behind the
    /// block stays possible, a cut that leaves an empty block does not.
    fn guarded(&self) -> [Range<usize>; 2] {
        if self.body.is_empty() {
            return [self.whole.clone(), self.whole.clone()];
        }
        [self.whole.start..self.body.start + 1, self.body.end - 1..self.whole.end]
    }
}

/// Discord opens a block anywhere in a line, and only if it is closed later on.
fn find_fences(text: &str) -> Vec<Fence> {
    let mut fences = Vec::new();
    let mut from = 0;
    while let Some(begin) = text[from..].find(MARK).map(|at| from + at) {
        let inside = begin + MARK.len();
        let Some(close) = text[inside..].find(MARK).map(|at| inside + at) else { break };
        let tag = LANGUAGE.find(&text[inside..close]).map_or("", |found| found.as_str());
        let code = &text[inside + tag.len()..close];
        // Leading spaces of the first line are indentation; leading empty lines are not.
        let body_start = inside + tag.len() + leading_blank_lines(code);
        let body_end = body_start.max(inside + tag.len() + code.trim_end().len());
        let language = if tag.len() > LONGEST_LANGUAGE { String::new() } else { tag.to_owned() };
        let end = close + MARK.len();
        fences.push(Fence { whole: begin..end, body: body_start..body_end, language });
        from = end;
    }
    fences
}

/// Links, mentions and inline code outside the code blocks.
fn whole_things(text: &str, fences: &[Fence]) -> impl Iterator<Item = Range<usize>> {
    let begins = std::iter::once(0).chain(fences.iter().map(|fence| fence.whole.end));
    let ends = fences.iter().map(|fence| fence.whole.start).chain(std::iter::once(text.len()));
    begins
        .zip(ends)
        .flat_map(|(begin, end)| WHOLE.find_iter(&text[begin..end]).map(move |found| begin + found.start()..begin + found.end()))
}

fn leading_blank_lines(code: &str) -> usize {
    let blank = code.len() - code.trim_start().len();
    code[..blank].rfind('\n').map_or(0, |at| at + 1)
}

fn rank(text: &str, at: usize, in_code: bool, segment: bool) -> Rank {
    let (before, after) = (&text[..at], &text[at..]);
    let newline = before.ends_with('\n');
    if in_code {
        return match () {
            () if newline => Rank::CodeLine,
            () if before.ends_with([' ', '\t']) => Rank::Word,
            () if segment => Rank::Segment,
            () => Rank::Cluster,
        };
    }
    if newline {
        let above = before.trim_end_matches('\n').trim_end_matches([' ', '\t', '\r']);
        return if before[above.len()..].matches('\n').count() > 1 { Rank::Paragraph } else { Rank::Line };
    }
    if before.ends_with(char::is_whitespace) && !after.starts_with(char::is_whitespace) {
        let ended = before.trim_end().trim_end_matches(['"', '\'', ')', '”', '’', '»', '*', '_']);
        return if ended.ends_with(['.', '!', '?', '…']) { Rank::Sentence } else { Rank::Word };
    }
    // Chinese and Japanese put no space behind the full stop.
    let ended = before.trim_end_matches(['」', '』', '）', '”']);
    if ended.ends_with(['。', '！', '？']) && !after.starts_with(['」', '』', '）', '”', '。', '！', '？']) {
        return Rank::Sentence;
    }
    if before.ends_with(char::is_whitespace) {
        return Rank::Word;
    }
    if segment { Rank::Segment } else { Rank::Cluster }
}
