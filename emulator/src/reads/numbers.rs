//! Numbers as Go's `strconv` reads them, with its complaints.

use crate::go::quote;

/// What is wrong with a number's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    Syntax,
    Range,
}

impl Wrong {
    fn complaint(self, function: &str, text: &str) -> String {
        let what = if self == Self::Syntax { "invalid syntax" } else { "value out of range" };
        format!("strconv.{function}: parsing {}: {what}", quote(text))
    }
}

/// `ParseInt` of a JSON number, or of decimal digits.
pub(super) fn int(text: &str, bits: u32) -> Result<i64, String> {
    read_int(text, bits).map_err(|wrong| wrong.complaint("ParseInt", text))
}

pub(super) fn read_int(text: &str, bits: u32) -> Result<i64, Wrong> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Wrong::Syntax);
    }
    let limit = i128::from(i64::MAX) >> (64 - bits);
    let number: i128 = text.parse().map_err(|_| Wrong::Range)?;
    if number > limit || number < -limit - 1 {
        return Err(Wrong::Range);
    }
    i64::try_from(number).map_err(|_| Wrong::Range)
}

/// `ParseUint` with base 0, which also takes `0x…`, `0b…`, `0o…`, octal numbers and underscores.
pub(super) fn uint(text: &str, bits: u32) -> Result<u64, String> {
    read_uint(text, bits).map_err(|wrong| wrong.complaint("ParseUint", text))
}

fn read_uint(text: &str, bits: u32) -> Result<u64, Wrong> {
    let lower = text.to_ascii_lowercase();
    let (base, digits) = match lower.as_bytes() {
        [b'0', b'x', ..] => (16, lower.get(2..)),
        [b'0', b'b', ..] => (2, lower.get(2..)),
        [b'0', b'o', ..] => (8, lower.get(2..)),
        [b'0', _, ..] => (8, lower.get(1..)),
        _ => (10, Some(lower.as_str())),
    };
    let digits = digits.unwrap_or_default();
    if digits.contains('_') && !underscores_are_right(text) {
        return Err(Wrong::Syntax);
    }
    let plain = digits.replace('_', "");
    if plain.is_empty() || !plain.chars().all(|digit| digit.is_digit(base)) {
        return Err(Wrong::Syntax);
    }
    let number = u64::from_str_radix(&plain, base).map_err(|_| Wrong::Range)?;
    if bits < 64 && number >> bits != 0 { Err(Wrong::Range) } else { Ok(number) }
}

/// `ParseFloat`: the number, rounded to 32 bits where that many are asked for.
pub(super) fn float(text: &str, bits: u32) -> Result<f64, String> {
    read_float(text, bits).map_err(|wrong| wrong.complaint("ParseFloat", text))
}

#[expect(clippy::cast_possible_truncation, reason = "that is what is asked for")]
pub(super) fn read_float(text: &str, bits: u32) -> Result<f64, Wrong> {
    let bare = text.strip_prefix(['+', '-']).unwrap_or(text);
    if ["inf", "infinity"].iter().any(|word| bare.eq_ignore_ascii_case(word)) {
        return Ok(if text.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY });
    }
    if text.eq_ignore_ascii_case("nan") {
        return Ok(f64::NAN);
    }
    if bare.contains('_') && !underscores_are_right(bare) {
        return Err(Wrong::Syntax);
    }
    let plain = bare.replace('_', "");
    let number = if let Some(hex) = plain.strip_prefix("0x").or_else(|| plain.strip_prefix("0X")) {
        hexadecimal(hex).ok_or(Wrong::Syntax)?
    } else {
        let is_part = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-');
        if !plain.bytes().all(is_part) || !plain.bytes().any(|byte| byte.is_ascii_digit()) {
            return Err(Wrong::Syntax);
        }
        plain.parse::<f64>().map_err(|_| Wrong::Syntax)?
    };
    let number = if bits == 32 { f64::from(number as f32) } else { number };
    if number.is_infinite() {
        return Err(Wrong::Range);
    }
    Ok(if text.starts_with('-') { -number } else { number })
}

/// Hexadecimal digits with a point, and a binary exponent, which has to be there.
fn hexadecimal(text: &str) -> Option<f64> {
    let (mantissa, exponent) = text.split_once(['p', 'P'])?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut number = 0.0;
    for digit in whole.chars().chain(fraction.chars()) {
        number = number * 16.0 + f64::from(digit.to_digit(16)?);
    }
    let exponent = exponent.parse::<i32>().unwrap_or(if exponent.starts_with('-') { -9999 } else { 9999 });
    let shift = i32::try_from(fraction.len()).ok()?.saturating_mul(4);
    Some(number * 2_f64.powi(exponent.saturating_sub(shift)))
}

/// An underscore stands between two digits, or between the prefix of a base and a digit.
fn underscores_are_right(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_prefixed = matches!(bytes, [b'0', b'x' | b'X' | b'b' | b'B' | b'o' | b'O', ..]);
    let is_digit = |at: Option<usize>| {
        let byte = at.and_then(|at| bytes.get(at));
        byte.is_some_and(|byte| if is_prefixed { byte.is_ascii_hexdigit() } else { byte.is_ascii_digit() })
    };
    bytes
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'_')
        .all(|(at, _)| (is_digit(at.checked_sub(1)) || (is_prefixed && at == 2)) && is_digit(Some(at + 1)))
}

/// `ParseBool`.
pub(super) fn read_bool(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "TRUE" | "true" | "True" => Some(true),
        "0" | "f" | "F" | "FALSE" | "false" | "False" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_read_as_in_go() {
        assert_eq!(int("-128", 8), Ok(-128));
        assert_eq!(int("128", 8), Err("strconv.ParseInt: parsing \"128\": value out of range".to_owned()));
        assert_eq!(int("1.0", 64), Err("strconv.ParseInt: parsing \"1.0\": invalid syntax".to_owned()));
        assert_eq!(int("9223372036854775807", 64), Ok(i64::MAX));
        assert_eq!(read_int("9223372036854775808", 64), Err(Wrong::Range));
        assert_eq!(uint("0x_10", 32), Ok(16));
        assert_eq!(
            uint("4294967296", 32),
            Err("strconv.ParseUint: parsing \"4294967296\": value out of range".to_owned())
        );
        assert_eq!(read_uint("-1", 32), Err(Wrong::Syntax));
    }

    #[test]
    fn floats_are_read_as_in_go() {
        for (text, number) in [("1_0", 10.0), ("0x1p-2", 0.25), ("+1", 1.0), ("007", 7.0), (".5", 0.5), ("5.", 5.0)] {
            assert_eq!(read_float(text, 64), Ok(number), "{text}");
        }
        for text in ["", " 1", "1,5", "0x1", "_1", "1__0", "1e", "e5", "."] {
            assert_eq!(read_float(text, 64), Err(Wrong::Syntax), "{text}");
        }
        assert_eq!(read_float("1e40", 32), Err(Wrong::Range));
        assert_eq!(read_float("1e40", 64), Ok(1e40));
        assert_eq!(read_float("-INF", 64), Ok(f64::NEG_INFINITY));
        assert!(read_float("NaN", 32).is_ok_and(f64::is_nan));
    }
}
