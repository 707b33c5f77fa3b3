//! Just enough of HTTP/1.1 for the server and the raw-socket client: requests and answers of known length.

use std::io::{self, Read};

/// Reads one message, head and body, and returns its bytes; empty when the connection was closed before it.
///
/// `buffer` is reused between messages and must be as long as the longest.
pub(crate) fn read_message<'a>(from: &mut impl Read, buffer: &'a mut [u8]) -> io::Result<&'a [u8]> {
    let mut have = 0;
    let mut length = None;
    while length.is_none_or(|length| have < length) {
        let read = from.read(buffer.get_mut(have..).unwrap_or_default())?;
        if read == 0 {
            return if have == 0 { Ok(&[]) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
        }
        have += read;
        if length.is_none() {
            length = message_length(buffer.get(..have).unwrap_or_default());
        }
    }
    Ok(buffer.get(..have).unwrap_or_default())
}

/// Head and body together, once the head is there.
fn message_length(start: &[u8]) -> Option<usize> {
    let head = start.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let mut lines = start.get(..head)?.split(|byte| *byte == b'\n');
    let length = lines.find_map(content_length).unwrap_or(0);
    Some(head + length)
}

fn content_length(line: &[u8]) -> Option<usize> {
    const NAME: &[u8] = b"content-length:";
    let (name, value) = line.split_at_checked(NAME.len())?;
    name.eq_ignore_ascii_case(NAME).then(|| std::str::from_utf8(value).ok()?.trim().parse().ok())?
}
