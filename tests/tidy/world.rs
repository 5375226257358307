//! Where the program meets the world: time, chance, the environment, files.

use crate::source::{Source, lies_in, modules, modules_in, named, none};

/// What of the standard library is the world rather than a computation.
const WORLD: [&str; 9] = [
    "std::env",
    "std::fs",
    "std::io",
    "std::net",
    "std::os",
    "std::process",
    "std::thread",
    "std::time::Instant",
    "std::time::SystemTime",
];

/// Clocks that no test can pause. tokio's `Instant` it can, and timers go by that.
const CLOCKS: [&str; 4] = ["std::time::Instant", "std::time::SystemTime", "std::time::UNIX_EPOCH", "quanta"];
/// Crates that roll dice, and what rolls them in other crates.
const DICE: [&str; 4] = ["fastrand", "getrandom", "rand", "std::collections::hash_map::RandomState"];
const ROLLS: [&str; 4] = ["::new_v4", "::now_v7", "::now_utc", "::now_local"];

fn others_than(places: &'static [&str]) -> impl Iterator<Item = &'static Source> {
    modules().filter(|source| !places.iter().any(|place| source.path == *place || source.is_in(place)))
}

fn is_in_any(name: &str, paths: &[&str]) -> bool {
    paths.iter().any(|path| lies_in(name, path))
}

#[test]
fn the_domain_neither_waits_nor_asks_the_world() {
    let places = named(modules_in("domain"), |name| is_in_any(name, &WORLD));
    none(&places, "the domain is pure; give it what it needs to know");
    let places = named(modules_in("domain"), |name| name == "async" || name == "await");
    none(&places, "the domain decides at once");
}

#[test]
fn only_the_clock_reads_the_time_or_rolls_dice() {
    let is_wrong = |name: &str| {
        let asks = is_in_any(name, &CLOCKS) || is_in_any(name, &DICE);
        // A word alone is no path.
        name.contains("::") && (asks || ROLLS.iter().any(|roll| name.ends_with(roll)))
    };
    let places = named(others_than(&["src/clock.rs"]), is_wrong);
    none(&places, "ask `Clock` and `Dice`; only src/clock.rs knows the real ones");
}

#[test]
fn only_the_settings_read_the_environment() {
    let others = others_than(&["src/cli.rs", "src/config", "src/main.rs"]);
    none(&named(others, |name| lies_in(name, "std::env")), "make it a setting in src/config");
}

#[test]
fn only_backups_the_embedded_store_the_play_log_and_secrets_touch_files() {
    let others = others_than(&[
        "src/backup",
        "src/config/secrets.rs",
        "src/playlog",
        "src/secret",
        "src/store/embedded",
    ]);
    let places = named(others, |name| is_in_any(name, &["std::fs", "std::os::unix::fs", "tokio::fs"]));
    none(
        &places,
        "files are kept in src/store/embedded, src/playlog, src/secret and src/backup, and read by src/config/secrets.rs",
    );
}
