//! Hostile flows.
