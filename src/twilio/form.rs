//! Form bodies, decoded once for both the signature and the event.
//!
//! The usual libraries decode to text and replace what is no UTF-8. A signature is over the bytes that were sent, and broken text must
//! be refused rather than mended, so the fields stay bytes here until somebody asks for their text.

use std::borrow::Cow;

/// More fields than any webhook has; what has more is an attack.
const MAX_FIELDS: usize = 500;

/// Why a body is no usable form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadForm {
    /// Too many fields.
    #[error("the form has more than {MAX_FIELDS} fields")]
    TooManyFields,
    /// A field is not UTF-8.
    #[error("the field {0} is not valid UTF-8")]
    NotUtf8(&'static str),
}

/// One decoded field: name and value.
type Field<'a> = (Cow<'a, [u8]>, Cow<'a, [u8]>);

/// The fields of a form, sorted by name and then value, which is the order they are signed in.
#[derive(Debug)]
pub struct Form<'a> {
    fields: Vec<Field<'a>>,
}

impl<'a> Form<'a> {
    /// A form without fields.
    pub const EMPTY: Self = Self { fields: Vec::new() };

    /// Decodes `application/x-www-form-urlencoded` bytes.
    ///
    /// # Errors
    /// When there are more fields than any webhook has.
    pub fn decode(raw: &'a [u8]) -> Result<Self, BadForm> {
        let mut fields = Vec::with_capacity(32);
        for piece in raw.split(|b| *b == b'&').filter(|piece| !piece.is_empty()) {
            if fields.len() == MAX_FIELDS {
                return Err(BadForm::TooManyFields);
            }
            let (name, value) = match piece.iter().position(|b| *b == b'=') {
                Some(at) => (&piece[..at], &piece[at + 1..]),
                None => (piece, &[][..]),
            };
            fields.push((unescape(name), unescape(value)));
        }
        fields.sort_unstable();
        Ok(Self { fields })
    }

    /// The fields in signing order.
    pub fn fields(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.fields.iter().map(|(name, value)| (name.as_ref(), value.as_ref()))
    }

    /// The text of a field; `None` if it is missing or empty.
    ///
    /// # Errors
    /// When the value is not UTF-8.
    pub fn text(&self, name: &'static str) -> Result<Option<&str>, BadForm> {
        let at = self.fields.partition_point(|(n, _)| n.as_ref() < name.as_bytes());
        match self.fields.get(at) {
            Some((n, value)) if n.as_ref() == name.as_bytes() => {
                let text = std::str::from_utf8(value).map_err(|_| BadForm::NotUtf8(name))?;
                Ok((!text.is_empty()).then_some(text))
            }
            _ => Ok(None),
        }
    }
}

/// `+` and `%xx` decoded; a `%` that starts no escape stays as it is, as the URL standard says.
fn unescape(raw: &[u8]) -> Cow<'_, [u8]> {
    if !raw.iter().any(|b| matches!(b, b'+' | b'%')) {
        return Cow::Borrowed(raw);
    }
    let mut plain = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let [first, tail @ ..] = rest {
        rest = tail;
        match first {
            b'+' => plain.push(b' '),
            b'%' => match tail {
                [high, low, after @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                    plain.push(hex_digit(*high) << 4 | hex_digit(*low));
                    rest = after;
                }
                _ => plain.push(b'%'),
            },
            byte => plain.push(*byte),
        }
    }
    Cow::Owned(plain)
}

/// The value of a byte that is known to be a hexadecimal digit.
fn hex_digit(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        lower_or_upper => (lower_or_upper | 0x20) - b'a' + 10,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_field_is_found_whatever_its_place_and_missing_or_empty_is_none() {
        let form = Form::decode(b"b=2&a=1+x%26&c=&&d").unwrap();
        assert_eq!(form.text("a").unwrap(), Some("1 x&"));
        assert_eq!(form.text("b").unwrap(), Some("2"));
        assert_eq!(form.text("c").unwrap(), None);
        assert_eq!(form.text("d").unwrap(), None);
        assert_eq!(form.text("e").unwrap(), None);
    }

    #[test]
    fn a_stray_percent_sign_stays() {
        assert_eq!(Form::decode(b"a=100%&b=%zz%4").unwrap().text("a").unwrap(), Some("100%"));
        assert_eq!(Form::decode(b"b=%zz%4").unwrap().text("b").unwrap(), Some("%zz%4"));
    }

    #[test]
    fn broken_text_is_refused_not_mended() {
        let form = Form::decode(b"Body=%ff%fe").unwrap();
        assert_eq!(form.text("Body"), Err(BadForm::NotUtf8("Body")));
    }

    #[test]
    fn a_form_bomb_is_refused() {
        assert_eq!(Form::decode("&a".repeat(501).as_bytes()).unwrap_err(), BadForm::TooManyFields);
    }

    proptest! {
        #[test]
        fn it_reads_what_the_usual_library_writes(pairs in proptest::collection::vec((".*", ".*"), 0..8)) {
            let raw = serde_urlencoded::to_string(&pairs).unwrap();
            let form = Form::decode(raw.as_bytes()).unwrap();
            let mut expected: Vec<(Vec<u8>, Vec<u8>)> = pairs.into_iter().map(|(n, v)| (n.into_bytes(), v.into_bytes())).collect();
            expected.sort();
            let got: Vec<(Vec<u8>, Vec<u8>)> = form.fields().map(|(n, v)| (n.to_vec(), v.to_vec())).collect();
            prop_assert_eq!(got, expected);
        }
    }
}
