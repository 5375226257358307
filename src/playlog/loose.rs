//! Values of logs that many hands wrote: of whatever kind they are, and taken where the meaning is clear.
//!
//! Must never: copy a text that can be borrowed, or fail for a kind of value.

use std::{borrow::Cow, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer},
};

/// A value whose meaning is not clear where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unclear;

/// One value.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Loose<'a> {
    /// It is not there, or `null`.
    #[default]
    Nothing,
    /// Yes or no.
    Truth(bool),
    /// A whole number.
    Whole(i128),
    /// Another number.
    Number(f64),
    /// A text.
    Text(Cow<'a, str>),
    /// A list of so many.
    List(usize),
    /// An object.
    Object,
}

impl<'a> Loose<'a> {
    /// As a whole number: a number, its digits, or how many a list holds.
    pub fn whole(&self) -> Result<Option<i128>, Unclear> {
        match self {
            Self::Nothing => Ok(None),
            Self::Whole(number) => Ok(Some(*number)),
            Self::Number(number) => whole(*number),
            Self::List(length) => Ok(Some(*length as i128)),
            Self::Text(text) if text.trim().is_empty() => Ok(None),
            Self::Text(text) => match text.trim().parse() {
                Ok(number) => Ok(Some(number)),
                Err(_) => whole(text.trim().parse().map_err(|_| Unclear)?),
            },
            Self::Truth(_) | Self::Object => Err(Unclear),
        }
    }

    /// As a number.
    #[expect(clippy::cast_precision_loss, reason = "times and lengths are far from that")]
    pub fn number(&self) -> Result<Option<f64>, Unclear> {
        match self {
            Self::Nothing => Ok(None),
            Self::Whole(number) => Ok(Some(*number as f64)),
            Self::Number(number) => Ok(Some(*number)),
            Self::Text(text) if text.trim().is_empty() => Ok(None),
            Self::Text(text) => {
                let number: f64 = text.trim().parse().map_err(|_| Unclear)?;
                if number.is_finite() { Ok(Some(number)) } else { Err(Unclear) }
            }
            Self::Truth(_) | Self::List(_) | Self::Object => Err(Unclear),
        }
    }

    /// As yes or no; what is not there is no.
    pub fn truth(&self) -> Result<bool, Unclear> {
        match self {
            Self::Nothing | Self::Whole(0) => Ok(false),
            Self::Truth(truth) => Ok(*truth),
            Self::Whole(1) => Ok(true),
            Self::Text(text) => match text.trim() {
                "true" | "True" | "1" => Ok(true),
                "false" | "False" | "0" | "" => Ok(false),
                _ => Err(Unclear),
            },
            Self::Whole(_) | Self::Number(_) | Self::List(_) | Self::Object => Err(Unclear),
        }
    }

    /// As words, to the letter; none at all are nothing.
    pub fn words(self) -> Result<Option<Cow<'a, str>>, Unclear> {
        match self {
            Self::Text(text) => Ok(Some(text).filter(|text| !text.is_empty())),
            other => other.text(),
        }
    }

    /// As a text, without white space around it; an empty one is none.
    pub fn text(self) -> Result<Option<Cow<'a, str>>, Unclear> {
        match self {
            Self::Nothing => Ok(None),
            Self::Text(text) if text.trim().is_empty() => Ok(None),
            Self::Text(Cow::Borrowed(text)) => Ok(Some(text.trim().into())),
            Self::Text(Cow::Owned(text)) => Ok(Some(text.trim().to_owned().into())),
            Self::Whole(number) => Ok(Some(number.to_string().into())),
            Self::Number(number) => Ok(Some(number.to_string().into())),
            Self::Truth(_) | Self::List(_) | Self::Object => Err(Unclear),
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "too much becomes the most")]
fn whole(number: f64) -> Result<Option<i128>, Unclear> {
    if number.fract() == 0.0 { Ok(Some(number as i128)) } else { Err(Unclear) }
}

/// Somebody, as logs name them.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Who<'a> {
    /// Nobody is named.
    #[default]
    Nobody,
    /// By one text, which may be an e-mail address.
    Text(Cow<'a, str>),
    /// By id and name.
    Person(Loose<'a>, Loose<'a>),
    /// By something else.
    Unclear,
}

/// Somebody with a name, or something that somebody did.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Named<'a> {
    #[serde(borrow)]
    id: Loose<'a>,
    #[serde(borrow)]
    name: Loose<'a>,
    #[serde(borrow)]
    user: Who<'a>,
}

/// What somebody said.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Said<'a> {
    /// When.
    #[serde(borrow)]
    pub time: Loose<'a>,
    /// Who.
    #[serde(borrow)]
    pub user: Who<'a>,
    /// The words.
    #[serde(borrow)]
    pub body: Loose<'a>,
}

/// A list, where there should be one. `None` is for what is no list, and not nothing either.
#[derive(Debug)]
pub struct Many<T>(pub Option<Vec<T>>);

impl<T> Default for Many<T> {
    fn default() -> Self {
        Self(Some(Vec::new()))
    }
}

macro_rules! reads {
    (|$this:ident| $($name:ident($kind:ty) $pattern:pat => $value:expr;)*) => {
        $(fn $name<E: Error>($this, $pattern: $kind) -> Result<Self::Value, E> { Ok($value) })*
    };
}

struct LooseVisitor;

impl<'de> Visitor<'de> for LooseVisitor {
    type Value = Loose<'de>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("anything")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Loose::Nothing)
    }

    reads! { |self|
        visit_bool(bool) truth => Loose::Truth(truth);
        visit_i64(i64) number => Loose::Whole(number.into());
        visit_u64(u64) number => Loose::Whole(number.into());
        visit_f64(f64) number => Loose::Number(number);
        visit_str(&str) text => Loose::Text(text.to_owned().into());
        visit_borrowed_str(&'de str) text => Loose::Text(text.into());
        visit_string(String) text => Loose::Text(text.into());
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut length = 0;
        while list.next_element::<IgnoredAny>()?.is_some() {
            length += 1;
        }
        Ok(Loose::List(length))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Loose::Object)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Loose<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(LooseVisitor)
    }
}

struct WhoVisitor;

impl<'de> Visitor<'de> for WhoVisitor {
    type Value = Who<'de>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("somebody")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Who::Nobody)
    }

    reads! { |self|
        visit_bool(bool) _ => Who::Unclear;
        visit_i64(i64) _ => Who::Unclear;
        visit_u64(u64) _ => Who::Unclear;
        visit_f64(f64) _ => Who::Unclear;
        visit_str(&str) text => Who::Text(text.to_owned().into());
        visit_borrowed_str(&'de str) text => Who::Text(text.into());
        visit_string(String) text => Who::Text(text.into());
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
        LooseVisitor.visit_seq(list).map(|_| Who::Unclear)
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Self::Value, A::Error> {
        let Named { id, name, user } = Named::deserialize(MapAccessDeserializer::new(object))?;
        Ok(if user == Who::Nobody { Who::Person(id, name) } else { user })
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Who<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(WhoVisitor)
    }
}

struct ManyVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ManyVisitor<T> {
    type Value = Many<T>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a list")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Many::default())
    }

    reads! { |self|
        visit_bool(bool) _ => Many(None);
        visit_i64(i64) _ => Many(None);
        visit_u64(u64) _ => Many(None);
        visit_f64(f64) _ => Many(None);
        visit_str(&str) text => Many(text.trim().is_empty().then(Vec::new));
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut all = Vec::new();
        while let Some(one) = list.next_element()? {
            all.push(one);
        }
        Ok(Many(Some(all)))
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Self::Value, A::Error> {
        LooseVisitor.visit_map(object).map(|_| Many(None))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Many<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(ManyVisitor(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loose(json: &str) -> Loose<'_> {
        serde_json::from_str(json).expect("anything will do")
    }

    #[test]
    fn a_number_may_be_a_text_and_a_vote_a_list() {
        for (json, number) in [("3", 3), ("\" 3 \"", 3), ("3.0", 3), ("\"-2\"", -2), ("[{},[]]", 2)] {
            assert_eq!(loose(json).whole(), Ok(Some(number)), "{json}");
        }
        for nothing in ["null", "\"\""] {
            assert_eq!(loose(nothing).whole(), Ok(None));
        }
        for unclear in ["true", "{}", "\"many\"", "0.5"] {
            assert_eq!(loose(unclear).whole(), Err(Unclear), "{unclear}");
        }
        assert_eq!(loose("\"12.5\"").number(), Ok(Some(12.5)));
        assert_eq!(loose("\"inf\"").number(), Err(Unclear));
    }

    #[test]
    fn yes_and_no_may_be_texts_and_digits() {
        for (json, truth) in [("true", true), ("\"True\"", true), ("1", true), ("null", false), ("0", false)]
        {
            assert_eq!(loose(json).truth(), Ok(truth), "{json}");
        }
        assert_eq!(loose("2").truth(), Err(Unclear));
    }

    #[test]
    fn a_text_is_borrowed_where_it_stands_as_it_is() {
        assert!(matches!(loose("\" a \"").text(), Ok(Some(Cow::Borrowed("a")))));
        assert!(matches!(loose("\"\\u0061\"").text(), Ok(Some(Cow::Owned(_)))));
        assert_eq!(loose("7").text(), Ok(Some("7".into())));
        assert_eq!(loose("[]").text(), Err(Unclear));
    }

    #[test]
    fn somebody_is_found_at_any_depth() {
        let who = |json| serde_json::from_str::<Who<'_>>(json).expect("anything will do");
        assert_eq!(
            who(r#"{"user":{"user":"ann@example.org"},"time":3}"#),
            Who::Text("ann@example.org".into())
        );
        assert!(matches!(who(r#"{"id":"p1","name":"Ann"}"#), Who::Person(..)));
        assert_eq!(who("[1]"), Who::Unclear);
    }
}
