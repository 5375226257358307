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
/// Over which time sockets are told to leave, so that their clients do not all come back at once.
const SPREAD: Duration = Duration::from_secs(3);
/// How many sockets are told at once without any spreading: a handful is no crowd.
const SPREAD_FROM: usize = 20;

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
        let spread = if *site.open.borrow() >= SPREAD_FROM { SPREAD } else { Duration::ZERO };
        closing.send_replace(Some(spread));
        drop(closing);
    };
    let (stopped, mut is_stopped) = watch::channel(false);
    let stop = async move {
        stop.await;
        stopped.send_replace(true);
    };
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(stop);
    let left = async {
        let _ = is_stopped.wait_for(|stopped| *stopped).await;
        let gone = open.wait_for(|open| *open == 0);
        if tokio::time::timeout(LEAVE_WITHIN, gone).await.is_err() {
            tracing::warn!(sockets = *open.borrow(), "Some clients did not leave in time.");
        }
    };
    tokio::pin!(left);
    tokio::select! {
        // Graceful shutdown would wait for idle connections, which may stay for ever.
        () = &mut left => Ok(()),
        served = serving => {
            // It knows nothing of sockets, so it may be done while they are still leaving.
            served?;
            left.await;
            Ok(())
        }
    }
}
