//! What can be wrong with a file, in a form that helps the person who wrote it.

use std::fmt;

/// A file that cannot be imported: where, what, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}; {remedy}")]
pub struct ImportError {
    /// Where it is wrong.
    pub place: Place,
    /// What is wrong.
    pub problem: String,
    /// What the writer of the file can do.
    pub remedy: String,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file's name as it was given.
    pub file: String,
    /// The line, from 1; 0 stands for the file as a whole.
    pub line: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => out.write_str(&self.file),
            line => write!(out, "{}:{line}", self.file),
        }
    }
}

impl ImportError {
    /// An error at a line (from 1; 0 for the whole file).
    pub fn new(file: &str, line: usize, problem: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { place: Place { file: file.to_owned(), line }, problem: problem.into(), remedy: remedy.into() }
    }
}
