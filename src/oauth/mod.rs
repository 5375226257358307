//! Signing in and being allowed: what Google and Spotify's accounts are asked, and what they answer.
//!
//! Must never: keep a token, or decide whom to believe beyond what the standards demand.
