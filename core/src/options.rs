//! What a caller may say, by name: to a client, a call, a list, a new job or a wait. Every language hands its options over
//! as names and values, so that what an option is called, what it may be and what is said about a wrong one stands here.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use serde::Serialize;

use crate::model::Api;
use crate::{Error, Result};

/// One option.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct OptionSpec {
    /// The name, in Rust's case; other languages change the case alone.
    pub name: &'static str,
    /// What it may be.
    pub kind: OptionKind,
    /// Whether nothing works without it.
    pub required: bool,
    /// The environment's variable that is taken where it is not given.
    pub environment: Option<&'static str>,
    /// What it is where nobody says anything, if that is one thing.
    pub default: Option<&'static str>,
    /// What it means.
    pub about: &'static str,
}

/// What an option may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum OptionKind {
    /// Text.
    Text,
    /// The path of a file.
    Path,
    /// The name of an [`Api`].
    Api,
    /// A PEM file's content.
    Pem,
    /// True or false.
    Flag,
    /// A time after which something ends: above zero.
    Limit,
    /// A time after which a wait is given up: above zero, or infinity for never.
    Patience,
    /// A time to go on trying for; zero is not at all.
    Budget,
    /// A time in whole seconds, for a server.
    Seconds,
    /// A number of bytes.
    Size,
    /// A whole number.
    Count,
    /// Names and texts, as HTTP's headers are.
    Headers,
    /// Names and what servers take as text, numbers and booleans too.
    Texts,
    /// Lists of lists of paths.
    Paths,
    /// Lists of lists of URLs.
    Urls,
}

/// What a caller says, before it is known whether it fits.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// Text.
    Text(String),
    /// Bytes of a PEM file.
    Bytes(Vec<u8>),
    /// True or false.
    Flag(bool),
    /// A number that is no time.
    Number(f64),
    /// A time.
    Time(f64, Unit),
    /// Names and texts.
    Pairs(Vec<(String, String)>),
    /// Lists of lists of text.
    Groups(Vec<Vec<String>>),
}

impl Value {
    /// The time after which something ends; `name` is what its caller calls it.
    ///
    /// # Errors
    /// `InvalidArgument` for what is no time above zero.
    pub fn limit(self, name: &str) -> Result<Duration> {
        Duration::take(name, OptionKind::Limit, self)
    }
}

/// What a caller counts times in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unit {
    /// Seconds.
    Seconds,
    /// Milliseconds.
    Milliseconds,
}

impl Unit {
    fn name(self) -> &'static str {
        match self {
            Self::Seconds => "seconds",
            Self::Milliseconds => "milliseconds",
        }
    }

    /// How many of them are a second.
    fn per_second(self) -> f64 {
        match self {
            Self::Seconds => 1.0,
            Self::Milliseconds => 1000.0,
        }
    }
}

/// Options that can be set by their names.
pub trait Options {
    /// The type's name.
    const NAME: &'static str;
    /// What they are about.
    const ABOUT: &'static str;
    /// All of them, in order.
    const OPTIONS: &'static [OptionSpec];

    /// Sets the option `name`, in any case: `db_name` or `dbName`.
    ///
    /// # Errors
    /// `InvalidArgument` for a name that there is none of, with the nearest one, and for a value that can never be used.
    fn set(&mut self, name: &str, value: Value) -> Result<()>;

    /// The option of a name, in any case.
    ///
    /// # Errors
    /// `InvalidArgument` for a name that there is none of, with the nearest one.
    fn option(name: &str) -> Result<&'static OptionSpec> {
        named(Self::OPTIONS, name)
    }
}

/// The option of a name.
fn named(options: &'static [OptionSpec], name: &str) -> Result<&'static OptionSpec> {
    let letters =
        |text: &str| -> String { text.chars().filter(|letter| *letter != '_').flat_map(char::to_lowercase).collect() };
    let wanted = letters(name);
    options.iter().find(|option| letters(option.name) == wanted).ok_or_else(|| {
        let near = |option: &&OptionSpec| strsim::jaro_winkler(&letters(option.name), &wanted);
        let nearest = options.iter().max_by(|a, b| near(a).total_cmp(&near(b))).filter(|option| near(option) > 0.8);
        let hint = nearest.map_or_else(String::new, |option| format!(": did you mean {}?", option.name));
        Error::invalid(format!("there is no option {name}{hint}"))
    })
}

/// A type that an option may have in Rust. `name` is what the caller calls it.
pub(crate) trait OptionType: Sized {
    const REQUIRED: bool = false;

    fn take(name: &str, kind: OptionKind, value: Value) -> Result<Self>;
}

impl<T: OptionType> OptionType for Option<T> {
    fn take(name: &str, kind: OptionKind, value: Value) -> Result<Self> {
        T::take(name, kind, value).map(Some)
    }
}

macro_rules! option_types {
    ($($type:ty = $wanted:literal $(, required $required:literal)? { $($pattern:pat => $taken:expr,)+ })+) => { $(
        impl OptionType for $type {
            $(const REQUIRED: bool = $required;)?

            fn take(name: &str, _: OptionKind, value: Value) -> Result<Self> {
                match value {
                    $($pattern => Ok($taken),)+
                    _ => Err(Error::invalid(format!("{name} must be {}", $wanted))),
                }
            }
        }
    )+ };
}

option_types! {
    String = "text", required true { Value::Text(text) => text, }
    PathBuf = "a path" { Value::Text(text) => text.into(), }
    bool = "true or false" { Value::Flag(flag) => flag, }
    Vec<u8> = "a PEM file's content" { Value::Bytes(bytes) => bytes, Value::Text(text) => text.into_bytes(), }
    Vec<(String, String)> = "names and texts" { Value::Pairs(pairs) => pairs, }
    BTreeMap<String, String> = "names and texts" { Value::Pairs(pairs) => pairs.into_iter().collect(), }
    Vec<Vec<String>> = "a list of lists of text" { Value::Groups(groups) => groups, }
}

impl OptionType for Api {
    fn take(name: &str, kind: OptionKind, value: Value) -> Result<Self> {
        String::take(name, kind, value)?.parse()
    }
}

impl OptionType for Duration {
    fn take(name: &str, kind: OptionKind, value: Value) -> Result<Self> {
        let Value::Time(time, unit) = value else { return Err(Error::invalid(format!("{name} must be a time"))) };
        let is_budget = kind == OptionKind::Budget;
        if kind == OptionKind::Patience && time == f64::INFINITY {
            return Ok(Self::MAX);
        }
        let read = Self::try_from_secs_f64(time / unit.per_second()).ok();
        read.filter(|time| is_budget || !time.is_zero()).ok_or_else(|| {
            let unit = unit.name();
            let instead = match kind {
                OptionKind::Budget => format!("use a number of {unit} that is not negative, 0 for not at all"),
                OptionKind::Patience => format!("use a positive number of {unit}, infinity for never, or leave it out"),
                _ => format!("use a positive number of {unit}, or leave it out"),
            };
            refused(name, time, &instead)
        })
    }
}

impl OptionType for u32 {
    fn take(name: &str, _: OptionKind, value: Value) -> Result<Self> {
        match value {
            Value::Number(number) => {
                whole(number).ok_or_else(|| refused(name, number, "use a whole number, not negative"))
            }
            Value::Time(time, unit) => whole(time / unit.per_second()).ok_or_else(|| {
                let such = 30.0 * unit.per_second();
                let instead = format!("servers count whole seconds: use a number of {} such as {such}", unit.name());
                refused(name, time, &instead)
            }),
            _ => Err(Error::invalid(format!("{name} must be a number"))),
        }
    }
}

impl OptionType for usize {
    fn take(name: &str, _: OptionKind, value: Value) -> Result<Self> {
        let Value::Number(number) = value else { return Err(Error::invalid(format!("{name} must be a number"))) };
        whole(number).ok_or_else(|| refused(name, number, "use a whole number of bytes, not negative"))
    }
}

/// The number as an integer. A float beyond 2^53 may stand for another one.
fn whole<T: TryFrom<u64>>(number: f64) -> Option<T> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let is_exact = (0.0..=EXACT).contains(&number) && number.fract() == 0.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be whole and not negative")]
    is_exact.then_some(number as u64).and_then(|integer| T::try_from(integer).ok())
}

fn refused(name: &str, number: f64, instead: &str) -> Error {
    let shown = match number {
        _ if number.is_nan() => "not a number".to_owned(),
        _ if number.is_infinite() => if number > 0.0 { "too large" } else { "negative" }.to_owned(),
        _ if number == 0.0 || (1e-6..1e16).contains(&number.abs()) => number.to_string(),
        _ => format!("{number:e}"),
    };
    Error::invalid(format!("{name} is {shown}: {instead}"))
}

/// Writes a struct as it stands here, and its members as [`Options`]. With `setters`, members are private and each has a
/// method of its name.
macro_rules! options {
    (
        $(#[doc = $top:literal])+
        #[derive($($derive:ident),+)]
        pub struct $type:ident {
            $(
                $(#[doc = $doc:literal])+
                $vis:vis $name:ident: $kind:ty = $option:ident
                    $(, environment $environment:literal)? $(, default $default:literal)?;
            )+
        }
    ) => {
        $(#[doc = $top])+
        #[derive($($derive),+)]
        #[non_exhaustive]
        pub struct $type { $($(#[doc = $doc])+ $(#[doc = concat!(" Default: ", $default, ".")])? $vis $name: $kind,)+ }

        impl $crate::options::Options for $type {
            const NAME: &'static str = stringify!($type);
            const ABOUT: &'static str = concat!($($top, "\n"),+).trim_ascii();
            const OPTIONS: &'static [$crate::options::OptionSpec] = &[$($crate::options::OptionSpec {
                name: stringify!($name),
                kind: $crate::options::OptionKind::$option,
                required: <$kind as $crate::options::OptionType>::REQUIRED,
                environment: $crate::options::options!(@optional $($environment)?),
                default: $crate::options::options!(@optional $($default)?),
                about: concat!($($doc),+).trim_ascii(),
            }),+];

            fn set(&mut self, name: &str, value: $crate::options::Value) -> $crate::Result<()> {
                let option = Self::option(name)?;
                match option.name {
                    $(stringify!($name) => {
                        self.$name = $crate::options::OptionType::take(name, option.kind, value)?;
                    })+
                    _ => {}
                }
                Ok(())
            }
        }
    };
    (
        setters
        $(#[doc = $top:literal])+
        #[derive($($derive:ident),+)]
        pub struct $type:ident {
            $(
                $(#[doc = $doc:literal])+
                $name:ident: $kind:ty = $option:ident
                    $(, environment $environment:literal)? $(, default $default:literal)?;
            )+
        }
    ) => {
        $crate::options::options! {
            $(#[doc = $top])+
            #[derive($($derive),+)]
            pub struct $type {
                $(
                    $(#[doc = $doc])+
                    $name: Option<$kind> = $option $(, environment $environment)? $(, default $default)?;
                )+
            }
        }

        impl $type {
            $(
                $(#[doc = $doc])+
                $(#[doc = concat!(" Environment: `", $environment, "`.")])?
                $(#[doc = concat!(" Default: ", $default, ".")])?
                #[must_use]
                pub fn $name(mut self, $name: impl Into<$kind>) -> Self {
                    self.$name = Some($name.into());
                    self
                }
            )+
        }
    };
    (@optional) => { None };
    (@optional $given:literal) => { Some($given) };
}
pub(crate) use options;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{BulkImport, ClientBuilder, ErrorCode, ListImportJobs, WaitOptions};

    fn refusal(options: &mut impl Options, name: &str, value: Value) -> String {
        let error = options.set(name, value).unwrap_err();
        assert_eq!(error.code(), ErrorCode::InvalidArgument);
        error.message().to_owned()
    }

    #[test]
    fn options_are_set_by_their_names_in_any_case() {
        let mut import = BulkImport::default();
        import.set("collectionName", Value::Text("c".to_owned())).unwrap();
        import.set("files", Value::Groups(vec![vec!["a".to_owned()]])).unwrap();
        import.set("options", Value::Pairs(vec![("timeout".to_owned(), "1s".to_owned())])).unwrap();
        assert_eq!((&*import.collection_name, &*import.files[0][0], &*import.options["timeout"]), ("c", "a", "1s"));
        let mut list = ListImportJobs::default();
        list.set("page_size", Value::Number(10.0)).unwrap();
        assert_eq!(list.page_size, Some(10));
        let mut wait = WaitOptions::default();
        wait.set("stallTimeout", Value::Time(1500.0, Unit::Milliseconds)).unwrap();
        wait.set("fault_budget", Value::Time(0.0, Unit::Seconds)).unwrap();
        assert_eq!(wait.stall_timeout, Some(Duration::from_millis(1500)));
        assert_eq!(wait.fault_budget, Some(Duration::ZERO));
        wait.set("stall_timeout", Value::Time(f64::INFINITY, Unit::Seconds)).unwrap();
        assert_eq!(wait.stall_timeout, Some(Duration::MAX));
    }

    #[test]
    fn a_name_that_there_is_none_of_is_told_with_the_nearest() {
        let of = |name: &str| refusal(&mut ClientBuilder::new(), name, Value::Text(String::new()));
        assert_eq!(of("clusterIds"), "there is no option clusterIds: did you mean cluster_id?");
        assert_eq!(of("retries"), "there is no option retries: did you mean retry_budget?");
        assert_eq!(of("x"), "there is no option x");
    }

    #[test]
    fn values_that_can_never_be_used_are_told_in_the_callers_unit() {
        let mut wait = WaitOptions::default();
        let mut time = |name: &str, time, unit| refusal(&mut wait, name, Value::Time(time, unit));
        assert_eq!(
            time("timeout", 0.0, Unit::Seconds),
            "timeout is 0: use a positive number of seconds, infinity for never, or leave it out"
        );
        assert!(
            time("stallTimeout", -1.0, Unit::Milliseconds)
                .starts_with("stallTimeout is -1: use a positive number of m")
        );
        assert!(time("fault_budget", f64::NAN, Unit::Seconds).ends_with("0 for not at all"));
        assert!(time("timeout", f64::NEG_INFINITY, Unit::Seconds).starts_with("timeout is negative: "));
        assert!(time("timeout", 1e300, Unit::Seconds).starts_with("timeout is 1e300: "));
        let mut builder = ClientBuilder::new();
        assert_eq!(
            refusal(&mut builder, "timeout", Value::Time(f64::INFINITY, Unit::Seconds)),
            "timeout is too large: use a positive number of seconds, or leave it out"
        );
        let asked = refusal(&mut builder, "requestTimeout", Value::Time(1500.0, Unit::Milliseconds));
        assert!(asked.ends_with("whole seconds: use a number of milliseconds such as 30000"), "{asked}");
        for size in [-1.0, 0.5, f64::NAN, 1e17] {
            assert!(refusal(&mut builder, "max_response_bytes", Value::Number(size)).contains("whole number of bytes"));
        }
        assert!(refusal(&mut builder, "insecure", Value::Text("yes".to_owned())).ends_with("must be true or false"));
        assert!(refusal(&mut builder, "api", Value::Text("v3".to_owned())).contains("use one of milvus-v2"));
    }
}
