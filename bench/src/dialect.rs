//! What is said on a socket: by us, by Socket.IO's protocol, and how a frame is recognised.
//!
//! Must never: read more of a frame than it takes to know it. A thousand receivers share a core.

/// How far into a commit its number may stand.
const SEQ_WITHIN: usize = 128;

/// A way of talking on a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Ours. The Bun program speaks it too.
    EchoNest,
    /// Socket.IO 4 in frames of Engine.IO 4.
    SocketIo,
}

/// What a text frame means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard<'a> {
    /// The socket follows now, and has everything up to this number.
    Hello(u64),
    /// This commit.
    Commit(u64),
    /// The driver's action became this commit.
    Ok(u64),
    /// The driver's action was refused.
    Refused(&'a [u8]),
    /// The server expects this text back.
    Expects(&'static str),
    /// The server says goodbye.
    Bye,
    /// Nothing that matters here.
    Other,
}

impl Dialect {
    /// Where sockets are opened.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::EchoNest => "/socket/",
            Self::SocketIo => "/socket.io/?EIO=4&transport=websocket",
        }
    }

    /// A command under an id: `fields` are the further fields of the JSON object.
    #[must_use]
    pub fn command(self, kind: &str, id: &str, fields: &str) -> String {
        match self {
            Self::EchoNest => format!(r#"{{"type":"{kind}","id":"{id}",{fields}}}"#),
            Self::SocketIo => format!(r#"42["{kind}",{{"id":"{id}",{fields}}}]"#),
        }
    }

    /// What this text means.
    #[must_use]
    pub fn read(self, text: &[u8]) -> Heard<'_> {
        let head = &text[..text.len().min(SEQ_WITHIN)];
        match self {
            Self::EchoNest if text.starts_with(br#"{"type":"commit","#) => of(head, Heard::Commit),
            Self::EchoNest if text.starts_with(br#"{"type":"ok","#) => of(head, Heard::Ok),
            Self::EchoNest if text.starts_with(br#"{"type":"hello","#) => of(text, Heard::Hello),
            Self::EchoNest if text.starts_with(br#"{"type":"bye","#) => Heard::Bye,
            // Its fields may come in any order; it is rare enough to be looked through.
            Self::EchoNest if has(text, br#""type":"refused""#) => Heard::Refused(text),
            Self::SocketIo if text.starts_with(br#"42["commit","#) => of(head, Heard::Commit),
            Self::SocketIo if text.starts_with(br#"42["ok","#) => of(head, Heard::Ok),
            Self::SocketIo if text.starts_with(b"40") => Heard::Hello(0),
            Self::SocketIo if text.starts_with(b"0") => Heard::Expects("40"),
            Self::SocketIo if text == b"2" => Heard::Expects("3"),
            Self::SocketIo if text.starts_with(b"41") => Heard::Bye,
            Self::SocketIo if text.starts_with(b"44") => Heard::Refused(text),
            _ => Heard::Other,
        }
    }
}

fn of(text: &[u8], heard: impl FnOnce(u64) -> Heard<'static>) -> Heard<'static> {
    seq(text).map_or(Heard::Other, heard)
}

fn has(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

/// The number behind the first `"seq":`.
fn seq(text: &[u8]) -> Option<u64> {
    const KEY: &[u8] = br#""seq":"#;
    let start = text.windows(KEY.len()).position(|window| window == KEY)? + KEY.len();
    let digits = text[start..].iter().take_while(|byte| byte.is_ascii_digit());
    digits.fold(None, |number: Option<u64>, digit| {
        Some(number.unwrap_or_default().wrapping_mul(10).wrapping_add(u64::from(digit - b'0')))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_is_known_by_its_number() {
        let ours = br#"{"type":"commit","seq":1234,"position":"1234-ab","events":[{"seq":9}]}"#;
        assert_eq!(Dialect::EchoNest.read(ours), Heard::Commit(1234));
        let theirs = br#"42["commit",{"seq":7,"text":"xxx"}]"#;
        assert_eq!(Dialect::SocketIo.read(theirs), Heard::Commit(7));
    }

    #[test]
    fn a_hello_is_read_to_its_number_however_far_that_is() {
        let votes: Vec<String> = (0..200).map(|entry| format!(r#""{entry}":1"#)).collect();
        let hello = format!(
            r#"{{"type":"hello","protocol":1,"you":{{"votes":{{{}}}}},"seq":55,"position":"55-a"}}"#,
            votes.join(",")
        );
        assert_eq!(Dialect::EchoNest.read(hello.as_bytes()), Heard::Hello(55));
    }

    #[test]
    fn answers_are_told_from_what_everyone_hears() {
        let ours = Dialect::EchoNest;
        assert_eq!(ours.read(br#"{"type":"ok","id":"a","seq":3}"#), Heard::Ok(3));
        let refused = br#"{"code":"busy","id":"a","type":"refused"}"#;
        assert_eq!(ours.read(refused), Heard::Refused(refused));
        assert_eq!(ours.read(br#"{"type":"signal","signal":{"kind":"people"}}"#), Heard::Other);
        assert_eq!(Dialect::SocketIo.read(br#"42["ok",{"id":"a","seq":3}]"#), Heard::Ok(3));
    }

    #[test]
    fn engine_io_is_answered() {
        let theirs = Dialect::SocketIo;
        assert_eq!(theirs.read(br#"0{"sid":"x","pingInterval":25000}"#), Heard::Expects("40"));
        assert_eq!(theirs.read(br#"40{"sid":"y"}"#), Heard::Hello(0));
        assert_eq!(theirs.read(b"2"), Heard::Expects("3"));
    }

    #[test]
    fn a_number_that_is_not_there_is_not_made_up() {
        assert_eq!(seq(br#"{"seq":null}"#), None);
        assert_eq!(seq(br#"{"position":"5-a"}"#), None);
        assert_eq!(seq(br#"{"seq":0}"#), Some(0));
    }
}
