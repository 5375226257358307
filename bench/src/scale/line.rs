//! A connection as a browser has it: to a replica, or sealed to the door in front.
//!
//! Must never: reach beyond loopback, or trust anybody but the door that is measured.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    pin::Pin,
    sync::Arc,
    task::{Context as Waking, Poll},
};

use anyhow::{Context, Result, bail, ensure};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf},
    net::{TcpSocket, TcpStream},
};
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{
        ClientConfig, RootCertStore,
        pki_types::{CertificateDer, ServerName, pem::PemObject},
    },
};

/// The longest answer that is read, in bytes.
const ANSWER_MAX_BYTES: usize = 64 * 1_024;

/// Where a connection leads.
#[derive(Clone)]
pub struct Gate {
    /// The address.
    pub address: SocketAddr,
    /// What is asked for there: the `Host`.
    pub host: String,
    /// The page's origin.
    pub origin: String,
    /// How it is sealed, if it is, and by what name.
    pub seal: Option<(TlsConnector, ServerName<'static>)>,
}

/// What trusts certificates that are signed by the one in this file.
///
/// # Errors
/// There is none.
pub fn trusting(file: &Path) -> Result<TlsConnector> {
    let mut roots = RootCertStore::empty();
    for root in CertificateDer::pem_file_iter(file).context("the door's own certificate cannot be read")? {
        roots.add(root?)?;
    }
    let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

/// An open connection.
pub enum Line {
    /// As it is.
    Plain(TcpStream),
    /// Sealed.
    Sealed(Box<TlsStream<TcpStream>>),
}

/// What was said instead of what was asked for: the status, and what stands below.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The status.
    pub status: u16,
    /// Everything: the head, and as much of the body as came with it.
    pub text: String,
}

impl Line {
    /// Connects from an address of this machine.
    ///
    /// # Errors
    /// Nobody listens there, or its certificate is not the door's.
    pub async fn connect(gate: &Gate, from: Ipv4Addr) -> Result<Self> {
        let socket = TcpSocket::new_v4()?;
        if from != Ipv4Addr::LOCALHOST {
            socket.bind(SocketAddr::from((from, 0)))?;
        }
        let stream = socket.connect(gate.address).await.context("not reached")?;
        stream.set_nodelay(true)?;
        Ok(match &gate.seal {
            None => Self::Plain(stream),
            Some((connector, name)) => {
                let sealed = connector.connect(name.clone(), stream).await.context("not sealed")?;
                Self::Sealed(Box::new(sealed))
            }
        })
    }

    /// Asks for a socket. Answers what arrived behind the upgrade, or what was said instead.
    ///
    /// # Errors
    /// The connection broke.
    pub async fn upgrade(&mut self, gate: &Gate, path: &str, cookie: &str) -> Result<Result<Vec<u8>, Said>> {
        // The key is the protocol's own example: nobody here checks what becomes of it.
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nOrigin: {}\r\nCookie: {cookie}\r\nUpgrade: websocket\r\n\
             Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
             Sec-WebSocket-Version: 13\r\n\r\n",
            gate.host, gate.origin,
        );
        let (said, behind) = self.ask(&request).await?;
        Ok(if said.status == 101 { Ok(behind) } else { Err(said) })
    }

    /// Asks to come in as a guest; `claims` are further lines of the request.
    ///
    /// # Errors
    /// The connection broke.
    pub async fn come_in(&mut self, gate: &Gate, name: &str, claims: &str) -> Result<Said> {
        let body = format!(r#"{{"name":"{name}"}}"#);
        let request = format!(
            "POST /login/guest HTTP/1.1\r\nHost: {}\r\nOrigin: {}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\nConnection: close\r\n{claims}\r\n{body}",
            gate.host,
            gate.origin,
            body.len(),
        );
        let (mut said, mut behind) = self.ask(&request).await?;
        while behind.len() < ANSWER_MAX_BYTES && self.read_buf(&mut behind).await.unwrap_or_default() > 0 {}
        said.text.push_str(&String::from_utf8_lossy(&behind));
        Ok(said)
    }

    async fn ask(&mut self, request: &str) -> Result<(Said, Vec<u8>)> {
        self.write_all(request.as_bytes()).await?;
        self.flush().await?;
        let mut answer = Vec::with_capacity(1_024);
        let end = loop {
            ensure!(self.read_buf(&mut answer).await? > 0, "closed without an answer");
            if let Some(end) = answer.windows(4).position(|window| window == b"\r\n\r\n") {
                break end + 4;
            }
            ensure!(answer.len() <= ANSWER_MAX_BYTES, "an answer without end");
        };
        let behind = answer.split_off(end);
        let text = String::from_utf8_lossy(&answer).into_owned();
        let status = text.split(' ').nth(1).and_then(|status| status.parse().ok());
        let Some(status) = status else { bail!("an answer that is not HTTP") };
        Ok((Said { status, text }, behind))
    }
}

impl AsyncRead for Line {
    fn poll_read(
        self: Pin<&mut Self>,
        waking: &mut Waking<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(waking, buffer),
            Self::Sealed(stream) => Pin::new(stream).poll_read(waking, buffer),
        }
    }
}

impl AsyncWrite for Line {
    fn poll_write(self: Pin<&mut Self>, waking: &mut Waking<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(waking, bytes),
            Self::Sealed(stream) => Pin::new(stream).poll_write(waking, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, waking: &mut Waking<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(waking),
            Self::Sealed(stream) => Pin::new(stream).poll_flush(waking),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, waking: &mut Waking<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(waking),
            Self::Sealed(stream) => Pin::new(stream).poll_shutdown(waking),
        }
    }
}
