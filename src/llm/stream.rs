//! An answer as it comes: piece by piece over server-sent events, or whole, from an endpoint that does not stream.
//!
//! A stream counts as complete when it says so (`[DONE]`, or a reason why it finished); one that just ends has broken.

use super::call::{ANSWER_LIMIT, bounded, transport};
use super::error::Failure;
use eventsource_stream::{Event, EventStreamError, Eventsource};
use futures_util::{Stream, StreamExt};
use reqwest::Response;
use reqwest::header::CONTENT_TYPE;
use serde::Deserialize;
use std::pin::Pin;

/// The answer, to be taken piece by piece.
pub struct Pieces(Source);

enum Source {
    /// It is here already.
    Whole(Option<String>),
    Stream {
        events: Events,
        /// It has said that it is complete.
        finished: bool,
    },
}

type Events = Pin<Box<dyn Stream<Item = Result<Event, EventStreamError<Failure>>> + Send>>;

/// What is read of a completion or a piece of one. Unknown fields are passed over: every server has some of its own.
#[derive(Deserialize)]
struct Completion {
    #[serde(default)]
    choices: Vec<Choice>,
    error: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct Choice {
    /// In a stream.
    delta: Option<Words>,
    /// In a whole answer.
    message: Option<Words>,
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Words {
    content: Option<String>,
    refusal: Option<String>,
}

impl Pieces {
    /// Of an answer that has begun.
    ///
    /// # Errors
    /// When it is whole and cannot be read.
    pub async fn of(response: Response) -> Result<Self, Failure> {
        let streams = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"));
        if !streams {
            let body = bounded(response, ANSWER_LIMIT).await?;
            let whole = serde_json::from_slice(&body).map_err(|_| Failure::Lost("the answer is no completion"))?;
            let (text, finished) = words(whole)?;
            return if finished { Ok(Self(Source::Whole(text))) } else { Err(Failure::Lost("the answer is not finished")) };
        }
        let mut read = 0;
        let bounded = response.bytes_stream().map(move |chunk| {
            let chunk = chunk.map_err(|error| transport(&error))?;
            read += chunk.len();
            if read > ANSWER_LIMIT { Err(Failure::Lost("the answer is too large")) } else { Ok(chunk) }
        });
        Ok(Self(Source::Stream { events: Box::pin(bounded.eventsource()), finished: false }))
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// When the stream breaks, ends too soon or says that something went wrong.
    pub async fn next(&mut self) -> Result<Option<String>, Failure> {
        let (events, finished) = match &mut self.0 {
            Source::Whole(text) => return Ok(text.take()),
            Source::Stream { events, finished } => (events, finished),
        };
        loop {
            let event = match events.next().await {
                None if *finished => return Ok(None),
                None => return Err(Failure::Lost("the stream ended too soon")),
                Some(Ok(event)) => event,
                // What comes after the end of the answer does not matter any more.
                Some(Err(_)) if *finished => return Ok(None),
                Some(Err(EventStreamError::Transport(failure))) => return Err(failure),
                Some(Err(EventStreamError::Utf8(_) | EventStreamError::Parser(_))) => return Err(Failure::Lost("the stream is garbled")),
            };
            if event.data.starts_with("[DONE]") {
                return Ok(None);
            }
            let piece = serde_json::from_str(&event.data).map_err(|_| Failure::Lost("the stream is garbled"))?;
            let (text, ends) = words(piece)?;
            *finished |= ends;
            if let Some(text) = text.filter(|text| !text.is_empty()) {
                return Ok(Some(text));
            }
        }
    }
}

/// The words of a piece, and whether it is the last one.
fn words(piece: Completion) -> Result<(Option<String>, bool), Failure> {
    if piece.error.is_some() {
        return Err(Failure::Lost("the endpoint failed while it answered"));
    }
    // The last piece may hold nothing but numbers.
    let Some(choice) = piece.choices.into_iter().next() else { return Ok((None, false)) };
    match choice.finish_reason.as_deref() {
        Some("length") => return Err(Failure::Lost("the answer grew too long")),
        Some("content_filter") => return Err(Failure::Lost("the endpoint filtered the answer")),
        _ => {}
    }
    let words = choice.delta.or(choice.message);
    if words.as_ref().is_some_and(|words| words.refusal.is_some()) {
        return Err(Failure::Lost("the model refused to answer"));
    }
    Ok((words.and_then(|words| words.content), choice.finish_reason.is_some()))
}
