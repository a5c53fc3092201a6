//! The key that notes when a learner opens the own book in an exam, and when it is closed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustyline::{Cmd, ConditionalEventHandler, Event, EventContext, EventHandler, RepeatCount};

/// A key that ends the line as Enter does, and remembers that it did.
#[derive(Clone, Default)]
pub(super) struct BookKey {
    listens: Arc<AtomicBool>,
    pressed: Arc<AtomicBool>,
}

impl BookKey {
    /// What the line editor calls.
    pub fn handler(&self) -> EventHandler {
        EventHandler::Conditional(Box::new(self.clone()))
    }

    /// Whether the key means anything at the line to come.
    pub fn listen(&self, listens: bool) {
        self.listens.store(listens, Ordering::Relaxed);
    }

    /// Whether the line ended with it; asked once a line.
    pub fn was_pressed(&self) -> bool {
        self.pressed.swap(false, Ordering::Relaxed)
    }
}

impl ConditionalEventHandler for BookKey {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, _: &EventContext<'_>) -> Option<Cmd> {
        if !self.listens.load(Ordering::Relaxed) {
            return Some(Cmd::Noop);
        }
        self.pressed.store(true, Ordering::Relaxed);
        Some(Cmd::AcceptLine)
    }
}
