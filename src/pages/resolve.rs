//! Names to addresses, without the private ones.
//!
//! The connection goes to an address of this very answer, so that a name cannot lead elsewhere between the check and the connection.

use super::address::is_public;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;

/// The name leads to private addresses alone.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to an address that is not on the public internet")]
pub(super) struct PrivateName;

/// See the module.
#[derive(Debug, Clone)]
pub(super) struct PublicOnly {
    /// Hosts that may be private.
    pub exempt: Arc<BTreeSet<String>>,
}

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        let exempt = self.exempt.contains(&name.as_str().to_ascii_lowercase());
        Box::pin(async move {
            let all = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let addresses: Vec<SocketAddr> = all.filter(|address| exempt || is_public(address.ip())).collect();
            if addresses.is_empty() {
                return Err(PrivateName.into());
            }
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}
