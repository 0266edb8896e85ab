//! The local Twilio.
