//! Names in each language's case, and comments of a line's length.

/// `job_id` as `jobId`.
pub(crate) fn camel(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + &capital(part))
}

/// `job_id` as `JobId`.
pub(crate) fn pascal(name: &str) -> String {
    name.split('_').map(capital).collect()
}

/// `JobNotFound` as `JOB_NOT_FOUND`.
pub(crate) fn screaming(name: &str) -> String {
    let mut text = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.push(letter.to_ascii_uppercase());
    }
    text
}

fn capital(part: &str) -> String {
    let mut letters = part.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Text in lines of at most `width` letters, broken between words; a blank line of the text stays one.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split("\n\n") {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_change_their_case_alone() {
        assert_eq!((camel("complete_time"), pascal("complete_time")), ("completeTime".into(), "CompleteTime".into()));
        assert_eq!(screaming("JobNotFound"), "JOB_NOT_FOUND");
    }

    #[test]
    fn comments_break_between_words() {
        assert_eq!(wrapped("one two three\n\nfour", 8), ["one two", "three", "", "four"]);
    }
}
