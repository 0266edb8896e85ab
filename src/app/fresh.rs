//! Ids never given before.

use crate::relay::known::Fresh;
use uuid::Uuid;

/// UUIDv7: in the order of time, so that what is new lies together in the database.
pub struct NewIds;

impl Fresh for NewIds {
    fn id(&self) -> Uuid {
        Uuid::now_v7()
    }
}
