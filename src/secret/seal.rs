//! Sealing: what is stored cannot be read, changed, or passed off as something else.
//!
//! XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha) with a random nonce of 192 bits, under a key derived
//! by HKDF-SHA-256 (RFC 5869) from the operator's secret. The name under which a value is kept is
//! sealed with it.
//!
//! Must never: use the secret itself as a key, or one nonce twice.

use std::{fmt, sync::Arc};

use chacha20poly1305::{
    Key, XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use hkdf::Hkdf;
use sha2::Sha256;

use crate::app::ports::{Dice, Seal};

/// The first byte of everything sealed, so that another form can follow one day.
const FORM: u8 = 1;
const NONCE: usize = 24;

/// Seals with the operator's secret, and opens what that or the one before it sealed.
pub struct Sealing {
    current: XChaCha20Poly1305,
    old: Option<XChaCha20Poly1305>,
    dice: Arc<dyn Dice>,
}

impl fmt::Debug for Sealing {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Sealing")
    }
}

impl Sealing {
    /// Keys out of the secret, and out of the one before it.
    #[must_use]
    pub fn new(secret: &[u8], old: Option<&[u8]>, dice: Arc<dyn Dice>) -> Self {
        Self { current: cipher(secret), old: old.map(cipher), dice }
    }
}

fn cipher(secret: &[u8]) -> XChaCha20Poly1305 {
    let mut key = Key::default();
    Hkdf::<Sha256>::new(None, secret)
        .expand(b"echonest sealed values", &mut key)
        .expect("because a key is shorter than what one hash can be expanded to");
    XChaCha20Poly1305::new(&key)
}

impl Seal for Sealing {
    fn seal(&self, name: &str, value: &[u8]) -> Vec<u8> {
        let nonce: Vec<u8> = (0..NONCE / 8).flat_map(|_| self.dice.roll().to_le_bytes()).collect();
        let payload = Payload { msg: value, aad: name.as_bytes() };
        let sealed = self
            .current
            .encrypt(XNonce::from_slice(&nonce), payload)
            .expect("because a value is far shorter than the cipher's limit");
        [&[FORM], nonce.as_slice(), &sealed].concat()
    }

    fn open(&self, name: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (form, rest) = sealed.split_first()?;
        let (nonce, sealed) = rest.split_at_checked(NONCE)?;
        let open = |cipher: &XChaCha20Poly1305| {
            let payload = Payload { msg: sealed, aad: name.as_bytes() };
            cipher.decrypt(XNonce::from_slice(nonce), payload).ok()
        };
        (*form == FORM).then(|| open(&self.current).or_else(|| self.old.as_ref().and_then(open)))?
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemDice;

    fn sealing(secret: &str, old: Option<&str>) -> Sealing {
        Sealing::new(secret.as_bytes(), old.map(str::as_bytes), Arc::new(SystemDice))
    }

    #[test]
    fn what_was_sealed_is_opened_and_cannot_be_read() {
        let ours = sealing("a secret of this house", None);
        let sealed = ours.seal("spotify:ann", b"refresh token");
        assert!(!sealed.windows(7).any(|piece| piece == b"refresh"));
        assert_eq!(ours.open("spotify:ann", &sealed).as_deref(), Some(&b"refresh token"[..]));
        assert_ne!(ours.seal("spotify:ann", b"refresh token"), sealed, "each time with another nonce");
    }

    #[test]
    fn it_opens_under_its_own_name_only() {
        let ours = sealing("a secret of this house", None);
        let sealed = ours.seal("spotify:ann", b"refresh token");
        assert_eq!(ours.open("spotify:bob", &sealed), None);
    }

    #[test]
    fn a_changed_or_shortened_value_does_not_open() {
        let ours = sealing("a secret of this house", None);
        let sealed = ours.seal("x", b"refresh token");
        for index in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[index] ^= 1;
            assert_eq!(ours.open("x", &changed), None, "byte {index}");
            assert_eq!(ours.open("x", &sealed[..index]), None, "{index} bytes");
        }
    }

    #[test]
    fn after_a_change_of_the_secret_the_old_one_still_opens_and_only_where_it_is_named() {
        let sealed = sealing("the first secret here", None).seal("x", b"value");
        let renewed = sealing("the second secret here", Some("the first secret here"));
        assert_eq!(renewed.open("x", &sealed).as_deref(), Some(&b"value"[..]));
        assert_eq!(sealing("the second secret here", None).open("x", &sealed), None);
        let anew = renewed.seal("x", b"value");
        assert_eq!(sealing("the second secret here", None).open("x", &anew).as_deref(), Some(&b"value"[..]));
    }
}
