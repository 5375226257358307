//! Clients that are a burden: some read a byte at a time, some read nothing, say nothing and never close.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::JoinSet,
};

use crate::{network::pass, support::people::Person};

/// How many of each kind come to each replica.
const EACH: usize = 8;
/// How long a slow client takes for a byte.
const BYTE_EVERY: Duration = Duration::from_millis(5);

/// They go on until what is returned is dropped.
pub async fn come_in(addresses: &[&str], host: &Person) -> JoinSet<()> {
    let mut burdens = JoinSet::new();
    for address in addresses {
        for number in 0..EACH * 2 {
            let person = Person::come_in(&format!("http://{address}"), &format!("Slow {number}")).await;
            let request = format!(
                "GET /socket/ HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
                 Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
                 Origin: {}\r\nCookie: {}\r\n\r\n",
                host.url, person.cookie,
            );
            let mut stream = TcpStream::connect(address).await.expect("it listens");
            stream.write_all(request.as_bytes()).await.expect("it takes a request");
            let reads = number % 2 == 0;
            burdens.spawn(async move {
                if !reads {
                    std::future::pending::<()>().await;
                }
                while stream.read_u8().await.is_ok() {
                    pass(BYTE_EVERY).await;
                }
            });
        }
    }
    burdens
}
