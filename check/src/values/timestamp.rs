//! Times as the server's `ParseTimeTz` reads them, with Go's layouts.

/// A time that the server takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Time {
    /// It has no zone: it is one of the collection's `timezone`, or UTC.
    pub(crate) naive: bool,
    /// It has more than six digits of a second, which are cut.
    pub(crate) cut: bool,
}

/// RFC 3339, or the same with a space for the `T`, with or without an offset of at most -12:00 and +14:00.
pub(crate) fn parse(text: &str) -> Option<Time> {
    let mut rest = Rest(text.as_bytes());
    let year = rest.digits(4)?;
    rest.byte(b'-')?;
    let month = rest.digits(2)?;
    rest.byte(b'-')?;
    let day = rest.digits(2)?;
    let spaced = match rest.next()? {
        b'T' => false,
        b' ' => {
            // Go passes over any number of them.
            while rest.0.first() == Some(&b' ') {
                rest.next();
            }
            true
        }
        _ => return None,
    };
    // Go reads an hour of one digit too.
    let hour = match rest.digits(2) {
        Some(hour) => hour,
        None => rest.digits(1)?,
    };
    rest.byte(b':')?;
    let minute = rest.digits(2)?;
    rest.byte(b':')?;
    let second = rest.digits(2)?;
    if !(1..=12).contains(&month) || day == 0 || day > days(year, month) || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let mut time = Time::default();
    if matches!(rest.0, [b'.' | b',', b'0'..=b'9', ..]) {
        rest.next();
        let length = rest.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let fraction = rest.0.get(..length)?;
        time.cut = fraction.iter().skip(6).any(|digit| *digit != b'0');
        rest.0 = rest.0.get(length..)?;
    }
    match rest.0 {
        [] => time.naive = true,
        [b'Z'] => {}
        [b'+' | b'-', ..] => {
            let east = rest.next()? == b'+';
            let hours = rest.digits(2)?;
            // Only the layouts with a space know an offset of whole hours.
            let minutes = if rest.0.is_empty() && spaced {
                0
            } else {
                rest.byte(b':')?;
                rest.digits(2)?
            };
            let offset = hours * 60 + minutes;
            if !rest.0.is_empty() || minutes > 60 || offset > if east { 14 * 60 } else { 12 * 60 } {
                return None;
            }
        }
        _ => return None,
    }
    Some(time)
}

fn days(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn byte(&mut self, byte: u8) -> Option<()> {
        (self.next()? == byte).then_some(())
    }

    /// A number of just so many digits; nothing is read if there are fewer.
    fn digits(&mut self, count: usize) -> Option<u32> {
        let digits = self.0.get(..count)?;
        let mut number = 0;
        for digit in digits {
            number = number * 10 + char::from(*digit).to_digit(10)?;
        }
        self.0 = self.0.get(count..)?;
        Some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_the_server_reads_them() {
        let with = |naive, cut| Some(Time { naive, cut });
        for text in ["2025-01-01T00:00:00Z", "2025-01-01T00:00:00+08:00", "2025-01-01 00:00:00-12:00"] {
            assert_eq!(parse(text), with(false, false), "{text}");
        }
        assert_eq!(parse("2024-02-29  12:00:00"), with(true, false));
        assert_eq!(parse("2025-01-01T00:00:00.123456000Z"), with(false, false));
        assert_eq!(parse("2025-01-01T00:00:00.123456789Z"), with(false, true));
        let wrong =
            "|yesterday|2025-01-01|2025-01-01 00:00|2025-01-01T00:00:00+0800|2025-02-29T00:00:00Z|2025-13-01T00:00:00Z";
        let more =
            "2025-01-01T00:00:00+15:00|2025-01-01T24:00:00Z|2025-01-01T00:00:00 UTC|2025-01-01T00:00:00+08|1735689600";
        for text in wrong.split('|').chain(more.split('|')) {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
