//! Lengths of time, as typed and as shown.

use std::time::Duration;

/// Reads `90`, `90s`, `1.5m`, `2h`, `1d`, `500ms` or `1h30m`: parts from the largest unit to the smallest, each unit once.
///
/// Stricter than `f64::parse`, which takes `nan`, `inf`, `-1` and `1e9`: none of them is a time anyone means to wait.
pub(crate) fn parse(text: &str) -> Result<Duration, String> {
    read(text).ok_or_else(|| "write a duration as 90, 90s, 5m, 1h30m or 1d".to_owned())
}

/// The same, or `never`.
pub(crate) fn parse_or_never(text: &str) -> Result<Duration, String> {
    if text == "never" { Ok(Duration::MAX) } else { parse(text).map_err(|error| format!("{error}, or never")) }
}

fn read(text: &str) -> Option<Duration> {
    let (mut rest, mut whole, mut last_unit) = (text, 0.0, f64::INFINITY);
    while !rest.is_empty() {
        let (number, tail) = rest.split_at(rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len()));
        let (unit, tail) = tail.split_at(tail.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(tail.len()));
        let unit = match unit {
            // Without a unit only alone.
            "" if number == text => 1.0,
            "s" => 1.0,
            "ms" => 0.001,
            "m" => 60.0,
            "h" => 3600.0,
            "d" => 86_400.0,
            _ => return None,
        };
        if unit >= last_unit || !number.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        whole += number.parse::<f64>().ok()? * unit;
        (rest, last_unit) = (tail, unit);
    }
    last_unit.is_finite().then(|| Duration::try_from_secs_f64(whole).ok()).flatten()
}

/// Shows `0:07`, `12:34` or `1:02:03`.
pub(crate) fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_is_read() {
        for (text, milliseconds) in [
            ("90", 90_000),
            ("90s", 90_000),
            ("5m", 300_000),
            ("2h", 7_200_000),
            ("250ms", 250),
            ("1.5", 1_500),
            ("0", 0),
            ("1h30m", 5_400_000),
            ("1d", 86_400_000),
            ("1d12h", 129_600_000),
            ("2m5s", 125_000),
            ("1s500ms", 1_500),
        ] {
            assert_eq!(parse(text), Ok(Duration::from_millis(milliseconds)), "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "s",
            "nan",
            "NaN",
            "inf",
            "-1",
            "-5m",
            "+5",
            "1e3",
            "5 m",
            "5w",
            "1..2",
            ".5",
            "99999999999999999999h",
            "30m1h",
            "1m1m",
            "1h30",
            "90 90",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn clocks_grow_with_their_time() {
        for (seconds, text) in [(7, "0:07"), (754, "12:34"), (3723, "1:02:03")] {
            assert_eq!(clock(Duration::from_secs(seconds)), text);
        }
    }
}
