//! Who or what an id in a text stands for.

/// Looks up the names behind Discord ids. The caller answers from what it knows; `None` is always a fine answer.
pub trait Names {
    /// The shown name of a user.
    fn user(&self, id: &str) -> Option<String>;
    /// The name of a role.
    fn role(&self, id: &str) -> Option<String>;
    /// The name of a channel, without `#`.
    fn channel(&self, id: &str) -> Option<String>;
}

/// Knows nobody.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoNames;

impl Names for NoNames {
    fn user(&self, _: &str) -> Option<String> {
        None
    }
    fn role(&self, _: &str) -> Option<String> {
        None
    }
    fn channel(&self, _: &str) -> Option<String> {
        None
    }
}

#[cfg(test)]
pub(super) mod fake {
    use super::Names;

    /// Knows user 1, role 2, channel 3, and a user 666 with an ill-meaning name.
    pub struct Few;

    impl Names for Few {
        fn user(&self, id: &str) -> Option<String> {
            match id {
                "1" => Some("Ana".into()),
                "666" => Some("@everyone <@1>".into()),
                _ => None,
            }
        }
        fn role(&self, id: &str) -> Option<String> {
            (id == "2").then(|| "Helpers".into())
        }
        fn channel(&self, id: &str) -> Option<String> {
            (id == "3").then(|| "general".into())
        }
    }
}
