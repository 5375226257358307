//! Variables of the environment that were meant for us, and are none of ours.
//!
//! Must never: look at what a variable holds.

use std::env;

use clap::{Args, Command};

use crate::{app::checkup::Finding, config::Config};

/// What the names of settings begin with that no other program is likely to share.
const OURS: [&str; 4] = ["ECHONEST_", "GOOGLE_", "REDIS_", "SPOTIFY_"];
/// What Kubernetes sets for a service called `redis`, and what is for whoever builds the program.
const NOT_MEANT: [&str; 3] = ["ECHONEST_COMMIT", "REDIS_PORT_", "REDIS_SERVICE_"];
/// From how many letters on a name is taken for one of ours that was mistyped.
const MISTYPED_LETTERS_MIN: usize = 6;
/// How many letters a name may differ by for us to guess which one was meant.
const GUESS_LETTERS_MAX: usize = 3;

/// The names of all settings in the environment.
pub fn names() -> Vec<String> {
    let all = Config::augment_args(Command::new("settings"));
    let names = all.get_arguments().filter_map(|setting| setting.get_env()?.to_str());
    names.map(str::to_owned).collect()
}

/// A warning for each variable that looks like ours.
pub(super) fn strangers() -> Vec<Finding> {
    let names = names();
    let set = env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let mut strangers: Vec<_> = set.filter_map(|name| stranger(&name, &names)).collect();
    strangers.sort_by(|left, right| left.says.cmp(&right.says));
    strangers
}

fn stranger(name: &str, names: &[String]) -> Option<Finding> {
    if names.iter().any(|ours| ours == name) || NOT_MEANT.iter().any(|start| name.starts_with(start)) {
        return None;
    }
    let upper = name.to_ascii_uppercase();
    let nearest = names.iter().min_by_key(|ours| distance(&upper, ours))?;
    let off = distance(&upper, nearest);
    let is_mistyped = off <= 1 && name.len() >= MISTYPED_LETTERS_MIN;
    if !is_mistyped && !OURS.iter().any(|start| upper.starts_with(start)) {
        return None;
    }
    let says = format!("{name} is set, and EchoNest has no setting of that name, so it does nothing.");
    let todo = if off <= GUESS_LETTERS_MAX {
        format!("Probably {nearest} was meant.")
    } else {
        "Remove it if it was meant for EchoNest; .env.example lists every setting.".into()
    };
    Some(Finding::warning("Settings", says, todo))
}

/// How many letters have to be put in, taken out, changed, or swapped with the next.
fn distance(left: &str, right: &str) -> usize {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    let mut before_last = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (row, letter) in left.iter().enumerate() {
        let mut this = vec![row + 1];
        for (column, other) in right.iter().enumerate() {
            let changed = last[column] + usize::from(letter != other);
            let mut least = changed.min(last[column + 1] + 1).min(this[column] + 1);
            if row > 0 && column > 0 && left[row - 1] == *other && *letter == right[column - 1] {
                let swapped: &Vec<usize> = &before_last;
                least = least.min(swapped[column - 1] + 1);
            }
            this.push(least);
        }
        before_last = std::mem::replace(&mut last, this);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn todo(name: &str) -> Option<String> {
        stranger(name, &names())?.todo
    }

    #[test]
    fn a_mistyped_name_is_told_with_the_one_that_was_probably_meant() {
        for (typed, meant) in [
            ("SPOTIFY_CLIENTID", "SPOTIFY_CLIENT_ID"),
            ("spotify_client_id", "SPOTIFY_CLIENT_ID"),
            ("GOOGLE_CLIENT_SECERT", "GOOGLE_CLIENT_SECRET"),
            ("REDIS_URI", "REDIS_URL"),
            ("PUBLIC_ULR", "PUBLIC_URL"),
            ("HOST_EMAIL", "HOST_EMAILS"),
            ("TRUSTED_PROXYES", "TRUSTED_PROXIES"),
        ] {
            assert!(todo(typed).is_some_and(|todo| todo.contains(meant)), "{typed}");
        }
    }

    #[test]
    fn a_name_like_ours_that_resembles_none_is_told_without_a_guess() {
        for name in ["SPOTIFY_REDIRECT_ADDRESS", "ECHONEST_PARTY_NAME"] {
            assert!(todo(name).is_some_and(|todo| todo.contains(".env.example")), "{name}");
        }
    }

    #[test]
    fn what_other_programs_read_is_left_alone() {
        for name in ["PATH", "HOME", "HOST", "FIND", "BINDS", "LANG", "RUST_LOG", "NO_COLOR", "HOSTNAME"] {
            assert_eq!(todo(name), None, "{name}");
        }
        assert_eq!(todo("REDIS_SERVICE_HOST"), None);
        assert_eq!(todo("ECHONEST_COMMIT"), None);
        assert_eq!(todo("REDIS_PORT_6379_TCP"), None);
    }

    #[test]
    fn every_setting_is_known_by_its_own_name() {
        assert!(names().len() > 25);
        for name in names() {
            assert_eq!(todo(&name), None, "{name}");
        }
    }
}
