//! An authority of one's own, and what it vouches for.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};

/// An authority that nobody but us knows.
pub struct Authority {
    directory: PathBuf,
    issuer: Issuer<'static, KeyPair>,
}

/// Makes one, whose certificate is `ca.pem` in this directory.
pub fn authority(directory: &Path) -> Authority {
    let mut params = CertificateParams::new(Vec::new()).expect("no names");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().expect("a key");
    let certificate = params.self_signed(&key).expect("a certificate");
    fs::write(directory.join("ca.pem"), certificate.pem()).expect("it is written");
    Authority { directory: directory.to_owned(), issuer: Issuer::new(params, key) }
}

impl Authority {
    /// Signs a certificate for a server of this name: `server.pem` and `server.key`.
    pub fn vouch_for(&self, name: &str) {
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate");
        fs::write(self.directory.join("server.pem"), certificate.pem()).expect("it is written");
        fs::write(self.directory.join("server.key"), key.serialize_pem()).expect("it is written");
    }
}

/// What makes a Redis speak TLS only, with what stands in its directory.
pub fn settings(port: &str) -> [&str; 12] {
    [
        "--tls-port",
        port,
        "--bind",
        "127.0.0.1",
        "--tls-cert-file",
        "server.pem",
        "--tls-key-file",
        "server.key",
        "--tls-ca-cert-file",
        "ca.pem",
        "--tls-auth-clients",
        "no",
    ]
}
