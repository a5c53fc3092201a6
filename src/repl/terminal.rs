//! What differs between systems: signals, and the state of the terminal. Everything else of the program is portable.

use crate::app::Gate;

/// Ends the process on SIGTERM and SIGHUP as those who send them expect: not while an answer is being written, and with
/// the terminal as it was found.
#[cfg(unix)]
#[allow(clippy::disallowed_methods)]
pub(super) fn watch_signals(gate: Gate) {
    use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
    use signal_hook::consts::{SIGHUP, SIGTERM};
    use signal_hook::iterator::Signals;

    let found = tcgetattr(std::io::stdin()).ok();
    let Ok(mut signals) = Signals::new([SIGTERM, SIGHUP]) else { return };
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            let _held = gate.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            if let Some(found) = found {
                let _ = tcsetattr(std::io::stdin(), OptionalActions::Now, &found);
                // The line editor had bracketed paste switched on. Written past the locks of standard output, which the
                // main thread may hold for ever when nobody reads.
                let out = rustix::stdio::stdout();
                if rustix::termios::isatty(out) {
                    let _ = rustix::io::write(out, b"\x1b[?2004l\n");
                }
            }
            std::process::exit(128 + signal);
        }
    });
}

/// Elsewhere the console ends the process by itself, and every answer is on disk already.
#[cfg(not(unix))]
pub(super) fn watch_signals(_gate: Gate) {}
