//! Placeholder until the stories of decisions are written below.
