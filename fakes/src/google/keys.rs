//! The keys that sign who somebody is, and how they change.
//!
//! Must never: sign anything for anyone but a test on this machine.

use std::sync::{Arc, OnceLock};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rsa::{
    RsaPrivateKey,
    pkcs1v15::SigningKey,
    rand_core::OsRng,
    sha2::Sha256,
    signature::{SignatureEncoding as _, Signer as _},
    traits::PublicKeyParts as _,
};
use serde_json::{Value, json};

use crate::mixing::secret;

/// As long as the real ones.
const KEY_BITS: usize = 2_048;
/// So many keys are shown at most; more would be forgotten from the oldest on.
pub const KEYS_MAX: usize = 5;

/// One key.
#[derive(Debug)]
pub struct Key {
    id: String,
    n: String,
    e: String,
    signing: SigningKey<Sha256>,
}

/// The keys that are shown, the last of which signs.
#[derive(Debug, Clone)]
pub struct Keys {
    shown: Vec<Arc<Key>>,
    /// Made when a wrong one is first needed.
    hidden: Arc<OnceLock<Key>>,
}

impl Key {
    /// A new one. Takes a moment.
    pub fn make() -> Self {
        let key = RsaPrivateKey::new(&mut OsRng, KEY_BITS).expect("because keys of this length can be made");
        Self {
            id: secret("", 1),
            n: URL_SAFE_NO_PAD.encode(key.n().to_bytes_be()),
            e: URL_SAFE_NO_PAD.encode(key.e().to_bytes_be()),
            signing: SigningKey::new(key),
        }
    }

    /// A signed token that says `claims`, and names the key `id`.
    fn sign(&self, id: &str, claims: &Value) -> String {
        let text = unsigned(&json!({"alg": "RS256", "kid": id, "typ": "JWT"}), claims);
        let signature = self.signing.sign(text.as_bytes()).to_bytes();
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

impl Keys {
    /// With one key.
    pub fn new() -> Self {
        Self { shown: vec![Arc::new(Key::make())], hidden: Arc::default() }
    }

    /// Only the one that signs now.
    pub fn newest_alone(&self) -> Self {
        Self { shown: vec![self.signing().clone()], hidden: self.hidden.clone() }
    }

    /// From now on another key signs; the older ones go on being shown, or not.
    pub fn rotate(&mut self, key: Key, keeps_old: bool) {
        if !keeps_old {
            self.shown.clear();
        }
        self.shown.push(Arc::new(key));
        if self.shown.len() > KEYS_MAX {
            self.shown.remove(0);
        }
    }

    /// What everyone may know of the keys (RFC 7517).
    pub fn shown(&self) -> Value {
        let shown = self.shown.iter().map(
            |key| json!({"kty": "RSA", "alg": "RS256", "use": "sig", "kid": key.id, "n": key.n, "e": key.e}),
        );
        json!({"keys": shown.collect::<Vec<_>>()})
    }

    /// The ids of the shown keys.
    pub fn ids(&self) -> Vec<&str> {
        self.shown.iter().map(|key| key.id.as_str()).collect()
    }

    /// A token signed as it should be.
    pub fn sign(&self, claims: &Value) -> String {
        let key = self.signing();
        key.sign(&key.id, claims)
    }

    /// A token signed by a key that nobody is shown, which it names, or pretends to be the shown one.
    pub fn sign_wrongly(&self, claims: &Value, pretends: bool) -> String {
        let hidden = self.hidden.get_or_init(Key::make);
        hidden.sign(if pretends { &self.signing().id } else { &hidden.id }, claims)
    }

    fn signing(&self) -> &Arc<Key> {
        self.shown.last().expect("because there is always one")
    }
}

/// A token that nobody signed.
pub fn without_signature(claims: &Value) -> String {
    format!("{}.", unsigned(&json!({"alg": "none", "typ": "JWT"}), claims))
}

fn unsigned(head: &Value, claims: &Value) -> String {
    let part = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
    format!("{}.{}", part(head), part(claims))
}
