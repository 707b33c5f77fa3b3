//! Secrets, and how they are taken out of texts from outside.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// What must not show in an error's text, in every form in which a server or proxy may echo it.
#[derive(Default)]
pub(crate) struct Secrets(Vec<String>);

/// A text that starts like a secret for so many characters is that secret, cut off.
const TELLING: usize = 8;
/// The end of a text that starts like a secret for so many characters is that secret, cut off.
const TELLING_AT_THE_END: usize = 6;

impl Secrets {
    pub(crate) fn new<S: AsRef<str>>(values: impl IntoIterator<Item = S>) -> Self {
        let mut forms = Vec::new();
        for value in values {
            let value = value.as_ref();
            let json = serde_json::Value::from(value).to_string();
            let json = json.trim_matches('"').to_owned();
            // As Go writes JSON, and so Milvus.
            let of_go = json.replace('&', "\\u0026").replace('<', "\\u003c").replace('>', "\\u003e");
            let in_url = utf8_percent_encode(value, NON_ALPHANUMERIC).to_string();
            for form in [value.to_owned(), json, of_go, in_url] {
                if !form.is_empty() && !forms.contains(&form) {
                    forms.push(form);
                }
            }
        }
        Self(forms)
    }

    /// The text without secrets, where it has any. A secret that was cut off counts from a few characters on. Each form is
    /// looked for once from start to end: a server's message may be long, and full of them.
    pub(crate) fn hidden_in(&self, text: &str) -> Option<String> {
        let after = |place: usize| text.get(place..).unwrap_or_default();
        let mut places: Vec<_> = self.0.iter().map(|form| find(text, form)).collect();
        let (mut hidden, mut done) = (String::new(), 0);
        while let Some(place) = places.iter().flatten().min().copied() {
            hidden.push_str(text.get(done..place).unwrap_or_default());
            hidden.push_str("***");
            // Forms start alike: the one that fits best is the one that stands here.
            let length = self.0.iter().map(|form| alike(after(place), form)).max();
            done = place + length.unwrap_or_default();
            for (form, place) in self.0.iter().zip(&mut places).filter(|(_, place)| place.is_some_and(|at| at < done)) {
                *place = find(after(done), form).map(|at| done + at);
            }
        }
        (done > 0).then(|| hidden + after(done))
    }
}

/// Where the text starts to be like the secret.
fn find(text: &str, secret: &str) -> Option<usize> {
    let starts =
        |count: usize| secret.char_indices().nth(count).map_or(secret, |(end, _)| secret.get(..end).unwrap_or(secret));
    let at_the_end = |start: &str| text.ends_with(start).then(|| text.len() - start.len());
    let telling = starts(TELLING);
    text.find(telling).or_else(|| (TELLING_AT_THE_END..TELLING).rev().map(starts).find_map(at_the_end))
}

/// For how many bytes two texts are the same.
fn alike(text: &str, secret: &str) -> usize {
    let pairs = text.chars().zip(secret.chars());
    pairs.take_while(|(one, other)| one == other).map(|(one, _)| one.len_utf8()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(secrets: &[&str], text: &str) -> String {
        Secrets::new(secrets).hidden_in(text).unwrap_or_else(|| text.to_owned())
    }

    #[test]
    fn a_secret_is_hidden_in_every_form_and_length() {
        let token = "root:hunter2-and-\"more\"<&";
        for (text, expected) in [
            (format!("who is {token}?"), "who is ***?"),
            (format!("{token}{token}, {token}"), "******, ***"),
            (serde_json::json!({ "message": token }).to_string(), r#"{"message":"***"}"#),
            (r#"{"m":"root:hunter2-and-\"more\"\u003c\u0026"}"#.to_owned(), r#"{"m":"***"}"#),
            ("/login?token=root%3Ahunter2%2Dand%2D%22more%22%3C%26".to_owned(), "/login?token=***"),
            ("cut off: root:hunter2-a".to_owned(), "cut off: ***"),
            ("cut off: root:h".to_owned(), "cut off: ***"),
            ("cut off: root:hunter2…, says the gateway".to_owned(), "cut off: ***…, says the gateway"),
            ("denied to root".to_owned(), "denied to root"),
            ("root cause".to_owned(), "root cause"),
        ] {
            assert_eq!(hidden(&[token], &text), expected);
        }
    }

    #[test]
    fn short_ones_long_ones_and_none() {
        assert_eq!(hidden(&["k"], "broken k"), "bro***en ***");
        assert_eq!(hidden(&["abc", "abcdef"], "abcdef abc"), "*** ***");
        assert_eq!(hidden(&["größer-als"], "ein größer-alles"), "ein ***les");
        assert_eq!(Secrets::new([""]).hidden_in("text"), None);
        assert_eq!(Secrets::default().hidden_in("text"), None);
    }
}
