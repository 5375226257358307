//! WebSocket frames, as much of them as a cheap client needs.
//!
//! A library would check, copy and allocate for each of a thousand sockets, on a core that the
//! server needs too. Servers do not mask, and those measured here neither compress nor split.
//!
//! Must never: be used for anything but measuring; it checks no more than it needs.

use anyhow::{Result, bail};

/// The opcodes that are of interest.
pub const TEXT: u8 = 0x1;
/// The server closes.
pub const CLOSE: u8 = 0x8;
/// The server asks whether anyone is there.
pub const PING: u8 = 0x9;
/// The answer to that.
pub const PONG: u8 = 0xA;

/// A rest longer than this gives its memory back once it is used up.
const KEPT_MAX: usize = 1_024;

/// One frame from a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame<'a> {
    /// What it is.
    pub opcode: u8,
    /// What it says.
    pub payload: &'a [u8],
    /// Its length on the wire, header and all.
    pub wire_bytes: usize,
}

/// Cuts what arrives into frames. Holds nothing but the beginning of an unfinished one.
#[derive(Debug, Default)]
pub struct Frames {
    rest: Vec<u8>,
}

impl Frames {
    /// Takes what arrived, and hands over each frame that is complete by now.
    ///
    /// # Errors
    /// The server does what servers do not do here, or `each` failed.
    pub fn take(&mut self, arrived: &[u8], mut each: impl FnMut(Frame<'_>) -> Result<()>) -> Result<()> {
        if self.rest.is_empty() {
            let used = cut(arrived, &mut each)?;
            self.rest.extend_from_slice(&arrived[used..]);
            return Ok(());
        }
        self.rest.extend_from_slice(arrived);
        let used = cut(&self.rest, &mut each)?;
        self.rest.drain(..used);
        if self.rest.is_empty() && self.rest.capacity() > KEPT_MAX {
            self.rest = Vec::new();
        }
        Ok(())
    }
}

/// Hands over all complete frames, and says how many bytes they were.
fn cut(bytes: &[u8], each: &mut impl FnMut(Frame<'_>) -> Result<()>) -> Result<usize> {
    let mut used = 0;
    while let Some(frame) = first(&bytes[used..])? {
        each(frame)?;
        used += frame.wire_bytes;
    }
    Ok(used)
}

fn first(bytes: &[u8]) -> Result<Option<Frame<'_>>> {
    let [head, length, behind @ ..] = bytes else { return Ok(None) };
    if head & 0xF0 != 0x80 {
        bail!("the server splits or compresses its frames, which this generator does not read");
    }
    let (payload_bytes, header_bytes) = match (length, behind) {
        (0..=125, _) => (usize::from(*length), 2),
        (126, [high, low, ..]) => (usize::from(u16::from_be_bytes([*high, *low])), 4),
        (127, behind) => match behind.first_chunk() {
            Some(length) => (usize::try_from(u64::from_be_bytes(*length))?, 10),
            None => return Ok(None),
        },
        (126, _) => return Ok(None),
        _ => bail!("the server masks its frames, which servers must not"),
    };
    let wire_bytes = header_bytes + payload_bytes;
    let Some(whole) = bytes.get(..wire_bytes) else { return Ok(None) };
    Ok(Some(Frame { opcode: head & 0x0F, payload: &whole[header_bytes..], wire_bytes }))
}

/// A client's frame. Its mask is zero, which is as good as any outside a browser.
#[must_use]
pub fn masked(opcode: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![0x80 | opcode];
    match (u8::try_from(payload.len()), u16::try_from(payload.len())) {
        (Ok(length @ ..=125), _) => frame.push(0x80 | length),
        (_, Ok(length)) => {
            frame.push(0xFE);
            frame.extend_from_slice(&length.to_be_bytes());
        }
        _ => {
            frame.push(0xFF);
            frame.extend_from_slice(&(payload.len() as u64).to_be_bytes());
        }
    }
    frame.extend_from_slice(&[0; 4]);
    frame.extend_from_slice(payload);
    frame
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from_server(payload_bytes: usize) -> Vec<u8> {
        // What a client writes, without its mask, is what a server writes.
        let payload = vec![b'x'; payload_bytes];
        let mut frame = masked(TEXT, &payload);
        frame[1] &= 0x7F;
        let mask = frame.len() - payload_bytes - 4;
        frame.drain(mask..mask + 4);
        frame
    }

    fn lengths(frames: &mut Frames, arrived: &[u8]) -> Vec<(usize, usize)> {
        let mut lengths = Vec::new();
        let each = |frame: Frame<'_>| {
            assert!(frame.payload.iter().all(|byte| *byte == b'x'));
            lengths.push((frame.payload.len(), frame.wire_bytes));
            Ok(())
        };
        frames.take(arrived, each).expect("the frames can be read");
        lengths
    }

    #[test]
    fn a_length_takes_as_many_bytes_as_it_needs() {
        for (payload_bytes, wire_bytes) in
            [(0, 2), (125, 127), (126, 130), (65_535, 65_539), (65_536, 65_546)]
        {
            let found = lengths(&mut Frames::default(), &from_server(payload_bytes));
            assert_eq!(found, [(payload_bytes, wire_bytes)]);
        }
    }

    #[test]
    fn frames_are_found_however_the_network_cuts_them() {
        let all: Vec<u8> = [3, 200, 0, 70_000, 125].into_iter().flat_map(from_server).collect();
        for bite in [1, 2, 3, 7, 130, 4_096, all.len()] {
            let mut frames = Frames::default();
            let found: Vec<usize> = all
                .chunks(bite)
                .flat_map(|bite| lengths(&mut frames, bite))
                .map(|(length, _)| length)
                .collect();
            assert_eq!(found, [3, 200, 0, 70_000, 125], "in bites of {bite}");
            assert!(frames.rest.is_empty());
        }
    }

    #[test]
    fn what_servers_do_not_do_is_an_error() {
        let reads = |bytes: &[u8]| Frames::default().take(bytes, |_| Ok(()));
        assert!(reads(&[0x81, 0x00]).is_ok());
        assert!(reads(&[0x01, 0x00]).is_err(), "a part of a message");
        assert!(reads(&[0xC1, 0x00]).is_err(), "a compressed message");
        assert!(reads(&[0x81, 0x80, 0, 0, 0, 0]).is_err(), "a masked message");
    }
}
