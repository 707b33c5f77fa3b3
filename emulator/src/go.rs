//! What the servers' language does with texts, as far as it shows in answers.

/// A character as Go's `strconv.Quote` writes it within quotes.
pub(crate) fn escaped(character: char) -> String {
    match character {
        '"' | '\\' => format!("\\{character}"),
        '\u{7}' => "\\a".to_owned(),
        '\u{8}' => "\\b".to_owned(),
        '\u{c}' => "\\f".to_owned(),
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        '\u{b}' => "\\v".to_owned(),
        shown if is_printable(shown) => shown.to_string(),
        hidden => match u32::from(hidden) {
            code @ ..0x80 => format!("\\x{code:02x}"),
            code @ ..0x1_0000 => format!("\\u{code:04x}"),
            code => format!("\\U{code:08x}"),
        },
    }
}

/// Go prints letters, marks, numbers, signs and the plain space; format characters and private ones it escapes.
fn is_printable(character: char) -> bool {
    let is_format = matches!(character,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..);
    character == ' ' || !(character.is_control() || character.is_whitespace() || is_format)
}

pub(crate) fn quote(text: &str) -> String {
    format!("\"{}\"", text.chars().map(escaped).collect::<String>())
}

/// `strconv.ParseInt` in base 10, with its complaint.
pub(crate) fn parse_int(text: &str) -> Result<i64, String> {
    let complaint = |what: &str| Err(format!("strconv.ParseInt: parsing {}: {what}", quote(text)));
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return complaint("invalid syntax");
    }
    text.parse().or_else(|_| complaint("value out of range"))
}

/// Whether `time.ParseDuration` takes this, or else its complaint. Such durations are `300s`, `1.5h` and `-1h45m`.
pub(crate) fn check_duration(text: &str) -> Result<(), String> {
    let invalid = || format!("time: invalid duration {}", quote(text));
    let mut rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    if rest == "0" {
        return Ok(());
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut nanoseconds = 0.0;
    while !rest.is_empty() {
        let is_number = |character: char| character.is_ascii_digit() || character == '.';
        let end = rest.find(|character: char| !character.is_ascii_digit()).unwrap_or(rest.len());
        let (whole, after) = rest.split_at(end);
        let after_point = after.strip_prefix('.');
        let tail = after_point.unwrap_or(after);
        let end = if after_point.is_some() {
            tail.find(|character: char| !character.is_ascii_digit()).unwrap_or(tail.len())
        } else {
            0
        };
        let (fraction, tail) = tail.split_at(end);
        if whole.is_empty() && fraction.is_empty() {
            return Err(invalid());
        }
        let (unit, next) = tail.split_at(tail.find(is_number).unwrap_or(tail.len()));
        let scale = match unit {
            "" => return Err(format!("time: missing unit in duration {}", quote(text))),
            "ns" => 1.0,
            "us" | "\u{b5}s" | "\u{3bc}s" => 1e3,
            "ms" => 1e6,
            "s" => 1e9,
            "m" => 60e9,
            "h" => 3600e9,
            other => return Err(format!("time: unknown unit {} in duration {}", quote(other), quote(text))),
        };
        nanoseconds += format!("0{whole}.{fraction}0").parse::<f64>().unwrap_or(f64::INFINITY) * scale;
        // 64 bits of nanoseconds, some 292 years.
        if nanoseconds >= 9_223_372_036_854_775_808.0 {
            return Err(invalid());
        }
        rest = next;
    }
    Ok(())
}

/// The end of a path from its last dot on, as `filepath.Ext` sees it: that of `.json` is `.json`.
pub(crate) fn extension(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.rfind('.').and_then(|dot| name.get(dot..)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_taken_and_refused_as_in_go() {
        for (text, number) in [("7", 7), ("+7", 7), ("-7", -7), ("007", 7), ("-9223372036854775808", i64::MIN)] {
            assert_eq!(parse_int(text), Ok(number));
        }
        for text in ["", "+", "1.0", "0x1", "1_0", " 1", "\u{ff14}", "--1"] {
            let complaint = format!("strconv.ParseInt: parsing \"{text}\": invalid syntax");
            assert_eq!(parse_int(text), Err(complaint));
        }
        assert!(parse_int("9223372036854775808").unwrap_err().ends_with("value out of range"));
        assert_eq!(parse_int("\t\"\u{200b}\u{1}").unwrap_err().split(": ").nth(1), Some(r#"parsing "\t\"\u200b\x01""#));
    }

    #[test]
    fn durations_are_checked_as_in_go() {
        for text in ["300s", "1.5h", "-1h45m", "+1ms", "0", "-0", ".5s", "1.s", "3µs", "2562047h"] {
            assert_eq!(check_duration(text), Ok(()), "{text}");
        }
        for (text, complaint) in [
            ("soon", "time: invalid duration \"soon\""),
            ("", "time: invalid duration \"\""),
            ("300", "time: missing unit in duration \"300\""),
            ("3 s", "time: unknown unit \" s\" in duration \"3 s\""),
            ("1d", "time: unknown unit \"d\" in duration \"1d\""),
            (".s", "time: invalid duration \".s\""),
            ("2562048h", "time: invalid duration \"2562048h\""),
        ] {
            assert_eq!(check_duration(text), Err(complaint.to_owned()), "{text}");
        }
    }

    #[test]
    fn extensions_are_those_of_the_last_part() {
        for (path, expected) in
            [("a/b.json", ".json"), (".json", ".json"), ("a.b/c", ""), ("a.", "."), ("x.tar.gz", ".gz")]
        {
            assert_eq!(extension(path), expected);
        }
    }
}
