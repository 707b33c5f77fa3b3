//! Who calls, and what they may do: authentication and RBAC.

use base64::Engine;
use base64::alphabet;
use base64::engine::{GeneralPurpose, GeneralPurposeConfig};

use super::refusal::Refusal;
use crate::catalog::User;
use crate::http::{Call, Condition};
use crate::lock;
use crate::service::Service;

/// Go does not mind bits behind the last byte.
const BASE64: GeneralPurpose =
    GeneralPurpose::new(&alphabet::STANDARD, GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true));

/// Whoever makes a call.
#[derive(Debug)]
pub(super) struct Caller {
    /// As refusals name the caller.
    name: String,
    /// A user whose rights are limited.
    user: Option<User>,
    /// The server looks at rights only when it asks for credentials.
    pub(super) is_checked: bool,
}

impl Caller {
    /// The caller, if the credentials are right or none are asked for.
    pub(super) fn of(service: &Service, call: &Call) -> Option<Self> {
        let header = call.headers().get("authorization").map(|value| String::from_utf8_lossy(value.as_bytes()));
        let header = header.unwrap_or_default();
        let token = header.strip_prefix("Bearer ").unwrap_or(&header);
        let named =
            from_basic(&header).or_else(|| split(token)).filter(|(name, word)| !(name.is_empty() || word.is_empty()));
        let catalog = lock(&service.catalog);
        let all_powerful = service.config.token();
        let caller = |name: &str, user: Option<User>| Some(Self { name: name.to_owned(), user, is_checked: true });
        if all_powerful.is_none() && catalog.users.is_empty() {
            let name = named.map_or_else(|| "test".to_owned(), |(name, _)| name);
            return Some(Self { name, user: None, is_checked: false });
        }
        if let Some((name, password)) = named {
            if all_powerful.and_then(split).is_some_and(|known| known == (name.clone(), password.clone())) {
                return caller(&name, None);
            }
            if let Some(user) = catalog.users.iter().find(|user| user.name == name && user.password == password) {
                return caller(&name, Some(user.clone()));
            }
        }
        // An API key has no colon.
        let is_key = !token.is_empty() && !token.contains(':') && all_powerful == Some(token);
        is_key.then(|| caller("apikey", None)).flatten()
    }

    /// Whether the caller may see a job of this collection.
    pub(super) fn may_import(&self, db: &str, collection: Option<&str>) -> bool {
        self.user.as_ref().is_none_or(|user| user.may_import(db, collection))
    }

    /// RBAC for one collection, or for all of a database when none is named.
    pub(super) fn check(&self, call: &Call, db: &str, collection: Option<&str>) -> Result<(), Refusal> {
        if call.condition == Some(Condition::Denied) || !self.may_import(db, collection) {
            return Err(Refusal::denied(&self.name, db));
        }
        Ok(())
    }
}

fn split(token: &str) -> Option<(String, String)> {
    token.split_once(':').map(|(name, password)| (name.to_owned(), password.to_owned()))
}

/// `Basic`, in any case.
fn from_basic(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_at_checked(6)?;
    let decoded =
        Some(encoded).filter(|_| scheme.eq_ignore_ascii_case("basic ")).map(|text| BASE64.decode(text))?.ok()?;
    split(&String::from_utf8_lossy(&decoded))
}
