//! Listening, and leaving in good order.
//!
//! When the process is to end, nothing new is let in, every socket is told in its turn, and the
//! process waits until they are gone: the framework would leave while they are open.
//!
//! Must never: take longer to leave than [`LEAVE_WITHIN`].

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, serve::ListenerExt};
use tokio::{net::TcpListener, sync::watch};

use super::site::Site;

/// How long leaving may take.
pub const LEAVE_WITHIN: Duration = Duration::from_secs(9);
/// How long requests that are under way then may take: with what is above, ending takes no longer than the contract says.
const ANSWER_WITHIN: Duration = Duration::from_millis(500);
/// Over which time sockets are told to leave, so that their clients do not all come back at once: so
/// much for each. Another process takes several thousand a second.
const SPREAD_EACH: Duration = Duration::from_millis(1);
/// The same for all of them at most: well before leaving has to be over.
const SPREAD_MAX: Duration = Duration::from_secs(3);
/// How many sockets are told at once without any spreading: a handful is no crowd.
const SPREAD_FROM: usize = 20;

fn spread_of(sockets: usize) -> Duration {
    SPREAD_EACH.saturating_mul(u32::try_from(sockets).unwrap_or(u32::MAX)).min(SPREAD_MAX)
}

/// Serves until `ending` becomes true, and then until everybody has left.
///
/// # Errors
/// The listener failed.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    site: Arc<Site>,
    closing: watch::Sender<Option<Duration>>,
    mut ending: watch::Receiver<bool>,
) -> io::Result<()> {
    // Small frames are to leave at once.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    let mut open = site.open.subscribe();
    let stop = async move {
        let _ = ending.wait_for(|ending| *ending).await;
        let open = *site.open.borrow();
        closing.send_replace(Some(if open < SPREAD_FROM { Duration::ZERO } else { spread_of(open) }));
        drop(closing);
    };
    let (stopped, mut is_stopped) = watch::channel(false);
    let stop = async move {
        stop.await;
        stopped.send_replace(true);
    };
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(stop).into_future();
    let left = async {
        let _ = is_stopped.wait_for(|stopped| *stopped).await;
        let gone = open.wait_for(|open| *open == 0);
        if tokio::time::timeout(LEAVE_WITHIN, gone).await.is_err() {
            tracing::warn!(sockets = *open.borrow(), "Some clients did not leave in time.");
        }
    };
    tokio::pin!(left, serving);
    tokio::select! {
        () = &mut left => {
            // Whoever has asked is answered. Connections on which nobody ever asked may stay for ever.
            let _ = tokio::time::timeout(ANSWER_WITHIN, serving).await;
            Ok(())
        }
        served = &mut serving => {
            // It knows nothing of sockets, so it may be done while they are still leaving.
            served?;
            left.await;
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crowd_leaves_slowly_and_no_crowd_for_long() {
        assert_eq!(spread_of(1_000), Duration::from_secs(1));
        for sockets in [3_000, 20_000, usize::MAX] {
            assert_eq!(spread_of(sockets), SPREAD_MAX);
        }
        assert!(SPREAD_MAX < LEAVE_WITHIN / 2, "whoever reads slowly still hears the goodbye");
    }
}
