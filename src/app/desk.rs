//! The desk's carrier, with catching up: that brings events in, which a carrier by itself does not do.

use crate::domain::delivery::Delivery;
use crate::domain::outcome::{Outcome, Receipt};
use crate::relay::carrier::{Carrier, Job, Try};
use crate::twilio::carrier::DeskCarrier;
use crate::twilio::catch_up::{Behind, CatchUp};

/// See the module.
pub struct Desk {
    pub carrier: DeskCarrier,
    pub catch_up: CatchUp,
}

impl Carrier for Desk {
    fn carry<'a>(&'a self, job: &'a Job) -> Try<'a> {
        match &job.delivery {
            Delivery::CatchUp { after } => Box::pin(async move {
                let Some(sid) = job.conversation.desk.sid() else { return Outcome::Done(Receipt::default()) };
                let agent = job.conversation.agent.as_ref().map(|agent| agent.identity.clone());
                let tally = self.catch_up.run(vec![Behind { sid: sid.to_owned(), last_index: *after, agent }]).await;
                match tally.failed {
                    0 => Outcome::Done(Receipt::default()),
                    _ => Outcome::Later { why: "the desk could not be asked for what is missing".into(), after_ms: None },
                }
            }),
            _ => self.carrier.carry(job),
        }
    }
}
