//! Frames as they go over the wire, written by the library's own rules (RFC 6455).
//!
//! Must never: hold anything but what is said.

use bytes::Bytes;
use tokio_tungstenite::tungstenite::protocol::frame::{
    CloseFrame, Frame,
    coding::{Data, OpCode},
};

/// The longest header of a frame that a server sends, in bytes.
const HEADER_MAX: usize = 10;

/// Texts, one frame each, in one piece.
pub(super) fn texts<'a>(texts: impl Iterator<Item = &'a Bytes> + Clone) -> Bytes {
    let length = texts.clone().map(|text| text.len() + HEADER_MAX).sum();
    let mut bytes = Vec::with_capacity(length);
    for text in texts {
        put(Frame::message(text.clone(), OpCode::Data(Data::Text), true), &mut bytes);
    }
    bytes.into()
}

/// One text.
pub(super) fn text(text: impl Into<Bytes>) -> Bytes {
    texts(std::iter::once(&text.into()))
}

/// A question whether anybody is there.
pub(super) fn ping() -> Bytes {
    let mut bytes = Vec::with_capacity(HEADER_MAX);
    put(Frame::ping(Bytes::new()), &mut bytes);
    bytes.into()
}

/// A goodbye.
pub(super) fn close(frame: CloseFrame) -> Bytes {
    let mut bytes = Vec::new();
    put(Frame::close(Some(frame)), &mut bytes);
    bytes.into()
}

fn put(frame: Frame, bytes: &mut Vec<u8>) {
    frame.format(bytes).expect("because memory takes everything");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_is_a_frame_of_its_own_unmasked_and_whole() {
        let joined = texts([Bytes::from_static(b"one"), Bytes::from(vec![b'x'; 300])].iter());
        assert_eq!(&joined[..5], b"\x81\x03one");
        assert_eq!(&joined[5..9], b"\x81\x7e\x01\x2c");
        assert_eq!(joined.len(), 5 + 4 + 300);
    }
}
