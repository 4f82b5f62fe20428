//! What a case takes: time, money, people's work; worked out exactly where that can be done, otherwise bounded or simulated.

mod chain;
mod cycle;
mod exact;
mod game;
mod number;
mod pmf;
mod rest;
mod shares;
mod steps;

pub use cycle::{Between, Case, Cycle};
pub use exact::{Blocks, visits};
pub use number::Number;
pub use pmf::{Pmf, Spread, Weight};
pub use rest::{Outcome, extreme};
pub use shares::Shares;
pub use steps::{End, Span, Steps, known, varies};
