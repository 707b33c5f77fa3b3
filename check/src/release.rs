//! The releases of Milvus whose import readers were tried, and sets of them.

use std::fmt;
use std::str::FromStr;

use milvus_import::{Error, ErrorCode};

/// A release whose readers were run on the files of `tests/check`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Release {
    /// 2.4.12, which stands for 2.4.
    V2_4,
    /// 2.5.27, which stands for 2.5.
    V2_5,
    /// 2.6.0.
    V2_6_0,
    /// 2.6.18, which stands for later ones of 2.6 too.
    V2_6,
    /// 3.0.0, which stands for later ones too.
    V3_0,
}

impl Release {
    /// Every one, the oldest first.
    pub const ALL: [Self; 5] = [Self::V2_4, Self::V2_5, Self::V2_6_0, Self::V2_6, Self::V3_0];

    /// The release that was tried.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V2_4 => "2.4.12",
            Self::V2_5 => "2.5.27",
            Self::V2_6_0 => "2.6.0",
            Self::V2_6 => "2.6.18",
            Self::V3_0 => "3.0.0",
        }
    }

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The releases that the server may be.
///
/// ```
/// # use milvus_import_check::{Release, Releases};
/// let releases: Releases = "2.6.7".parse()?;
/// assert_eq!(releases.iter().collect::<Vec<_>>(), [Release::V2_6_0, Release::V2_6]);
/// # Ok::<(), milvus_import::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Releases(u8);

impl Releases {
    /// Any.
    pub const ALL: Self = Self(0b1_1111);

    /// Those, the oldest first.
    pub fn iter(self) -> impl Iterator<Item = Release> {
        Release::ALL.into_iter().filter(move |release| self.contains(*release))
    }

    /// Whether the server may be this one.
    pub fn contains(self, release: Release) -> bool {
        self.0 & release.bit() != 0
    }
}

impl FromIterator<Release> for Releases {
    fn from_iter<I: IntoIterator<Item = Release>>(releases: I) -> Self {
        Self(releases.into_iter().fold(0, |set, release| set | release.bit()))
    }
}

impl From<Release> for Releases {
    fn from(release: Release) -> Self {
        Self(release.bit())
    }
}

impl FromStr for Releases {
    type Err = Error;

    /// Those that stand for a release such as `2.5.27`, `v2.6.3` or `2.6`. Between two that were tried it is both.
    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = || invalid(format!("{text:?} is no release of Milvus: give one such as 2.5.27, or 2.6"));
        let numbers = text.strip_prefix('v').unwrap_or(text).split(['-', '+']).next().unwrap_or_default();
        let numbers: Vec<u32> = numbers.split('.').map(str::parse).collect::<Result<_, _>>().map_err(|_| wrong())?;
        Ok(match numbers.as_slice() {
            [2, 4] | [2, 4, _] => Release::V2_4.into(),
            [2, 5] | [2, 5, _] => Release::V2_5.into(),
            [2, 6, 0] => Release::V2_6_0.into(),
            [2, 6, patch] if *patch >= 18 => Release::V2_6.into(),
            [2, 6] | [2, 6, _] => [Release::V2_6_0, Release::V2_6].into_iter().collect(),
            [major, ..] if *major >= 3 => Release::V3_0.into(),
            [2, ..] => {
                return Err(invalid(format!("the rules of Milvus {text} are not known: those of 2.4 and later are")));
            }
            _ => return Err(wrong()),
        })
    }
}

fn invalid(message: String) -> Error {
    Error::new(ErrorCode::InvalidArgument, message)
}
