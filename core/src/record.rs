//! The fields of results as data: what they are called, what they hold, and their values one after the other. Comparing,
//! serializing and every language's view go by them, so that one field more stands in one place.

use serde::{Serialize, Serializer};

use std::collections::BTreeMap;

use crate::model::{
    CollectionField, CollectionFunction, CollectionStruct, ImportJob, ImportProgress, JobState, Phase, Word,
};

/// A field of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Field {
    /// The name, in Rust's case; other languages change the case alone.
    pub name: &'static str,
    /// What it holds.
    pub kind: FieldKind,
    /// Whether it may be absent: the server did not say.
    pub optional: bool,
    /// Whether it follows from the others. In Rust it is a method then.
    pub derived: bool,
    /// What it means.
    pub about: &'static str,
}

impl Field {
    pub(crate) const fn of<T: FieldType>(name: &'static str, about: &'static str, derived: bool) -> Self {
        Self { name, kind: T::KIND, optional: T::OPTIONAL, derived, about: about.trim_ascii() }
    }

    /// Whether the JSON that a result is read from has to have it. The server may not have said the others, they follow
    /// from these, or there may be none.
    pub fn is_required(&self) -> bool {
        let follows = matches!(self.kind, FieldKind::Percent | FieldKind::Phase | FieldKind::Flag | FieldKind::Pairs);
        !self.optional && !follows
    }
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FieldKind {
    /// Text.
    Text,
    /// A 64-bit integer.
    Integer,
    /// A whole number from 0 to 100.
    Percent,
    /// True or false.
    Flag,
    /// A [`JobState`].
    State,
    /// A [`Phase`].
    Phase,
    /// Texts.
    Texts,
    /// Names and texts.
    Pairs,
    /// A list of [`ImportJob`].
    Jobs,
    /// A list of [`CollectionField`].
    Fields,
    /// A list of [`CollectionStruct`].
    Structs,
    /// A list of [`CollectionFunction`].
    Functions,
    /// An [`crate::ImportProgress`].
    Progress,
    /// A time in seconds.
    Seconds,
}

/// The value of a field.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum FieldValue<'a> {
    /// The server did not say.
    None,
    /// Text.
    Text(&'a str),
    /// A whole number.
    Integer(i64),
    /// True or false.
    Flag(bool),
    /// A job's state.
    State(JobState),
    /// What the server is doing.
    Phase(Phase),
    /// Texts.
    Texts(&'a [String]),
    /// Names and texts.
    Pairs(&'a BTreeMap<String, String>),
    /// Jobs of a list.
    Jobs(&'a [ImportJob]),
    /// Fields of a collection or a struct.
    Fields(&'a [CollectionField]),
    /// Arrays of structs of a collection.
    Structs(&'a [CollectionStruct]),
    /// Functions of a collection.
    Functions(&'a [CollectionFunction]),
    /// A job's progress.
    Progress(&'a ImportProgress),
    /// A time in seconds.
    Seconds(f64),
}

/// A result as its fields.
pub trait Record {
    /// The type's name, the same in every language.
    const NAME: &'static str;
    /// What it is.
    const ABOUT: &'static str;
    /// The fields, in order.
    const FIELDS: &'static [Field];

    /// The values of [`Record::FIELDS`], in their order.
    fn values(&self) -> impl ExactSizeIterator<Item = FieldValue<'_>>;
}

impl Serialize for FieldValue<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::None => serializer.serialize_none(),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Integer(number) => serializer.serialize_i64(*number),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::State(state) => state.serialize(serializer),
            Self::Phase(phase) => phase.serialize(serializer),
            Self::Texts(texts) => texts.serialize(serializer),
            Self::Pairs(pairs) => pairs.serialize(serializer),
            Self::Jobs(jobs) => jobs.serialize(serializer),
            Self::Fields(fields) => fields.serialize(serializer),
            Self::Structs(structs) => structs.serialize(serializer),
            Self::Functions(functions) => functions.serialize(serializer),
            Self::Progress(progress) => progress.without_details().serialize(serializer),
            Self::Seconds(seconds) => serializer.serialize_f64(*seconds),
        }
    }
}

/// A type that a field may have.
pub(crate) trait FieldType {
    const KIND: FieldKind;
    const OPTIONAL: bool = false;

    fn value(&self) -> FieldValue<'_>;
}

macro_rules! field_types {
    ($($type:ty: $kind:ident, $self:ident => $value:expr;)+) => { $(
        impl FieldType for $type {
            const KIND: FieldKind = FieldKind::$kind;

            fn value(&self) -> FieldValue<'_> {
                let $self = self;
                $value
            }
        }
    )+ };
}

field_types! {
    String: Text, text => FieldValue::Text(text);
    Word: Text, word => FieldValue::Text(word);
    i64: Integer, number => FieldValue::Integer(*number);
    u8: Percent, percent => FieldValue::Integer((*percent).into());
    bool: Flag, flag => FieldValue::Flag(*flag);
    JobState: State, state => FieldValue::State(*state);
    Phase: Phase, phase => FieldValue::Phase(*phase);
    Vec<String>: Texts, texts => FieldValue::Texts(texts);
    BTreeMap<String, String>: Pairs, pairs => FieldValue::Pairs(pairs);
    Vec<ImportJob>: Jobs, jobs => FieldValue::Jobs(jobs);
    Vec<CollectionField>: Fields, fields => FieldValue::Fields(fields);
    Vec<CollectionStruct>: Structs, structs => FieldValue::Structs(structs);
    Vec<CollectionFunction>: Functions, functions => FieldValue::Functions(functions);
}

impl<T: FieldType> FieldType for Option<T> {
    const KIND: FieldKind = T::KIND;
    const OPTIONAL: bool = true;

    fn value(&self) -> FieldValue<'_> {
        self.as_ref().map_or(FieldValue::None, T::value)
    }
}

/// Writes a struct as it stands here, and its fields as a [`Record`]. What stands behind `beside` is no field.
macro_rules! record {
    (
        $(#[doc = $top:literal])+
        #[derive($($derive:ident),+)]
        $(#[serde($($serde:tt)+)])?
        pub struct $type:ident {
            $($(#[doc = $doc:literal])+ $(#[serde($($field_serde:tt)+)])? pub $field:ident: $kind:ty,)+
        }
        $(derived { $($(#[doc = $derived_doc:literal])+ $derived:ident: $derived_kind:ty = $question:ident,)+ })?
        $(beside { $(#[serde($($other_serde:tt)+)] pub(crate) $other:ident: $other_type:ty,)+ })?
    ) => {
        $(#[doc = $top])+
        #[derive($($derive),+)]
        $(#[serde($($serde)+)])?
        #[non_exhaustive]
        pub struct $type {
            $($(#[doc = $doc])+ $(#[serde($($field_serde)+)])? pub $field: $kind,)+
            $($(#[serde($($other_serde)+)] pub(crate) $other: $other_type,)+)?
        }

        impl $crate::record::Record for $type {
            const NAME: &'static str = stringify!($type);
            const ABOUT: &'static str = concat!($($top, "\n"),+).trim_ascii();
            const FIELDS: &'static [$crate::record::Field] = &[
                $($crate::record::Field::of::<$kind>(stringify!($field), concat!($($doc),+), false),)+
                $($($crate::record::Field::of::<$derived_kind>(stringify!($derived), concat!($($derived_doc),+), true),)+)?
            ];

            fn values(&self) -> impl ExactSizeIterator<Item = $crate::record::FieldValue<'_>> {
                [
                    $($crate::record::FieldType::value(&self.$field),)+
                    $($($crate::record::FieldValue::Flag(self.$question()),)+)?
                ]
                .into_iter()
            }
        }
    };
}
pub(crate) use record;

/// A record as a JSON object of its fields.
pub(crate) fn serialize<T: Record, S: Serializer>(record: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(T::FIELDS.iter().map(|field| field.name).zip(record.values()))
}
