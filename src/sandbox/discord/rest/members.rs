//! `POST /interactions`: what a person's own client sends.

use super::{Shared, done};
use crate::sandbox::discord::auth::Caller;
use crate::sandbox::discord::body::Form;
use crate::sandbox::discord::errors::Answer;
use crate::sandbox::discord::gateway::dispatch::{Event, To};
use crate::sandbox::discord::interactions::{deliver, start};
use axum::extract::State;
use serde_json::json;

/// Takes a command, a click, a choice or a submitted form and sends it on. The outcome shows in the channel.
pub async fn interact(State(hub): Shared, caller: Caller, form: Form) -> Answer {
    let caller = caller.person_only()?;
    let (id, payload) = {
        let mut world = hub.world();
        let (id, payload) = start::start(&mut world, caller, &form)?;
        let data = json!({ "id": id, "nonce": form.value["nonce"] });
        world.dispatch(Event { name: "INTERACTION_CREATE", data, to: To::Users(vec![caller.id]) });
        (id, payload)
    };
    deliver::launch(&hub, id, payload);
    done()
}
