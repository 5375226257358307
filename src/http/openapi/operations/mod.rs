//! What can be asked by HTTP, address by address: who may ask, what with, and what comes back.
//!
//! - [`api`]: what the page and programs ask. [`site`]: coming in, the page itself, and what watches the process.
//! - [`tv`]: what a TV asks, and its hosts. [`agents`]: the addresses of the original system.
//!
//! A test holds this against the routes of the program, both ways.
//!
//! Must never: name an address that is not there.

mod agents;
mod api;
mod site;
mod tv;

/// Who may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Anybody.
    Anybody,
    /// Anybody, unless the house shows its queue to nobody outside.
    Reader,
    /// Whoever has a session, or a token.
    Visitor,
    /// Whoever has a session.
    Browser,
    /// A TV that was paired.
    Screen,
}

/// What comes back where all went well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// JSON of this type.
    Json(&'static str),
    /// A page or a file.
    File(&'static str),
    /// Somewhere else to go.
    Redirect,
    /// Nothing more.
    Nothing,
    /// A stream of events, or a socket; it is told by the messages' types.
    Stream,
}

/// One thing that can be asked.
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    /// How.
    pub method: &'static str,
    /// Where.
    pub path: &'static str,
    /// What it is for, in one sentence.
    pub about: &'static str,
    /// Who may ask.
    pub who: Who,
    /// What the address takes behind its question mark: name, type, meaning.
    pub query: &'static [(&'static str, &'static str, &'static str)],
    /// The type of the body, if it has one.
    pub body: Option<&'static str>,
    /// What comes back, by its status.
    pub answers: &'static [(u16, Answer)],
    /// What else can go wrong, besides what goes wrong everywhere.
    pub refusals: &'static [u16],
}

const fn ask(
    method: &'static str,
    path: &'static str,
    who: Who,
    about: &'static str,
    answers: &'static [(u16, Answer)],
) -> Operation {
    Operation { method, path, about, who, query: &[], body: None, answers, refusals: &[] }
}

impl Operation {
    const fn with(self, query: &'static [(&'static str, &'static str, &'static str)]) -> Self {
        Self { query, ..self }
    }

    const fn body(self, body: &'static str) -> Self {
        Self { body: Some(body), ..self }
    }

    const fn or(self, refusals: &'static [u16]) -> Self {
        Self { refusals, ..self }
    }
}

const WHICH: (&str, &str, &str) =
    ("nest", "string", "A code, a short address or an id; the main nest where it is absent.");
const NEST: &[(&str, &str, &str)] = &[WHICH];
const PAGE: &[(u16, Answer)] = &[(200, Answer::File("text/html")), (503, Answer::File("text/plain"))];

/// Everything that can be asked.
pub fn all() -> impl Iterator<Item = &'static Operation> {
    [api::OPERATIONS, tv::OPERATIONS, site::OPERATIONS, agents::OPERATIONS].into_iter().flatten()
}
