//! Points in time as texts: RFC 3339, or with a space, or without an offset.

use super::words::{Era, invalid};

/// Whether the server reads a text as a point in time.
pub(super) fn check(era: Era, text: &str) -> Result<(), String> {
    let unknown = || {
        let complaint = format!("invalid timestamp string: '{text}'. Does not match any known format");
        Err(invalid(era, complaint))
    };
    let Some((separator, rest)) = split(text) else { return unknown() };
    match (separator, rest) {
        (_, "" | "Z") => Ok(()),
        ('T', offset) => offset_of(offset, false).map_or_else(unknown, |hours| in_range(era, hours)),
        (_, offset) => offset_of(offset, true).map_or_else(unknown, |hours| in_range(era, hours)),
    }
}

/// An offset in seconds; some may be of hours alone.
fn offset_of(text: &str, may_be_short: bool) -> Option<i64> {
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = match text.get(1..)?.split_once(':') {
        Some((hours, minutes)) => (hours, minutes),
        None if may_be_short => (text.get(1..)?, "00"),
        None => return None,
    };
    let two =
        |text: &str| text.parse::<i64>().ok().filter(|_| text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit()));
    let (hours, minutes) = (two(hours)?, two(minutes)?);
    (hours <= 24 && minutes <= 60).then_some(sign * (hours * 3600 + minutes * 60))
}

fn in_range(era: Era, offset: i64) -> Result<(), String> {
    if (-12 * 3600..=14 * 3600).contains(&offset) {
        return Ok(());
    }
    let hours = offset / 3600;
    Err(invalid(era, format_args!("UTC offset hour {hours} is out of the valid range [-12, 14]")))
}

/// A date and a time, the character between them, and what follows.
fn split(text: &str) -> Option<(char, &str)> {
    let (year, rest) = digits(text, 4, 4)?;
    let (month, rest) = digits(rest.strip_prefix('-')?, 2, 2)?;
    let (day, rest) = digits(rest.strip_prefix('-')?, 2, 2)?;
    let separator = rest.chars().next().filter(|between| matches!(between, 'T' | ' '))?;
    // An hour of one digit is taken.
    let (hour, rest) = digits(rest.get(1..)?, 1, 2)?;
    let (minute, rest) = digits(rest.strip_prefix(':')?, 2, 2)?;
    let (second, rest) = digits(rest.strip_prefix(':')?, 2, 2)?;
    let rest = match rest.strip_prefix(['.', ',']) {
        Some(fraction) => digits(fraction, 1, usize::MAX)?.1,
        None => rest,
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    ((1..=days).contains(&day) && hour < 24 && minute < 60 && second < 60).then_some((separator, rest))
}

/// A number of so many digits, and what follows. A number of more digits than count is not looked at.
fn digits(text: &str, min: usize, max: usize) -> Option<(u32, &str)> {
    let count = text.bytes().take(max).take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at_checked(count).filter(|_| count >= min)?;
    Some((number.parse().unwrap_or_default(), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_taken_with_and_without_an_offset() {
        for text in [
            "2025-01-01T00:00:00Z",
            "2025-01-01T00:00:00.123456789+08:00",
            "2025-06-01 12:00:00",
            "2025-06-01 12:00:00+08:00",
            "2025-06-01 12:00:00+08",
            "2025-06-01T12:00:00",
            "2024-02-29 1:00:00Z",
        ] {
            assert_eq!(check(Era::V3_0, text), Ok(()), "{text}");
        }
        for text in [
            "",
            "yesterday",
            "2025-01-01",
            "2025/01/01 00:00:00",
            "2025-01-01t00:00:00z",
            "2025-01-01 00:00",
            "2025-01-01T00:00:00+0800",
            "2025-02-29 00:00:00",
            "2025-01-01 00:00:00 UTC",
            "2025-01-01 24:00:00",
        ] {
            assert!(check(Era::V3_0, text).unwrap_err().contains("known format"), "{text}");
        }
        let far = check(Era::V3_0, "2025-01-01T00:00:00+15:00").unwrap_err();
        assert_eq!(far, "UTC offset hour 15 is out of the valid range [-12, 14]: invalid parameter");
    }
}
