//! Numbers as Go writes and reads them.

use std::borrow::Cow;

/// Why a whole number cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IntFault {
    /// It is none.
    Syntax,
    /// It has too many bits.
    Range,
}

/// `strconv.ParseInt(text, 10, bits)`: digits with a sign, and nothing else.
pub(crate) fn parse_int(text: &str, bits: u32) -> Result<i64, IntFault> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(IntFault::Syntax);
    }
    let number: i64 = text.parse().map_err(|_| IntFault::Range)?;
    let largest = i64::MAX >> (64 - bits);
    if (-largest - 1..=largest).contains(&number) { Ok(number) } else { Err(IntFault::Range) }
}

/// `strconv.ParseUint(text, 0, 32)`: decimal, or with a prefix such as `0x`; the index of a sparse vector.
pub(crate) fn parse_index(text: &str) -> Option<u32> {
    let lower = text.to_ascii_lowercase();
    let (digits, radix) = match lower.as_bytes() {
        [b'0', b'x', ..] => (lower.get(2..)?, 16),
        [b'0', b'o', ..] => (lower.get(2..)?, 8),
        [b'0', b'b', ..] => (lower.get(2..)?, 2),
        [b'0', _, ..] => (lower.get(1..)?, 8),
        _ => (lower.as_str(), 10),
    };
    if digits.starts_with(['+', '-']) || (digits.contains('_') && !underscores_fit(text)) {
        return None;
    }
    u32::from_str_radix(&digits.replace('_', ""), radix).ok()
}

/// `strconv.ParseBool`.
pub(crate) fn parse_bool(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

/// `strconv.ParseFloat(text, 64)`: also `inf` and `NaN`; `None` if it is no number, or too large for one.
pub(crate) fn parse_double(text: &str) -> Option<f64> {
    if let Some(special) = special(text) {
        return Some(special);
    }
    let number = if is_hex(text) { hex(text)? } else { decimal(text)?.parse().ok()? };
    number.is_finite().then_some(number)
}

/// `strconv.ParseFloat(text, 32)`.
#[expect(clippy::cast_possible_truncation, reason = "what does not fit becomes infinite, and none then")]
pub(crate) fn parse_float(text: &str) -> Option<f32> {
    if let Some(special) = special(text) {
        return Some(special as f32);
    }
    let number: f32 = if is_hex(text) { hex(text)? as f32 } else { decimal(text)?.parse().ok()? };
    number.is_finite().then_some(number)
}

fn special(text: &str) -> Option<f64> {
    let (negative, word) = match text.as_bytes().first()? {
        b'+' => (false, text.get(1..)?),
        b'-' => (true, text.get(1..)?),
        b'n' | b'N' => return text.eq_ignore_ascii_case("nan").then_some(f64::NAN),
        _ => (false, text),
    };
    let infinite = word.eq_ignore_ascii_case("inf") || word.eq_ignore_ascii_case("infinity");
    infinite.then_some(if negative { f64::NEG_INFINITY } else { f64::INFINITY })
}

fn is_hex(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    digits.starts_with("0x") || digits.starts_with("0X")
}

/// A decimal number without its underscores, if it is one.
fn decimal(text: &str) -> Option<Cow<'_, str>> {
    let plain = match text.contains('_') {
        false => Cow::Borrowed(text),
        true if underscores_fit(text) => Cow::Owned(text.replace('_', "")),
        true => return None,
    };
    // What is left of the difference between the languages: Rust reads `inf` and `nan`, which were looked for before.
    let starts = plain.trim_start_matches(['+', '-']).starts_with(|char: char| char.is_ascii_digit() || char == '.');
    starts.then_some(plain)
}

/// `0x1p-2`: hexadecimal digits and a binary exponent, which must be there.
fn hex(text: &str) -> Option<f64> {
    if text.contains('_') && !underscores_fit(text) {
        return None;
    }
    let lower = text.replace('_', "").to_ascii_lowercase();
    let negative = lower.starts_with('-');
    let (mantissa, exponent) = lower.trim_start_matches(['+', '-']).strip_prefix("0x")?.split_once('p')?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.len() + fraction.len() == 0 || !exponent.ends_with(|char: char| char.is_ascii_digit()) {
        return None;
    }
    let mut number = 0.0_f64;
    for digit in whole.chars().chain(fraction.chars()) {
        number = number * 16.0 + f64::from(digit.to_digit(16)?);
    }
    let exponent: i32 = exponent.parse().ok()?;
    // In two steps, since a power of the whole exponent may be too small where the number is not.
    let exponent = exponent.saturating_sub(i32::try_from(fraction.len()).ok()?.saturating_mul(4));
    let number = number * 2.0_f64.powi(exponent / 2) * 2.0_f64.powi(exponent - exponent / 2);
    Some(if negative { -number } else { number })
}

/// Whether underscores stand between digits, or after the prefix of a base.
fn underscores_fit(text: &str) -> bool {
    let text = text.strip_prefix(['+', '-']).unwrap_or(text).to_ascii_lowercase();
    let hex = text.starts_with("0x");
    let prefix = hex || text.starts_with("0b") || text.starts_with("0o");
    let is_digit = |char: char| char.is_ascii_digit() || (hex && char.is_ascii_hexdigit());
    let mut before = if prefix { '0' } else { '^' };
    for char in text.chars().skip(if prefix { 2 } else { 0 }) {
        match char {
            '_' if before != '0' => return false,
            '_' => before = '_',
            digit if is_digit(digit) => before = '0',
            _ if before == '_' => return false,
            _ => before = '!',
        }
    }
    before != '_'
}

/// Whether a decimal number has digits that a float drops.
pub(crate) fn float_rounds(text: &str, number: f32) -> bool {
    // A float keeps any six digits.
    if text.len() <= 6 && number != 0.0 {
        return false;
    }
    let digits = Digits::of(text);
    if digits.count == 0 || (digits.count <= 6 && number.abs() >= f32::MIN_POSITIVE) {
        return false;
    }
    // It keeps more if it is what was written, to half of the last digit.
    let last = i32::try_from(digits.place - digits.count).map_or(0.0, |place| 10.0_f64.powi(place));
    text.parse().is_ok_and(|exact: f64| (exact - f64::from(number)).abs() >= last / 2.0)
}

/// Whether a decimal number has digits that a double drops.
pub(crate) fn double_rounds(text: &str, number: f64) -> bool {
    // A double keeps any 15 digits, and is written with 17 at most.
    if text.len() <= 15 && number != 0.0 {
        return false;
    }
    let digits = Digits::of(text);
    if digits.count == 0 || (digits.count <= 15 && number.abs() >= f64::MIN_POSITIVE) {
        return false;
    }
    digits.count > 17 || digits != Digits::of(&format!("{number:e}"))
}

/// The digits of a decimal number without zeros at its ends, and the place of the first.
#[derive(Debug, PartialEq, Eq)]
struct Digits {
    /// Up to 19 of them, as a number.
    number: u64,
    count: i64,
    place: i64,
}

impl Digits {
    fn of(text: &str) -> Self {
        let end = text.bytes().position(|byte| matches!(byte, b'e' | b'E'));
        let exponent = end.and_then(|end| text.get(end + 1..)).and_then(|exponent| exponent.parse::<i64>().ok());
        let (mut number, mut count, mut zeros, mut after_point) = (0_u64, 0, 0, false);
        let mut place = exponent.unwrap_or(0).clamp(-100_000, 100_000);
        for byte in text.bytes().take(end.unwrap_or(text.len())) {
            match byte {
                b'.' => after_point = true,
                b'0' if count == 0 => place -= i64::from(after_point),
                b'0' => {
                    zeros += 1;
                    place += i64::from(!after_point);
                }
                b'1'..=b'9' => {
                    for _ in 0..=zeros {
                        number = number.wrapping_mul(10);
                    }
                    number = number.wrapping_add(u64::from(byte - b'0'));
                    count += zeros + 1;
                    zeros = 0;
                    place += i64::from(!after_point);
                }
                _ => {}
            }
        }
        Self { number, count, place }
    }
}

/// Whether a float is not the same as a half-precision one.
pub(crate) fn half_rounds(number: f32) -> bool {
    // Below 2^-14 the numbers of half precision are all 2^-24 apart; above, they have ten bits after the first.
    let exponent = (i32::try_from((number.to_bits() >> 23) & 0xff).unwrap_or(0) - 127).max(-14);
    let steps = f64::from(number) / 2.0_f64.powi(exponent - 10);
    steps.fract() != 0.0
}

/// Whether a float becomes infinite in half precision.
pub(crate) fn half_overflows(number: f32) -> bool {
    number.abs() >= 65520.0
}

/// Whether a float has bits that bfloat16, its upper half, drops.
pub(crate) fn bfloat16_rounds(number: f32) -> bool {
    number.to_bits() & 0xffff != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_read_as_go_reads_them() {
        for (text, number) in [("1_0", 10.0), ("0x1p-2", 0.25), ("+1", 1.0), ("007", 7.0), (".5", 0.5), ("1.", 1.0)] {
            assert_eq!(parse_double(text), Some(number), "{text}");
        }
        for text in ["", " 1", "1 ", "1,5", "0x1", "_1", "1_", "1e", "1e400", "e5", "--1", "0x_1p", "infinit"] {
            assert_eq!(parse_double(text), None, "{text}");
        }
        assert_eq!(parse_double("-Infinity"), Some(f64::NEG_INFINITY));
        assert!(parse_double("NaN").is_some_and(f64::is_nan));
        assert_eq!(parse_float("1e40"), None);
    }

    #[test]
    fn whole_numbers_are_read_as_go_reads_them() {
        assert_eq!(parse_int("-128", 8), Ok(-128));
        assert_eq!(parse_int("+007", 64), Ok(7));
        assert_eq!(parse_int("128", 8), Err(IntFault::Range));
        assert_eq!(parse_int("9223372036854775808", 64), Err(IntFault::Range));
        for text in ["1.0", "1e2", " 1", "1_0", "", "-", "0x1"] {
            assert_eq!(parse_int(text, 64), Err(IntFault::Syntax), "{text}");
        }
        for (text, index) in [("0", Some(0)), ("0x10", Some(16)), ("010", Some(8)), ("08", None), ("1_0", Some(10))] {
            assert_eq!(parse_index(text), index, "{text}");
        }
        assert_eq!(parse_index("4294967296"), None);
        assert_eq!(parse_index("-1"), None);
    }

    #[test]
    fn digits_that_are_dropped_are_seen() {
        let float = |text: &str| float_rounds(text, parse_float(text).unwrap());
        let double = |text: &str| double_rounds(text, parse_double(text).unwrap());
        assert!(
            float("0.1234567890123")
                && double("9007199254740993")
                && double("1e-400")
                && float("16777217")
                && float("1e-50")
        );
        assert!(
            !float("0.10000000149011612")
                && !float("0.12345679")
                && !double("0.1")
                && !double("1e300")
                && !double("100.0")
                && !float("-0.000")
        );
        assert!(float("1.5e-9223372036854775808") && !double("0.000e9223372036854775807"));
        assert!(half_rounds(0.1) && !half_rounds(0.25) && half_overflows(1e6) && !half_rounds(-0.0));
        assert!(!half_rounds(2.0_f32.powi(-24)) && half_rounds(2.0_f32.powi(-25)) && bfloat16_rounds(0.1));
    }
}
