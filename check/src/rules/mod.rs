//! The rules, as one table: what each says, how to mend it, and what each release does.

pub(crate) mod csv;
pub(crate) mod json;
pub(crate) mod numpy;
pub(crate) mod parquet;
pub(crate) mod paths;
pub(crate) mod values;

use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::finding::Severity;
use crate::{Release, Releases};

/// What a release does with rows that a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// It takes them as they are.
    Taken,
    /// It takes them, and something is worth knowing: they are altered in a way that was probably meant.
    Noted,
    /// It takes them and loses or alters some of their data without a word.
    Lost,
    /// It refuses them, mostly by a job that fails.
    Refused,
}

impl Effect {
    const fn of(letter: u8) -> Self {
        match letter {
            b'.' => Self::Taken,
            b'n' => Self::Noted,
            b'L' => Self::Lost,
            _ => {
                assert!(letter == b'E', "no effect has this letter");
                Self::Refused
            }
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Noted => "taken, with a note",
            Self::Lost => "loses data silently",
            Self::Refused => "refused",
        }
    }
}

/// One rule of the table.
#[derive(Debug)]
pub struct Rule {
    /// Its name, such as `parquet.type`.
    pub id: &'static str,
    /// What each of [`Release::ALL`] does.
    pub effects: [Effect; 5],
    /// What is wrong; `{field}` is the field or column, `{}` what was found.
    pub what: &'static str,
    /// What to do.
    pub fix: &'static str,
    /// What a server says; empty if it says nothing. `{field}` and `{}` are as in `what`, `%s` is anything else that differs.
    pub server_text: &'static str,
}

impl Rule {
    /// What a release does.
    pub fn effect(&self, release: Release) -> Effect {
        self.effects.get(release as usize).copied().unwrap_or(Effect::Taken)
    }

    /// How bad it is if the server may be any of these releases; `None` if all of them take it.
    ///
    /// What one of them takes as it is can be no more than a warning.
    pub(crate) fn severity(&self, releases: Releases) -> Option<Severity> {
        let worst = releases.iter().map(|release| self.effect(release)).max()?;
        let unsure = releases.iter().any(|release| self.effect(release) <= Effect::Noted);
        match worst {
            Effect::Taken => None,
            Effect::Noted => Some(Severity::Note),
            Effect::Refused if !unsure => Some(Severity::Error),
            Effect::Lost | Effect::Refused => Some(Severity::Warning),
        }
    }

    /// The first and the last of the releases that do not take it; no last one if the newest does not.
    pub(crate) fn span(&self) -> (Option<Release>, Option<Release>) {
        let bad = |release: &Release| self.effect(*release) != Effect::Taken;
        let last = Release::ALL.into_iter().rfind(bad).filter(|release| *release != Release::V3_0);
        (Release::ALL.into_iter().find(bad), last)
    }

    /// Which of the releases do what, in words, if they do not all do the same.
    pub(crate) fn by_release(&self, releases: Releases) -> Option<String> {
        let mut told: Vec<(Effect, Vec<&str>)> = Vec::new();
        for release in releases.iter() {
            let effect = self.effect(release);
            match told.iter_mut().find(|(known, _)| *known == effect) {
                Some((_, names)) => names.push(release.as_str()),
                None => told.push((effect, vec![release.as_str()])),
            }
        }
        let words = |(effect, names): &(Effect, Vec<&str>)| format!("{}: {}", names.join(", "), effect.as_str());
        (told.len() > 1).then(|| told.iter().map(words).collect::<Vec<_>>().join("; "))
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut rule = serializer.serialize_struct("Rule", 5)?;
        rule.serialize_field("rule", self.id)?;
        rule.serialize_field("what", self.what)?;
        rule.serialize_field("fix", self.fix)?;
        rule.serialize_field("server_text", self.server_text)?;
        let effects = Release::ALL.map(|release| (release.as_str(), self.effect(release).as_str()));
        rule.serialize_field("releases", &std::collections::BTreeMap::from(effects))?;
        rule.end()
    }
}

/// Writes a part of the table. The letters are what [`Release::ALL`] do: `.` taken, `n` noted, `L` lost, `E` refused.
macro_rules! rule_table {
    ($($name:ident = $id:literal, $effects:literal, $what:literal, $fix:literal, $text:literal;)+) => {
        $(pub(crate) static $name: $crate::rules::Rule = $crate::rules::Rule {
            id: $id,
            effects: $crate::rules::effects($effects),
            what: $what,
            fix: $fix,
            server_text: $text,
        };)+

        pub(super) static ALL: &[&$crate::rules::Rule] = &[$(&$name),+];
    };
}
pub(crate) use rule_table;

/// The effects that five letters stand for.
const fn effects(letters: &str) -> [Effect; 5] {
    assert!(letters.len() == 5, "a letter for each release");
    let [v2_4, v2_5, v2_6_0, v2_6, v3_0] = letters.as_bytes() else { return [Effect::Refused; 5] };
    [Effect::of(*v2_4), Effect::of(*v2_5), Effect::of(*v2_6_0), Effect::of(*v2_6), Effect::of(*v3_0)]
}

/// Every rule.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    [paths::ALL, values::ALL, parquet::ALL, json::ALL, csv::ALL, numpy::ALL].into_iter().flatten().copied()
}
