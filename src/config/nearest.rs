//! "Did you mean …?"

/// The key among `known` that somebody who typed `typed` most likely meant: the same name in another section, or a
/// key that differs by few letters.
pub fn nearest<'k>(typed: &str, known: &[&'k str]) -> Option<&'k str> {
    let name = |key: &'k str| key.rsplit('.').next().unwrap_or(key);
    let typed_name = typed.rsplit('.').next().unwrap_or(typed);
    let elsewhere = known.iter().copied().find(|key| name(key) == typed_name);
    let close = known.iter().copied().map(|key| (distance(typed, key), key)).min_by_key(|(distance, _)| *distance);
    match close {
        Some((distance, key)) if distance <= typed.chars().count() / 4 + 1 => Some(key),
        _ => elsewhere,
    }
}

/// How many letters have to be put in, taken out or changed to make `a` into `b`.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let change = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = change.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 3] = ["listen", "discord.bot_token", "twilio.auth_token"];

    #[test]
    fn a_slip_of_the_finger_is_understood() {
        assert_eq!(nearest("discord.bot_tokn", &KNOWN), Some("discord.bot_token"));
        assert_eq!(nearest("dicsord.bot_token", &KNOWN), Some("discord.bot_token"));
        assert_eq!(nearest("lisen", &KNOWN), Some("listen"));
    }

    #[test]
    fn the_right_key_in_the_wrong_section_is_understood() {
        assert_eq!(nearest("auth_token", &KNOWN), Some("twilio.auth_token"));
    }

    #[test]
    fn something_else_entirely_is_not_guessed_at() {
        assert_eq!(nearest("colour.scheme", &KNOWN), None);
    }
}
