//! Times as the original system wrote them: of UTC, without saying so.
//!
//! Must never: know what time it is.

use chrono::DateTime;

/// A moment as ISO 8601 writes it, to the microsecond, without a zone. Older readers want three or six
/// digits, and always as many.
pub(super) fn naive(ms: u64) -> String {
    let moment = i64::try_from(ms).ok().and_then(DateTime::from_timestamp_millis).unwrap_or_default();
    moment.format("%Y-%m-%dT%H:%M:%S%.6f").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_six_digits_and_no_zone() {
        assert_eq!(naive(0), "1970-01-01T00:00:00.000000");
        assert_eq!(naive(1_520_436_245_007), "2018-03-07T15:24:05.007000");
        assert_eq!(naive(u64::MAX), "1970-01-01T00:00:00.000000", "what no calendar holds");
    }
}
