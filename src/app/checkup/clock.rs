//! Whether this machine's clock is right, by what others say the time is.
//!
//! Must never: take the time that an answer needs for a wrong clock.

use super::Finding;

const ABOUT: &str = "Clock";
/// From here on, in milliseconds, Google's word about people is refused, for it is only good for a
/// while and names its time.
const OFF_MAX_MS: u64 = 60_000;
/// From here on, in milliseconds, somebody should look at it.
const WORTH_A_LOOK_MS: u64 = 10_000;
/// Others say the time in whole seconds.
const SECOND_MS: u64 = 1_000;

/// What somebody else's answer said of the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// Who.
    pub by: &'static str,
    /// What they said, in epoch milliseconds; nothing, if they did not say.
    pub at_ms: Option<u64>,
    /// Our clock when they were asked.
    pub before_ms: u64,
    /// Our clock when they had answered.
    pub after_ms: u64,
}

/// What is to be said of the clock when these were asked.
#[must_use]
pub fn finding(told: &[Told]) -> Finding {
    if told.is_empty() {
        return Finding::good(ABOUT, "Nobody else was asked for the time, so it was not compared.");
    }
    let Some((by, off_ms)) = told.iter().find_map(|told| Some((told.by, off_ms(told)?))) else {
        return Finding::warning(
            ABOUT,
            "It could not be compared: nobody who was asked said what time it is.",
            "Make sure that this machine takes its time from the network: timedatectl says whether it does.",
        );
    };
    let seconds = off_ms / SECOND_MS;
    let todo = "Let this machine take its time from the network (timedatectl set-ntp true), and start \
                EchoNest again: a process keeps the time that it started with.";
    if off_ms > OFF_MAX_MS {
        let says = format!(
            "It differs by {seconds} seconds from {by}'s: signing in with Google will be refused, and \
             sessions and tokens end at the wrong time."
        );
        Finding::bad(ABOUT, says, todo)
    } else if off_ms > WORTH_A_LOOK_MS {
        Finding::warning(ABOUT, format!("It differs by {seconds} seconds from {by}'s."), todo)
    } else {
        Finding::good(ABOUT, format!("It agrees with {by}'s."))
    }
}

/// By how much the clocks differ for certain: what they said holds for a whole second, and at some
/// moment between the question and the answer.
fn off_ms(told: &Told) -> Option<u64> {
    let at_ms = told.at_ms?;
    let late_ms = told.before_ms.saturating_sub(at_ms + SECOND_MS);
    let early_ms = at_ms.saturating_sub(told.after_ms);
    Some(late_ms.max(early_ms))
}

#[cfg(test)]
mod tests {
    use super::{super::State, *};

    const NOW_MS: u64 = 1_800_000_000_000;

    fn asked(at_ms: Option<u64>, took_ms: u64) -> Told {
        Told { by: "Google", at_ms, before_ms: NOW_MS, after_ms: NOW_MS + took_ms }
    }

    fn state(at_ms: u64) -> State {
        finding(&[asked(Some(at_ms), 0)]).state
    }

    #[test]
    fn a_clock_may_be_ten_seconds_off_but_not_a_minute_in_either_direction() {
        for (off_ms, expected) in [
            (0, State::Good),
            (9_000, State::Good),
            (12_000, State::Warning),
            (59_000, State::Warning),
            (62_000, State::Bad),
            (86_400_000, State::Bad),
        ] {
            assert_eq!(state(NOW_MS + off_ms), expected, "behind by {off_ms} ms");
            assert_eq!(state(NOW_MS - off_ms), expected, "ahead by {off_ms} ms");
        }
    }

    #[test]
    fn a_slow_answer_is_no_wrong_clock() {
        assert_eq!(finding(&[asked(Some(NOW_MS + 25_000), 30_000)]).state, State::Good);
        assert_eq!(finding(&[asked(Some(NOW_MS), 30_000)]).state, State::Good);
    }

    #[test]
    fn whoever_says_the_time_counts_and_where_nobody_does_that_is_said() {
        let silent = Told { by: "Spotify", ..asked(None, 0) };
        let found = finding(&[silent, asked(Some(NOW_MS), 0)]);
        assert!(found.state == State::Good && found.says.contains("Google"), "{found:?}");
        assert!(finding(&[silent]).says.contains("could not be compared"));
        assert_eq!(finding(&[]).state, State::Good);
    }
}
