//! A request that stays on its way for as long as a test wants.

use std::sync::{Arc, Condvar, Mutex};

use super::Fault;

/// What holds the requests that meet with [`Self::fault`]. Dropped, it lets them go.
#[derive(Default)]
pub struct Held {
    gate: Arc<Gate>,
}

#[derive(Default)]
struct Gate {
    is_open: Mutex<bool>,
    opened: Condvar,
}

impl Held {
    /// Taken, and sent on to AWS once it is let go.
    pub fn fault(&self) -> Fault {
        let gate = self.gate.clone();
        Fault::meanwhile(move || {
            let is_open = gate.is_open.lock().unwrap();
            drop(gate.opened.wait_while(is_open, |is_open| !*is_open));
        })
    }

    /// Sends on what is held, and holds nothing any more.
    pub fn let_go(&self) {
        *self.gate.is_open.lock().unwrap() = true;
        self.gate.opened.notify_all();
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.let_go();
    }
}
