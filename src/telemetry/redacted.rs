//! Values that must not be printed.

use std::fmt;

/// Holds a value that no log line and no error may show: a message text, a token in a URL, an e-mail address.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Redacted<T>(T);

impl<T> Redacted<T> {
    /// Hides a value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, for the one place that needs it.
    pub const fn expose(&self) -> &T {
        &self.0
    }

    /// The value itself.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> From<T> for Redacted<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> fmt::Debug for Redacted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl<T> fmt::Display for Redacted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hidden_value_is_never_printed() {
        let hidden = Redacted::new("hunter2");
        assert_eq!(format!("{hidden} {hidden:?} {:?}", Some(&hidden)), "[redacted] [redacted] Some([redacted])");
        assert_eq!(*hidden.expose(), "hunter2");
        assert_eq!(Redacted::from(7).into_inner(), 7);
    }
}
