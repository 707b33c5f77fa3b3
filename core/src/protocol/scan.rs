//! Finds the end of a JSON array or object without looking at what is in it.
//!
//! Answers carry megabytes that nobody asked for: details of 10,000 files, lists of row ids. This reads 64 bytes at a time
//! into bitmaps of quotes, backslashes and brackets, so skipping costs about a third of a validating parser's time, and it
//! does not recurse, so no depth of nesting can exhaust the stack. Brackets are counted, not matched by kind: what is
//! skipped is known to end, not to be valid.

use wide::u8x16;

const BLOCK: usize = 64;

/// The length of the array or object that starts at the first byte, or `None` when the text ends before it does.
pub(super) fn container_len(text: &[u8]) -> Option<usize> {
    let mut scan = Scan { depth: 0, in_string: 0, escape_carry: 0 };
    let (blocks, rest) = text.as_chunks::<BLOCK>();
    for (index, block) in blocks.iter().enumerate() {
        if let Some(end) = scan.block(block) {
            return Some(index * BLOCK + end);
        }
    }
    let mut last = [b' '; BLOCK];
    last.get_mut(..rest.len())?.copy_from_slice(rest);
    scan.block(&last).map(|end| blocks.len() * BLOCK + end)
}

struct Scan {
    /// Brackets that are open before this block.
    depth: usize,
    /// All ones when the block starts inside a string, else 0.
    in_string: u64,
    /// 1 when the last byte of the block before escapes the first of this one.
    escape_carry: u64,
}

impl Scan {
    /// Reads one block. The offset after the bracket that closes the outermost one, if it is here.
    #[inline]
    fn block(&mut self, block: &[u8; BLOCK]) -> Option<usize> {
        let (quarters, _) = block.as_chunks::<16>();
        let mut lanes = [u8x16::ZERO; 4];
        for (lane, quarter) in lanes.iter_mut().zip(quarters) {
            *lane = u8x16::new(*quarter);
        }
        let inside = self.strings(&lanes);
        // `[` and `{`, `]` and `}` differ in one bit.
        let folded = lanes.map(|lane| lane | u8x16::splat(0x20));
        let opened = equal(&folded, b'{') & !inside;
        let mut closed = equal(&folded, b'}') & !inside;
        let mut depth = self.depth;
        let mut before = 0;
        while closed != 0 {
            let at = closed.trailing_zeros();
            let until = (1_u64 << at) - 1;
            depth += (opened & until & !before).count_ones() as usize;
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return Some(at as usize + 1);
            }
            before = until;
            closed &= closed - 1;
        }
        self.depth = depth + (opened & !before).count_ones() as usize;
        None
    }

    /// A bit for every byte from an opening quote up to its closing quote.
    #[inline]
    fn strings(&mut self, lanes: &[u8x16; 4]) -> u64 {
        let backslashes = equal(lanes, b'\\');
        let escaped = if backslashes | self.escape_carry == 0 { 0 } else { self.escaped(backslashes) };
        let mut inside = equal(lanes, b'"') & !escaped;
        // Prefix xor: a bit is set where the number of quotes so far is odd.
        for shift in [1, 2, 4, 8, 16, 32] {
            inside ^= inside << shift;
        }
        inside ^= self.in_string;
        self.in_string = 0_u64.wrapping_sub(inside >> 63);
        inside
    }

    /// The bytes that a backslash before them escapes.
    #[cold]
    fn escaped(&mut self, backslashes: u64) -> u64 {
        let mut escaped = self.escape_carry;
        let mut escaping = backslashes & !escaped;
        self.escape_carry = 0;
        while escaping != 0 {
            let next = escaping.trailing_zeros() + 1;
            if next == 64 {
                self.escape_carry = 1;
                break;
            }
            escaped |= 1 << next;
            // The escaped byte may itself be a backslash, which then escapes nothing.
            escaping &= (u64::MAX << next) & !(1 << next);
        }
        escaped
    }
}

#[inline]
fn equal(lanes: &[u8x16; 4], byte: u8) -> u64 {
    let wanted = u8x16::splat(byte);
    lanes.iter().rev().fold(0, |bits, lane| bits << 16 | u64::from(lane.simd_eq(wanted).to_bitmask()))
}

#[cfg(test)]
mod tests {
    use super::container_len;

    #[test]
    fn ends_where_the_outermost_bracket_closes() {
        for (text, length) in [
            ("[]", Some(2)),
            ("{}x", Some(2)),
            (r#"["]",{"a":"\"}"}]tail"#, Some(17)),
            (r#"["\\"],[]"#, Some(6)),
            ("[[[]]", None),
            (r#"["open]"#, None),
            (r#"["\"]"#, None),
        ] {
            for padding in 0..130 {
                let padded = text.replacen(['[', '{'], &format!("[{}", " ".repeat(padding)), 1);
                let expected = length.map(|length| length + padding);
                assert_eq!(container_len(padded.as_bytes()), expected, "{padded}");
            }
        }
    }

    #[test]
    fn escapes_cross_the_border_of_a_block() {
        for backslashes in 0..130 {
            let text = format!(r#"["{}"]"]"#, "\\".repeat(backslashes));
            let closes_first = backslashes % 2 == 0;
            let expected = if closes_first { text.len() - 2 } else { text.len() };
            assert_eq!(container_len(text.as_bytes()), Some(expected), "{backslashes}");
        }
    }

    #[test]
    fn no_depth_is_too_deep() {
        let depth = 1_000_000;
        assert_eq!(container_len("[".repeat(depth).as_bytes()), None);
        assert_eq!(container_len(("[".repeat(depth) + &"]".repeat(depth)).as_bytes()), Some(2 * depth));
    }
}
