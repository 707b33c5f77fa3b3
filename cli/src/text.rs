//! How things read for a person: names without surprises, numbers in groups, rows under each other.

use std::borrow::Cow;

use indicatif::{DecimalBytes, HumanCount};
use unicode_width::UnicodeWidthStr as _;

/// Text of a server, made safe for a terminal: on one line, without control characters and without the marks that turn
/// the direction of writing, so that it can neither move the cursor nor pass itself off as something else.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    fn turns(c: char) -> bool {
        matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    }
    if !text.contains(|c: char| c.is_control() || turns(c)) {
        return Cow::Borrowed(text);
    }
    let spaced = text.chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c });
    Cow::Owned(spaced.filter(|c| !c.is_control() && !turns(*c)).collect())
}

/// A word as it is typed into a shell.
pub(crate) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// `1234567` as `1,234,567`.
pub(crate) fn grouped(number: i64) -> String {
    format!("{}{}", if number < 0 { "-" } else { "" }, HumanCount(number.unsigned_abs()))
}

/// `3279917` as `3.28 MB`.
pub(crate) fn size(bytes: i64) -> String {
    u64::try_from(bytes).map_or_else(|_| format!("{bytes} B"), |bytes| DecimalBytes(bytes).to_string())
}

/// Lines of a table whose columns are as wide as their widest cell, cleaned, two spaces apart.
pub(crate) fn table<const N: usize>(rows: &[[String; N]]) -> Vec<String> {
    let rows: Vec<[Cow<'_, str>; N]> = rows.iter().map(|row| row.each_ref().map(|cell| clean(cell))).collect();
    let mut widths = [0; N];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    let line = |row: &[Cow<'_, str>; N]| {
        // Chinese and Japanese characters are two columns wide.
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell}{}", " ".repeat(width - cell.width())));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_servers_text_cannot_steer_the_terminal() {
        assert_eq!(clean("a\u{1b}[31mb\u{7}\nc\u{9b}2Jd\u{202e}e"), "a[31mb c2Jde");
        assert!(matches!(clean("schön 東京"), Cow::Borrowed(_)));
    }

    #[test]
    fn numbers_are_grouped() {
        for (number, text) in
            [(0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "-1,234,567"), (100_000, "100,000")]
        {
            assert_eq!(grouped(number), text);
        }
        assert_eq!(grouped(i64::MIN), "-9,223,372,036,854,775,808");
    }

    #[test]
    fn sizes_have_a_unit() {
        for (bytes, text) in [(0, "0 B"), (999, "999 B"), (1000, "1.00 kB"), (3_279_917, "3.28 MB"), (-1, "-1 B")] {
            assert_eq!(size(bytes), text);
        }
        assert_eq!(size(i64::MAX), "9.22 EB");
    }

    #[test]
    fn columns_line_up() {
        let row = |a: &str, b: &str| [a.to_owned(), b.to_owned()];
        assert_eq!(table(&[row("ID", "STATE"), row("\u{1b}long", "x"), row("é", "")]), ["ID    STATE", "long  x", "é"]);
        assert_eq!(table(&[row("東京", "x"), row("abc", "y")]), ["東京  x", "abc   y"]);
    }
}
