//! What the doctor said.

use std::{path::Path, process::Stdio};

use tokio::process::Command;

/// Names of settings whose values nobody may see, and what stands in them.
const SECRETS: [&str; 5] =
    ["SECRET_KEY", "SECRET_KEY_OLD", "GOOGLE_CLIENT_SECRET", "SPOTIFY_CLIENT_SECRET", "HOST_EMAILS"];
/// A password in an address of a Redis.
pub const PASSWORD: &str = "not-to-be-seen";

/// All that was printed, and how it ended.
pub struct Report {
    pub code: Option<i32>,
    pub text: String,
}

/// Runs the doctor with these settings and no others, but for a data directory of its own.
pub async fn doctor(directory: &Path, settings: &[(&str, &str)]) -> Report {
    let mut command = Command::new(env!("CARGO_BIN_EXE_echonest"));
    command.arg("doctor").env_clear().env("DATA_DIR", directory.join("data"));
    command.envs(settings.iter().copied()).stdin(Stdio::null());
    let output = command.output().await.expect("the program can be started");
    let text = [output.stdout, output.stderr].concat();
    let report =
        Report { code: output.status.code(), text: String::from_utf8(text).expect("it prints text") };
    let mut secrets = vec![PASSWORD];
    secrets.extend(settings.iter().filter(|(name, _)| SECRETS.contains(name)).map(|(_, value)| *value));
    for secret in secrets.into_iter().filter(|secret| secret.len() > 3) {
        assert!(!report.text.contains(secret), "a secret was printed: {}", report.text);
    }
    assert!(!report.text.contains("panicked"), "{}", report.text);
    report
}

impl Report {
    /// Something does not work: it says so in these words, with what to do, and ends with 1.
    #[track_caller]
    pub fn is_bad(&self, words: &[&str]) {
        self.says('✗', words);
        assert_eq!(self.code, Some(1), "{}", self.text);
    }

    /// Something is worth a look, and nothing is worse.
    #[track_caller]
    pub fn warns(&self, words: &[&str]) {
        self.says('!', words);
        assert_eq!(self.code, Some(0), "{}", self.text);
        assert!(!self.text.contains('✗'), "{}", self.text);
    }

    /// Something is as it should be.
    #[track_caller]
    pub fn praises(&self, words: &[&str]) {
        self.says('✓', words);
    }

    /// Nothing is bad, and nothing is worth a look.
    #[track_caller]
    pub fn is_all_well(&self) {
        assert!(self.text.contains("All is well."), "{}", self.text);
        assert_eq!(self.code, Some(0), "{}", self.text);
    }

    #[track_caller]
    fn says(&self, mark: char, words: &[&str]) {
        let lines: Vec<_> = self.text.lines().collect();
        let is_it = |place: &usize| {
            let todo = lines.get(place + 1).filter(|next| next.starts_with("    ")).copied();
            let all = format!("{} {}", lines[*place], todo.unwrap_or_default());
            let has_todo = mark == '✓' || todo.is_some();
            has_todo && lines[*place].starts_with(mark) && words.iter().all(|word| all.contains(word))
        };
        assert!((0..lines.len()).any(|place| is_it(&place)), "no {mark} with {words:?} in:\n{}", self.text);
    }
}
