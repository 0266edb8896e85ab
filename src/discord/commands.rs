pub const HELP_ME: &str = "helpme";
pub const WHAT: &str = "what";
