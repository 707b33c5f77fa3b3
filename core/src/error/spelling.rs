//! What an error says, with the names that another language has for things.

use super::Error;
use crate::ClientBuilder;
use crate::model::{
    BulkImport, CallOptions, DescribeCollection, ImportManyOptions, ImportProgress, ListImportJobs, Operation,
    WaitOptions,
};
use crate::options::Options as _;
use crate::record::Record as _;

impl Error {
    /// The same error with the names of options, operations and fields in its message as `spell` has them: it is given
    /// Rust's, such as `collection_name`. What a server said stays as it is.
    #[must_use]
    pub fn spelled(mut self, spell: &dyn Fn(&str) -> String) -> Self {
        let reason = self.progress().and_then(ImportProgress::failure_text);
        let said = [self.0.server_message.as_deref(), self.0.quoted.as_deref(), reason.as_deref()];
        let said: Vec<_> = said.into_iter().flatten().filter(|text| !text.is_empty()).collect();
        self.0.message = around(&self.0.message, &said, spell);
        self.0.source = self.0.source.take().map(|source| source.spelled(spell));
        self
    }
}

/// The text with our names spelled, but for the parts that others said.
fn around(text: &str, said: &[&str], spell: &dyn Fn(&str) -> String) -> String {
    match said.split_first() {
        None => text.split_inclusive(|letter| !is_of_a_word(letter)).map(|part| spelled_part(part, spell)).collect(),
        Some((part, more)) => text.split(part).map(|own| around(own, more, spell)).collect::<Vec<_>>().join(part),
    }
}

/// A word, and the letter after it, if there is one.
fn spelled_part(part: &str, spell: &dyn Fn(&str) -> String) -> String {
    let word = part.trim_end_matches(|letter| !is_of_a_word(letter));
    if is_name(word) { part.replace(word, &spell(word)) } else { part.to_owned() }
}

fn is_of_a_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// Whether the word is one that languages spell in their own way.
fn is_name(word: &str) -> bool {
    let mut options = [
        ClientBuilder::OPTIONS,
        CallOptions::OPTIONS,
        ListImportJobs::OPTIONS,
        BulkImport::OPTIONS,
        DescribeCollection::OPTIONS,
        WaitOptions::OPTIONS,
        ImportManyOptions::OPTIONS,
    ]
    .into_iter()
    .flatten();
    word.contains('_')
        && (options.any(|option| option.name == word)
            || ImportProgress::FIELDS.iter().any(|field| field.name == word)
            || Operation::ALL.iter().any(|operation| operation.as_str() == word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorCode;

    #[test]
    fn our_names_are_spelled_and_what_a_server_said_is_not() {
        let spelled = |error: Error| error.spelled(&str::to_uppercase).message().to_owned();
        let own =
            Error::invalid("collection_name is empty; auto_commit, xdb_name and db_names are none: call bulk_import");
        assert_eq!(
            spelled(own),
            "COLLECTION_NAME is empty; auto_commit, xdb_name and db_names are none: call BULK_IMPORT"
        );
        let said = "no db_name: give db_name".to_owned();
        let servers =
            Error::new(ErrorCode::ServerError, format!("db_name: {said}")).with_answer(200, (None, Some(said)));
        assert_eq!(spelled(servers.clone()), "DB_NAME: no db_name: give db_name");
        let cause =
            Error::invalid("timeout, retry_budget, retry_failed").caused_by(servers).spelled(&str::to_uppercase);
        assert_eq!(cause.message(), "timeout, RETRY_BUDGET, RETRY_FAILED");
        let source = std::error::Error::source(&cause).map(ToString::to_string);
        assert_eq!(source.as_deref(), Some("ServerError: DB_NAME: no db_name: give db_name (HTTP 200)"));
    }
}
