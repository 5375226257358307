//! What a test logs, at every level.
//!
//! Tests run beside each other in one process, and listeners that come and go make each other miss events: so one
//! listens for the whole process, and writes down what happens on the threads that are heard.

use std::{
    cell::Cell,
    io,
    sync::{Arc, Mutex},
};

use tracing_subscriber::{
    Layer,
    filter::{LevelFilter, dynamic_filter_fn},
    fmt::{self, MakeWriter},
    layer::SubscriberExt,
};

#[derive(Clone, Default)]
pub struct Written(Arc<Mutex<Vec<u8>>>);

impl io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("because writing does not panic").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Written {
    type Writer = Self;
    fn make_writer(&self) -> Self {
        self.clone()
    }
}

thread_local! {
    /// Whether this thread's events are written down.
    static IS_HEARD: Cell<bool> = const { Cell::new(false) };
}

/// Hears this thread from now on. For one test of a process, which does everything on one thread.
pub fn listen() -> Written {
    let written = Written::default();
    let layer = fmt::layer().with_ansi(false).with_writer(written.clone());
    let is_heard = dynamic_filter_fn(|_, _| IS_HEARD.get()).with_max_level_hint(LevelFilter::TRACE);
    let log = tracing_subscriber::registry().with(layer.with_filter(is_heard));
    tracing::subscriber::set_global_default(log).expect("nobody else listens in this process");
    IS_HEARD.set(true);
    written
}

impl Written {
    /// Hears no more, and says all that was heard.
    pub fn end(self) -> String {
        IS_HEARD.set(false);
        String::from_utf8(self.0.lock().expect("nobody panics here").clone()).expect("a log is text")
    }
}
