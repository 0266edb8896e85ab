//! assistant
pub mod signals {
    pub fn is_thanks(_: &str) -> bool {
        false
    }
    pub fn wants_person(t: &str) -> bool {
        t.contains("human") || t.contains("person")
    }
}
pub mod summary {
    use crate::domain::message::Message;
    pub fn short(_: &[Message]) -> String {
        String::new()
    }
}
