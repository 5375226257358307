//! What the settings alone tell of a house, for its host.
//!
//! Must never: say a secret, or an e-mail address, unless it stands where none belongs.

mod addresses;
mod names;
mod people;
mod secrets;

pub use self::names::names;
use super::{Config, Switch};
use crate::app::checkup::Finding;

impl Config {
    /// What is to be said of these settings; `wrong` is what [`Config::settle`] and
    /// [`Config::complaints`] had to say.
    #[must_use]
    pub fn findings(&self, wrong: &[String]) -> Vec<Finding> {
        let mut findings: Vec<_> = wrong.iter().map(|complaint| impossible(complaint)).collect();
        if findings.is_empty() {
            findings.push(Finding::good("Settings", "None of them is impossible."));
        }
        findings.extend(names::strangers());
        if self.rate_limits == Switch::Off {
            findings.push(Finding::warning(
                "Settings",
                "RATE_LIMITS is off: anybody can keep this machine busy.",
                "Remove it, unless this is for a load test.",
            ));
        }
        findings.extend(addresses::findings(self));
        findings.extend(people::findings(self));
        findings.extend(secrets::findings(self));
        findings
    }
}

/// A complaint, taken apart where it says what to do.
fn impossible(complaint: &str) -> Finding {
    let (says, todo) = complaint.split_once("; ").unwrap_or((complaint, "correct it"));
    Finding::bad("Settings", sentence(says), sentence(todo))
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).chain(['.']).collect()
}
