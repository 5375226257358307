//! What the next token about somebody gets wrong.
//!
//! Must never: be made without having been asked for.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::keys::{Keys, without_signature};

/// So many wait at most, more than a test can mean.
pub const MISTAKES_MAX: usize = 100;

/// One token's mistakes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mistake {
    /// Claims that are others: `{"aud": "somebody-else"}`; `null` takes one away.
    pub claims: Map<String, Value>,
    /// Whether the token died an hour ago.
    pub expired: bool,
    /// What is wrong with the signature.
    pub signature: Option<Forgery>,
}

/// What can be wrong with a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Forgery {
    /// By a key, named, that is not among those shown.
    UnknownKey,
    /// By a key that is not the one it names.
    WrongKey,
    /// There is none, and the algorithm says so.
    None,
}

impl Mistake {
    /// The token, wrong.
    pub fn sign(&self, keys: &Keys, claims: Value) -> String {
        let claims = self.spoil(claims);
        match self.signature {
            None => keys.sign(&claims),
            Some(Forgery::UnknownKey) => keys.sign_wrongly(&claims, false),
            Some(Forgery::WrongKey) => keys.sign_wrongly(&claims, true),
            Some(Forgery::None) => without_signature(&claims),
        }
    }

    fn spoil(&self, mut claims: Value) -> Value {
        let Value::Object(fields) = &mut claims else { return claims };
        if self.expired {
            let hour_before = |time: &Value| json!(time.as_i64().unwrap_or(0) - 7_200);
            for name in ["iat", "exp"] {
                let earlier = fields.get(name).map(hour_before);
                fields.extend(earlier.map(|time| (name.to_owned(), time)));
            }
        }
        for (name, value) in &self.claims {
            if value.is_null() {
                fields.remove(name);
            } else {
                fields.insert(name.clone(), value.clone());
            }
        }
        claims
    }
}
