//! The members of the information records, which are declared with the records.

use rsmlab_engine::information::{COMMON, Info};
use rsmlab_engine::record::state::ObjectKind;

use crate::signature::{Brings, SIGNATURES};

pub use rsmlab_engine::information::member::{MemberField, MemberKind};

/// The member of this name, in the record of an object of this kind or, without a kind, of any.
#[must_use]
pub fn find(kind: Option<ObjectKind>, name: &str) -> Option<&'static MemberField> {
    every(kind).find(|member| member.name == name)
}

/// Whether there is a member or a value of this name that is a text.
pub(crate) fn is_text(name: &str) -> bool {
    let values = SIGNATURES.iter().filter_map(|signature| if let Brings::Values(values) = signature.brings { Some(values) } else { None });
    let found = every(None).chain(values.flatten()).find(|member| member.name == name);
    found.is_some_and(|member| member.kind == MemberKind::Text)
}

/// The members of an object of this kind or, without a kind, of any.
pub fn every(kind: Option<ObjectKind>) -> impl Iterator<Item = &'static MemberField> {
    let kinds = ObjectKind::ALL.iter().filter(move |candidate| kind.is_none_or(|kind| kind == **candidate));
    COMMON.iter().chain(kinds.flat_map(|kind| Info::members(*kind)))
}

#[cfg(test)]
mod tests {
    use rsmlab_engine::information::ObjectInformation;
    use serde::Deserialize;
    use serde::de::{Deserializer, Error, Visitor, value::Error as Told};
    use serde::forward_to_deserialize_any;

    use super::*;

    /// Asks a record for its member names: the one thing a derived `Deserialize` tells of its own accord.
    struct MemberProbe<'a>(&'a mut &'static [&'static str]);

    impl<'de> Deserializer<'de> for MemberProbe<'_> {
        type Error = Told;

        fn deserialize_struct<V: Visitor<'de>>(self, _: &str, fields: &'static [&'static str], _: V) -> Result<V::Value, Told> {
            *self.0 = fields;
            Err(Told::custom("asked"))
        }

        fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Told> {
            Err(Told::custom("no record"))
        }

        forward_to_deserialize_any! {
            bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct seq
            tuple tuple_struct map enum identifier ignored_any
        }
    }

    #[test]
    fn what_all_objects_have_in_common_can_be_checked() {
        let mut fields: &[&str] = &[];
        assert!(ObjectInformation::deserialize(MemberProbe(&mut fields)).is_err());
        let common: Vec<&str> = COMMON.iter().map(|member| member.name).chain(["Info"]).collect();
        assert_eq!(common, fields);
    }
}
