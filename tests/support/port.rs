//! Ports below those that the system gives to whoever asks for any: nobody takes one of these between
//! the end of a program and its next start.

use std::{
    net::TcpListener,
    sync::atomic::{AtomicU16, Ordering},
};

const FIRST: u16 = 10_000;
/// 32,768 is where Linux begins to give ports away.
const COUNT: u16 = 22_000;

static NEXT: AtomicU16 = AtomicU16::new(0);

/// A port on the loopback address that nothing listens on. No two calls get the same one soon.
pub fn free() -> u16 {
    let own = u16::try_from(std::process::id() * 64 % u32::from(COUNT)).expect("it is below the count");
    for _ in 0..COUNT {
        let port = FIRST + (own + NEXT.fetch_add(1, Ordering::Relaxed) % COUNT) % COUNT;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
    panic!("no port is free");
}
