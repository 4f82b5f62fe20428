//! Numbers that were worked out, as people read them.

use crate::ast::quantity::Decimal;

/// A share in per cent: whole numbers, below 10 % with one decimal.
pub(super) fn percent(share: f64) -> String {
    if share < 0.0995 { rounded(share * 100.0, 1) + "%" } else { rounded(share * 100.0, 0) + "%" }
}

/// A number with at most that many decimals.
pub(super) fn rounded(number: f64, scale: u32) -> String {
    #[allow(clippy::cast_possible_truncation, reason = "a float beyond an i64 becomes the largest one")]
    let mantissa = (number * f64::from(10_u32.pow(scale))).round() as i64;
    Decimal { mantissa, scale }.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_and_numbers_are_rounded() {
        for (share, text) in [(0.0, "0%"), (0.051, "5.1%"), (0.0999, "10%"), (0.5449, "54%"), (1.25, "125%")] {
            assert_eq!(percent(share), text);
        }
        for (number, text) in [(425.0, "425"), (0.125, "0.13"), (1.005, "1"), (1e300, "92233720368547758.07")] {
            assert_eq!(rounded(number, 2), text);
        }
    }
}
