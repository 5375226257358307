//! Listening along: how one person's own device is kept in time with the nest, calmly.
//!
//! Read in this order: [`wanted`] what the nest plays; [`heard`] what a driver hears and asks for; [`driver`] the
//! driver itself, with `deeds` what is to be told and whether it may be, `looking` what is made of a look,
//! `answers` what is made of the rest; [`state`] what the person is shown; and below these `told`, `sight`,
//! `wits`, [`checks`] and [`delay`].
//!
//! Around it: [`wishes`] who wants to listen, kept over every restart; `runner` one person's driver with the world
//! around it, for which [`calling`] makes the calls, `reins` sees that no two processes drive one person and `resuming` that a new
//! process goes on where another ended; [`showing`] what is told of it to every process; `drives` who is driven from here, in which
//! nest; [`listeners`] all of them.
//!
//! A run over one song, three and a half minutes long, of somebody whose device was handed it:
//!
//! - -10 s: the song is announced. A look; the device plays what it should, so it is told: that song from here, and
//!   then this one. "From here" is where the nest is, plus the delay that was learned of the device.
//! - 0:00 the nest moves on, and so does the device by itself. Nothing is told.
//! - 0:02, 0:10, 0:40, 1:10 … a look each. What the device plays is held against the nest.
//! - 3:20 what follows is announced. A look, one command, and over again.
//!
//! Two things differ for other changes: whoever joins, and whoever is skipped on, is told at once, with whatever is
//! settled to follow; and what comes without having been announced is told when the device has finished.
//!
//! Every command comes right behind a look that allows it. What a look shows that nobody told the device is somebody's
//! own doing: then nothing is told, and when the next look shows it too, the person is left alone. What remains
//! is the moment between a look and the command behind it: whoever takes over in that half second may have
//! to do so twice.
//!
//! Must never: play anything before its person tapped, or anything more after they took over; wait, or know what time
//! it is.

mod answers;
mod away;
pub mod calling;
pub mod checks;
mod counted;
mod deeds;
pub mod delay;
pub mod driver;
mod drives;
pub mod heard;
pub mod listeners;
mod looking;
mod reins;
mod resuming;
mod runner;
pub mod showing;
mod sight;
pub mod state;
mod told;
pub mod wanted;
pub mod wishes;
mod wits;

#[cfg(test)]
mod tests;
#[cfg(test)]
#[path = "respect/tests.rs"]
mod tests_of_respect;
#[cfg(test)]
#[path = "trouble/tests.rs"]
mod tests_of_trouble;
