//! Asking the process that runs beside this one whether it is well.
//!
//! Must never: take longer than [`WITHIN`], or go by anything but this machine.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    process::ExitCode,
    time::Duration,
};

use crate::{cli::Healthcheck, config::Config};

/// How long an answer may take: the store has two of these seconds.
const WITHIN: Duration = Duration::from_secs(4);

/// Asks, says what came of it in one sentence, and ends with 0 where all is well.
pub(super) async fn ask(task: Healthcheck, config: &Config) -> ExitCode {
    let (bind, path) =
        if task.player { (config.metrics_bind, "/health") } else { (config.bind, "/health/ready") };
    let url = format!("http://{}{path}", near(bind));
    match answer(&url).await {
        Ok((200, _)) => {
            println!("EchoNest is well: {url} says so.");
            ExitCode::SUCCESS
        }
        Ok((status, said)) => {
            println!("EchoNest is not well: {url} answered {status}. {said}");
            ExitCode::FAILURE
        }
        Err(error) => {
            let why = if error.is_timeout() { "does not answer in time" } else { "cannot be reached" };
            println!("EchoNest is not well: {url} {why}.");
            ExitCode::FAILURE
        }
    }
}

async fn answer(url: &str) -> reqwest::Result<(u16, String)> {
    // What other programs reach the world by is no way to this machine.
    let client = reqwest::Client::builder().no_proxy().timeout(WITHIN).build()?;
    let answer = client.get(url).send().await?;
    Ok((answer.status().as_u16(), answer.text().await?))
}

/// Whoever listens everywhere is found here.
fn near(bind: SocketAddr) -> SocketAddr {
    let ip = match bind.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, bind.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_listens_everywhere_is_asked_on_this_machine() {
        for (bind, asked) in
            [("0.0.0.0:5001", "127.0.0.1:5001"), ("[::]:5001", "[::1]:5001"), ("10.0.0.3:80", "10.0.0.3:80")]
        {
            assert_eq!(near(bind.parse().unwrap()).to_string(), asked);
        }
    }
}
