//! How far a long import has come: a bar on a terminal, a line now and then elsewhere.

use super::say;
use crate::app::imports::Progress;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A line is written after so many.
const LINE_EVERY: usize = 100;

/// See the module.
pub struct Bar {
    /// None where nobody watches.
    bar: Option<ProgressBar>,
    total: AtomicUsize,
    read: AtomicUsize,
}

impl Bar {
    /// Nothing is read yet.
    pub fn new() -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template("{pos}/{len} {wide_bar} {msg}").expect("a sound template");
            ProgressBar::new(0).with_style(style)
        });
        Self { bar, total: AtomicUsize::new(0), read: AtomicUsize::new(0) }
    }

    /// Shows it.
    pub fn note(&self, progress: Progress<'_>) {
        match progress {
            Progress::Total(total) => {
                self.total.store(total, Ordering::Relaxed);
                if let Some(bar) = &self.bar {
                    bar.set_length(total as u64);
                }
            }
            Progress::Read(what) => {
                let read = self.read.fetch_add(1, Ordering::Relaxed) + 1;
                match &self.bar {
                    Some(bar) => {
                        bar.set_message(what.to_owned());
                        bar.inc(1);
                    }
                    None if read.is_multiple_of(LINE_EVERY) => {
                        say(format!("{read} of {} read", self.total.load(Ordering::Relaxed)));
                    }
                    None => {}
                }
            }
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
