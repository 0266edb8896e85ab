//! Media: the files of messages. Not part of the published API description.

use super::call::broken;
use super::{Client, Host};
use crate::twilio::error::Failure;
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use serde::Deserialize;

impl Client {
    /// Uploads a file, which a message must take within five minutes.
    ///
    /// # Errors
    /// When Twilio does not take it.
    pub async fn upload(&self, name: &str, content_type: &str, content: Bytes) -> Result<String, Failure> {
        #[derive(Deserialize)]
        struct Uploaded {
            sid: String,
        }
        let uploaded: Uploaded = self
            .post(Host::Media, &["v1", "Services", self.service(), "Media"])
            .query(&[("Filename", name)])
            .raw(content_type, content)
            .patient()
            .json()
            .await?;
        Ok(uploaded.sid)
    }

    /// The content of a file, as it comes. A signed address Twilio sends us to is called without our credentials.
    ///
    /// # Errors
    /// 404 when there is no such file.
    pub async fn download(&self, media: &str) -> Result<impl Stream<Item = std::io::Result<Bytes>> + Send + use<>, Failure> {
        let response =
            match self.get(Host::Media, &["v1", "Services", self.service(), "Media", media, "Content"]).patient().send_or_moved().await? {
                Ok(response) => response,
                Err(address) => self.open(&address).patient().send().await?,
            };
        Ok(response.bytes_stream().map(|piece| piece.map_err(|error| std::io::Error::other(broken(error)))))
    }
}
