//! How a house is set up, as its host needs to know it: what is well, what is worth a look, what does
//! not work, and what to do about it.
//!
//! Here is what follows from plain facts; who gathers them is elsewhere.
//!
//! Must never: say a secret or an e-mail address; ask the world.

pub mod clock;
pub mod recent;
pub mod redis;

/// How something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It is as it should be.
    Good,
    /// It works, and may not be what is meant.
    Warning,
    /// It does not work.
    Bad,
}

impl State {
    /// Its name in the contract.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Warning => "warning",
            Self::Bad => "bad",
        }
    }
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at, in a word or two.
    pub about: &'static str,
    /// How it stands.
    pub state: State,
    /// What was found, and what that means.
    pub says: String,
    /// What to do about it.
    pub todo: Option<String>,
}

impl Finding {
    /// All is well.
    #[must_use]
    pub fn good(about: &'static str, says: impl Into<String>) -> Self {
        Self { about, state: State::Good, says: says.into(), todo: None }
    }

    /// It works, and may not be what is meant.
    #[must_use]
    pub fn warning(about: &'static str, says: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { about, state: State::Warning, says: says.into(), todo: Some(todo.into()) }
    }

    /// It does not work.
    #[must_use]
    pub fn bad(about: &'static str, says: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { about, state: State::Bad, says: says.into(), todo: Some(todo.into()) }
    }
}

/// The worst of all that was found.
#[must_use]
pub fn worst(findings: &[Finding]) -> State {
    findings.iter().map(|finding| finding.state).max().unwrap_or(State::Good)
}
