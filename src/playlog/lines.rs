//! A stream of bytes, cut into lines.
//!
//! Must never: hold more of a line than a line may be long.

use std::io::{self, BufRead, BufReader, Read};

/// The longest line that is read, in bytes: a play with fifty long comments has a fifth of that.
pub const LINE_MAX: usize = 1 << 20;
/// How much is read at a time, in bytes.
const READ_AT_ONCE: usize = 1 << 17;
/// What some programs put before UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// A line, or what stands in its place.
#[derive(Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// Its number, from 1.
    pub number: u64,
    /// The line without its end, and without a mark at the beginning of the file; `None` where it is
    /// longer than [`LINE_MAX`].
    pub bytes: Option<&'a [u8]>,
    /// How many bytes of the stream it took, with its end.
    pub length: u64,
    /// Whether it has an end; only the last may have none.
    pub is_whole: bool,
}

/// Lines, one after the other.
pub struct Lines<R> {
    stream: BufReader<R>,
    line: Vec<u8>,
    number: u64,
}

impl<R: Read> Lines<R> {
    /// The lines of this stream.
    pub fn of(stream: R) -> Self {
        Self { stream: BufReader::with_capacity(READ_AT_ONCE, stream), line: Vec::new(), number: 0 }
    }

    /// The next one, until there are none.
    ///
    /// # Errors
    /// What the stream says.
    pub fn cut(&mut self) -> io::Result<Option<Line<'_>>> {
        self.line.clear();
        // One byte more, for the end.
        let most = LINE_MAX as u64 + 1;
        let mut length = self.stream.by_ref().take(most).read_until(b'\n', &mut self.line)? as u64;
        if length == 0 {
            return Ok(None);
        }
        self.number += 1;
        let mut is_whole = self.line.ends_with(b"\n");
        let is_long = length == most && !is_whole;
        if is_long {
            let more = self.pass_over()?;
            (length, is_whole) = (length + more.0, more.1);
        }
        let line = self.line.strip_suffix(b"\n").unwrap_or(&self.line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let line = if self.number == 1 { line.strip_prefix(MARK).unwrap_or(line) } else { line };
        Ok(Some(Line { number: self.number, bytes: (!is_long).then_some(line), length, is_whole }))
    }

    /// Goes on to the end of the line: how many bytes that were, and whether it has an end.
    fn pass_over(&mut self) -> io::Result<(u64, bool)> {
        let mut passed = 0;
        loop {
            self.line.clear();
            let length = self.stream.by_ref().take(LINE_MAX as u64).read_until(b'\n', &mut self.line)?;
            passed += length as u64;
            if length == 0 || self.line.ends_with(b"\n") {
                return Ok((passed, length > 0));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all_of(stream: impl Read) -> Vec<(u64, Option<String>, u64, bool)> {
        let mut lines = Lines::of(stream);
        let mut all = Vec::new();
        while let Some(line) = lines.cut().expect("it can be read") {
            let text = line.bytes.map(|bytes| String::from_utf8_lossy(bytes).into_owned());
            all.push((line.number, text, line.length, line.is_whole));
        }
        all
    }

    #[test]
    fn lines_end_as_they_do_on_any_machine_and_the_last_may_not_end() {
        let lines = all_of(&b"\xef\xbb\xbfone\r\n\ntwo\rtwo\nthree"[..]);
        let texts: Vec<_> = lines.iter().map(|(_, text, ..)| text.as_deref().unwrap()).collect();
        assert_eq!(texts, ["one", "", "two\rtwo", "three"]);
        assert_eq!(lines.iter().map(|(_, _, length, _)| length).sum::<u64>(), 22);
        assert_eq!(lines.last().map(|(number, .., is_whole)| (*number, *is_whole)), Some((4, false)));
        assert_eq!(all_of(&b""[..]), []);
    }

    #[test]
    fn a_line_may_have_its_longest_and_not_a_byte_more() {
        let mut stream = vec![b'x'; LINE_MAX];
        stream.push(b'\n');
        stream.extend(vec![b'y'; LINE_MAX + 1]);
        stream.extend(b"\nend\n");
        let lines = all_of(&stream[..]);
        assert_eq!(lines[0].1.as_ref().map(String::len), Some(LINE_MAX));
        assert_eq!((&lines[1].1, lines[1].2, lines[1].3), (&None, LINE_MAX as u64 + 2, true));
        assert_eq!(lines[2], (3, Some("end".into()), 4, true));
        let unending = all_of(&vec![b'z'; LINE_MAX + 1][..]);
        assert_eq!(unending, [(1, None, LINE_MAX as u64 + 1, false)]);
    }

    #[test]
    fn a_gigabyte_without_an_end_is_passed_over_in_the_room_of_one_line() {
        let length = 1 << 30;
        let stream = io::repeat(b'x').take(length).chain(&b"\nnext\n"[..]);
        let mut lines = Lines::of(stream);
        let long = lines.cut().expect("it can be read").expect("there is one");
        assert_eq!((long.bytes, long.length), (None, length + 1));
        let room = lines.line.capacity() + lines.stream.capacity();
        assert!(room <= 2 * (LINE_MAX + 1) + READ_AT_ONCE, "it took {room} bytes");
        assert_eq!(lines.cut().unwrap().unwrap().bytes, Some(&b"next"[..]));
    }
}
