//! How it goes for someone who listens along, as they are shown it.
//!
//! Must never: hold what only the driver needs.

/// What a listener is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// They have not tapped Listen.
    Off,
    /// Their device has been told, or will be in a moment.
    Connecting,
    /// The nest plays nothing, or is paused.
    Quiet,
    /// Their device plays what the nest plays.
    InSync {
        /// The device's name.
        device: String,
        /// How far ahead of the nest it was when last looked at, in milliseconds; behind below 0.
        offset_ms: i64,
    },
    /// Their device is on its way to where the nest is.
    CatchingUp {
        /// The device's name.
        device: String,
    },
    /// They did something else with their player, and are left alone until they rejoin.
    TookOver,
    /// There is nothing that can be told to play.
    NoDevice,
    /// The device they chose is not there any more.
    DeviceGone {
        /// The device's name.
        device: String,
    },
    /// The service wants Premium.
    PremiumNeeded,
    /// They are not on the list of the host's app.
    NotOnTheList,
    /// This song is not available in their country; they are back at the next.
    NotHere,
    /// The service wants to be left alone.
    QuotaReached {
        /// Until when, in epoch milliseconds.
        until_ms: u64,
    },
    /// They have to connect their account again.
    ReconnectNeeded,
}
