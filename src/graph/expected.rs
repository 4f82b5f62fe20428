//! The expected cycle time of a sequential flow: what each visit takes, as often as a case comes there.

use super::{Times, Visits};

/// The expected time from the start to an end, in milliseconds, counting for each node at least what is known of it.
///
/// `None` where the flow has parallel parts: there, the expected maximum is not the maximum of the expected.
#[must_use]
pub fn expected(visits: &Visits, times: &Times) -> Option<f64> {
    #[allow(clippy::cast_precision_loss, reason = "2^53 ms are 285,000 years")]
    visits.is_sequential().then(|| times.all().map(|(id, time)| visits.of(id) * time.mean as f64).sum())
}
