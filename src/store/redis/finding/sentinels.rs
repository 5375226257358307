//! Which server is master, by the word of sentinels.
//!
//! Must never: remember what they said. It may be wrong a moment later.

use std::time::Duration;

use redis::{
    Client, ConnectionAddr, ErrorKind, RedisConnectionInfo, RedisError, TlsCertificates, TlsMode,
    sentinel::{SentinelClientBuilder, SentinelServerType},
};

use super::Patience;

/// Where sentinels listen, if nothing else is said.
pub(super) const SENTINEL_PORT: u16 = 26_379;
/// How long all of them may take to name a master: one may be gone and not say so.
const NAME_WITHIN: Duration = Duration::from_secs(4);

/// The sentinels of a service.
pub(in crate::store::redis) struct Sentinels {
    pub(super) addresses: Vec<ConnectionAddr>,
    pub(super) service: String,
    /// How Redis lets us in.
    pub(super) ours: RedisConnectionInfo,
    /// How the sentinels let us in.
    pub(super) theirs: RedisConnectionInfo,
    pub(super) is_tls: bool,
    pub(super) certificates: Option<TlsCertificates>,
    pub(super) patience: Patience,
}

impl Sentinels {
    /// The server that is master now. The library asks all sentinels, leaves out a master that one of them holds
    /// for dead, and asks the server itself which role it has.
    pub(super) async fn master(&self) -> Result<Client, RedisError> {
        let mut client = self.builder()?.build()?;
        let named = tokio::time::timeout(NAME_WITHIN, client.async_get_client()).await;
        named.unwrap_or_else(|_| Err((ErrorKind::Io, "no sentinel answers").into()))
    }

    fn builder(&self) -> Result<SentinelClientBuilder, RedisError> {
        let Self { addresses, service, ours, theirs, .. } = self;
        let mut builder =
            SentinelClientBuilder::new(addresses.clone(), service.clone(), SentinelServerType::Master)?
                .set_client_to_redis_db(ours.db());
        if let Some(name) = ours.username() {
            builder = builder.set_client_to_redis_username(name);
        }
        if let Some(password) = ours.password() {
            builder = builder.set_client_to_redis_password(password);
        }
        if let Some(name) = theirs.username() {
            builder = builder.set_client_to_sentinel_username(name);
        }
        if let Some(password) = theirs.password().filter(|password| !password.is_empty()) {
            builder = builder.set_client_to_sentinel_password(password);
        }
        if self.is_tls {
            builder = builder.set_client_to_redis_tls_mode(TlsMode::Secure);
            if let Some(certificates) = &self.certificates {
                builder = builder
                    .set_client_to_redis_certificates(certificates.clone())
                    .set_client_to_sentinel_certificates(certificates.clone());
            }
        }
        Ok(builder)
    }
}
