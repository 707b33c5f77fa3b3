//! From JavaScript's options to the core's, by their names. Times are milliseconds.

use std::collections::HashMap;

use milvus_import::{OptionKind, Options, Result, Unit, Value};
use napi::bindgen_prelude::Either4;

use crate::error::invalid;

/// Options by their names, without those that are not given. PEM files are their text; headers and other names with texts
/// are lists of both.
pub(crate) type Given = HashMap<String, GivenValue>;

type GivenValue = Either4<String, f64, bool, Vec<Vec<String>>>;

/// Sets options in the order of the core's, so that of several that are wrong always the same is told.
pub(crate) fn set_all<T: Options>(options: &mut T, given: Given) -> Result<()> {
    let mut given: Vec<_> = given.into_iter().collect();
    let place = |name: &str| T::OPTIONS.iter().position(|option| T::option(name).is_ok_and(|named| named == option));
    given.sort_by_cached_key(|(name, _)| place(name));
    for (name, value) in given {
        options.set(&name, read(T::option(&name)?.kind, value)?)?;
    }
    Ok(())
}

fn read(kind: OptionKind, value: GivenValue) -> Result<Value> {
    let is_time = matches!(kind, OptionKind::Limit | OptionKind::Patience | OptionKind::Budget | OptionKind::Seconds);
    Ok(match value {
        Either4::A(text) => Value::Text(text),
        Either4::B(time) if is_time => Value::Time(time, Unit::Milliseconds),
        Either4::B(number) => Value::Number(number),
        Either4::C(flag) => Value::Flag(flag),
        Either4::D(pairs) if matches!(kind, OptionKind::Headers | OptionKind::Texts) => {
            Value::Pairs(pairs.into_iter().map(pair).collect::<Result<_>>()?)
        }
        Either4::D(groups) => Value::Groups(groups),
    })
}

fn pair(texts: Vec<String>) -> Result<(String, String)> {
    <[String; 2]>::try_from(texts).map(Into::into).map_err(|_| invalid("a name without a text"))
}
