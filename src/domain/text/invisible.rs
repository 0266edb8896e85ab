//! Characters a reader cannot see but a program can: they hide mentions, turn the direction of text, or smuggle
//! instructions past the person who reads.

/// Removes what hides or turns text and makes line ends uniform. Joiners that emoji, Persian and Indian scripts need
/// stay, and so do tabs and line ends.
pub fn strip(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut in_tagged_flag = false;
    while let Some(c) = chars.next() {
        // The flags of England, Scotland and Wales are a black flag followed by tag characters.
        in_tagged_flag = c == '\u{1F3F4}' || (in_tagged_flag && is_tag(c));
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' | '\u{2028}' | '\u{2029}' => clean.push('\n'),
            c if is_tag(c) && !in_tagged_flag => {}
            c if hides(c) => {}
            c => clean.push(c),
        }
    }
    clean
}

/// Whether a character is invisible on purpose, or reverses what follows.
pub fn hides(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        c if c.is_control() => true,
        // soft hyphen, Mongolian separator, zero-width space and word joiner, byte order mark, invisible operators
        '\u{AD}' | '\u{180E}' | '\u{200B}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' => true,
        // embedding, override and isolate of direction; the deprecated shaping controls; interlinear notes
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{206F}' | '\u{FFF9}'..='\u{FFFB}' => true,
        _ => false,
    }
}

/// Whether a character shows nothing at all, so that a name made of these only would be empty.
pub fn blank(c: char) -> bool {
    c.is_whitespace()
        || hides(c)
        || is_tag(c)
        || matches!(
            c,
            '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{200C}'..='\u{200F}' | '\u{2800}' | '\u{3164}' | '\u{FFA0}' | '\u{FE00}'..='\u{FE0F}'
        )
}

fn is_tag(c: char) -> bool {
    matches!(c, '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn direction_overrides_and_hidden_spaces_go() {
        assert_eq!(strip("a\u{202E}gpj.exe\u{202C}\u{200B}\u{FEFF}b"), "agpj.exeb");
    }

    #[test]
    fn instructions_in_tag_characters_go_and_real_flags_stay() {
        assert_eq!(strip("hi\u{E0041}\u{E0042}"), "hi");
        let wales = "🏴\u{E0067}\u{E0062}\u{E0077}\u{E006C}\u{E0073}\u{E007F}";
        assert_eq!(strip(wales), wales);
    }

    #[test]
    fn joiners_of_emoji_and_persian_stay() {
        for text in ["👩‍🚀", "می‌خواهم", "❤️"] {
            assert_eq!(strip(text), text);
        }
    }

    #[test]
    fn line_ends_become_uniform_and_control_characters_go() {
        assert_eq!(strip("a\r\nb\rc\u{2028}d\0\u{7}\te"), "a\nb\nc\nd\te");
    }
}
