//! The page is carried inside the program. Where it has not been built yet, the program is built
//! without it, and says so when it is asked for the page.
//!
//! The program also carries the commit it was built from: what `ECHONEST_COMMIT` says, else what git
//! says of this very directory, else `unknown`. Nothing else of the machine goes in, neither time nor place.

use std::{path::Path, process::Command};

/// How much of a commit's name is enough to find it, in letters.
const COMMIT_LETTERS: usize = 12;

fn main() {
    let built = concat!(env!("CARGO_MANIFEST_DIR"), "/frontend/dist");
    if let Err(error) = std::fs::create_dir_all(built) {
        println!("cargo::error=cannot make {built}: {error}");
    }
    println!("cargo::rerun-if-changed=frontend/dist");
    println!("cargo::rerun-if-env-changed=ECHONEST_COMMIT");
    let said = std::env::var("ECHONEST_COMMIT").ok().filter(|said| !said.is_empty());
    if said.as_deref().is_some_and(|said| !is_commit(said)) {
        println!("cargo::warning=ECHONEST_COMMIT is no commit, which are hexadecimal digits; it is left out");
    }
    let said = said.filter(|said| is_commit(said));
    let commit = said.or_else(asked_of_git).unwrap_or_else(|| "unknown".into());
    let commit: String = commit.chars().take(COMMIT_LETTERS).collect();
    println!("cargo::rustc-env=ECHONEST_BUILT_FROM={commit}");
}

fn is_commit(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|letter| letter.is_ascii_hexdigit())
}

/// A directory that merely lies inside somebody else's repository is not asked.
fn asked_of_git() -> Option<String> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    if !here.join(".git").exists() {
        return None;
    }
    // While developing, a build that is up to date is not done again for every commit.
    let head = here.join(".git/logs/HEAD");
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") && head.exists() {
        println!("cargo::rerun-if-changed={}", head.display());
    }
    let output = Command::new("git").args(["rev-parse", "HEAD"]).current_dir(here).output().ok()?;
    let commit = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (output.status.success() && is_commit(&commit)).then_some(commit)
}
