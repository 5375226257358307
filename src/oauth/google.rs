//! Signing in with Google, by `OpenID` Connect Core 1.0: the authorization code flow with PKCE.
//!
//! The provider's description and its keys are read when they are first needed and kept for a while;
//! a token signed by a key that is not among them makes them be read anew.
//!
//! Must never: believe a token whose signature, issuer, audience, end or nonce was not checked.

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use openidconnect::{
    AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, IssuerUrl, Nonce,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, TokenResponse,
    core::{CoreAuthenticationFlow, CoreClient, CoreIdToken, CoreIdTokenClaims, CoreProviderMetadata},
};

use crate::{
    app::{
        access::hidden::Hidden,
        ports::{Clock, Identities, Identity, SentAway, ServiceFailure},
    },
    outgoing::Outgoing,
};

/// For how long the provider's description and keys are believed, in milliseconds. Google's own answer
/// may be kept for about as long.
const KNOWN_FOR_MS: u64 = 3_600_000;
/// How soon they are read again for a key that is not among them, in milliseconds: tokens signed by
/// nobody we know are not to make us ask at every one.
const READ_AGAIN_MS: u64 = 10_000;

/// What Google says of itself, and when it said so.
#[derive(Clone)]
struct Known {
    metadata: Arc<CoreProviderMetadata>,
    read_ms: u64,
}

/// Google, or another provider that is asked in its place.
pub struct Google {
    issuer: String,
    client_id: String,
    client_secret: Hidden,
    outgoing: Outgoing,
    clock: Arc<dyn Clock>,
    known: Mutex<Option<Known>>,
}

impl Google {
    /// A provider by its address, and our client there.
    #[must_use]
    pub fn new(
        issuer: String,
        client_id: String,
        client_secret: Hidden,
        outgoing: Outgoing,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { issuer, client_id, client_secret, outgoing, clock, known: Mutex::default() }
    }

    /// Reads what the provider says of itself, so that whether it can be reached is known.
    ///
    /// # Errors
    /// [`ServiceFailure`].
    pub async fn check(&self) -> Result<(), ServiceFailure> {
        self.read().await.map(drop)
    }

    async fn metadata(&self, young_ms: u64) -> Result<Arc<CoreProviderMetadata>, ServiceFailure> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match known {
            Some(known) if self.clock.now_ms() < known.read_ms + young_ms => Ok(known.metadata),
            _ => self.read().await,
        }
    }

    async fn read(&self) -> Result<Arc<CoreProviderMetadata>, ServiceFailure> {
        let issuer = IssuerUrl::new(self.issuer.clone())
            .map_err(|_| ServiceFailure::Misconfigured("GOOGLE_ISSUER is no address".into()))?;
        let metadata =
            CoreProviderMetadata::discover_async(issuer, &self.outgoing).await.map_err(|error| {
                tracing::debug!(%error, "Google's description could not be read.");
                ServiceFailure::Unavailable("its description or its keys could not be read".into())
            })?;
        let known = Known { metadata: Arc::new(metadata), read_ms: self.clock.now_ms() };
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(known.clone());
        Ok(known.metadata)
    }

    fn verify(
        &self,
        metadata: &CoreProviderMetadata,
        token: &CoreIdToken,
        nonce: &Nonce,
    ) -> Result<CoreIdTokenClaims, ClaimsVerificationError> {
        let client_id = ClientId::new(self.client_id.clone());
        let client = CoreClient::from_provider_metadata(metadata.clone(), client_id, None);
        token.claims(&client.id_token_verifier(), nonce).cloned()
    }

    /// What the token says, if it is to be believed.
    async fn claims(&self, token: &CoreIdToken, nonce: &Nonce) -> Result<CoreIdTokenClaims, ServiceFailure> {
        let mut verified = self.verify(&*self.metadata(KNOWN_FOR_MS).await?, token, nonce);
        if let Err(ClaimsVerificationError::SignatureVerification(_)) = verified {
            // Its keys may have changed since they were read.
            verified = self.verify(&*self.metadata(READ_AGAIN_MS).await?, token, nonce);
        }
        verified.map_err(|error| ServiceFailure::Refused(format!("its word does not hold ({error})")))
    }
}

fn redirect(back: &str) -> Result<RedirectUrl, ServiceFailure> {
    RedirectUrl::new(back.to_owned())
        .map_err(|_| ServiceFailure::Misconfigured("our redirect address is none".into()))
}

#[async_trait]
impl Identities for Google {
    async fn send_away(&self, back: &str) -> Result<SentAway, ServiceFailure> {
        let metadata = self.metadata(KNOWN_FOR_MS).await?;
        let client = CoreClient::from_provider_metadata(
            (*metadata).clone(),
            ClientId::new(self.client_id.clone()),
            None,
        )
        .set_redirect_uri(redirect(back)?);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (url, state, nonce) = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .add_scope(Scope::new("email".into()))
            .add_scope(Scope::new("profile".into()))
            .set_pkce_challenge(challenge)
            .url();
        Ok(SentAway {
            url: url.into(),
            state: Hidden::from(state.into_secret()),
            nonce: Hidden::from(nonce.secret().clone()),
            verifier: Hidden::from(verifier.into_secret()),
        })
    }

    async fn identify(
        &self,
        code: &Hidden,
        verifier: &Hidden,
        nonce: &Hidden,
        back: &str,
    ) -> Result<Identity, ServiceFailure> {
        let metadata = self.metadata(KNOWN_FOR_MS).await?;
        let secret = ClientSecret::new(self.client_secret.reveal().to_owned());
        let client = CoreClient::from_provider_metadata(
            (*metadata).clone(),
            ClientId::new(self.client_id.clone()),
            Some(secret),
        )
        .set_redirect_uri(redirect(back)?);
        let answer = client
            .exchange_code(AuthorizationCode::new(code.reveal().to_owned()))
            .map_err(|_| ServiceFailure::Unavailable("it names no address for tokens".into()))?
            .set_pkce_verifier(PkceCodeVerifier::new(verifier.reveal().to_owned()))
            .request_async(&self.outgoing)
            .await
            .map_err(|error| super::failure(&error))?;
        let token = answer
            .id_token()
            .ok_or_else(|| ServiceFailure::Refused("it gave no word about the person".into()))?;
        let claims = self.claims(token, &Nonce::new(nonce.reveal().to_owned())).await?;
        Ok(Identity {
            issuer: self.issuer.clone(),
            subject: claims.subject().to_string(),
            email: claims.email().map(|email| email.to_string()).unwrap_or_default(),
            is_verified: claims.email_verified() == Some(true),
            name: claims.name().and_then(|name| name.get(None)).map(|name| name.to_string()),
        })
    }
}
