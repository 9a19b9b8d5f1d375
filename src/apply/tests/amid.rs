//! Something that happens as a stage of the writing begins.

use std::sync::Mutex;

use crate::watch::{StageState, Watch};

/// Lets it happen as the stage of this name begins, once.
pub struct Amid<F> {
    stage: String,
    stages: Mutex<Vec<String>>,
    act: Mutex<Option<F>>,
}

impl<F: FnOnce()> Amid<F> {
    pub fn new(stage: &str, act: F) -> Self {
        Self {
            stage: stage.to_owned(),
            stages: Mutex::default(),
            act: Mutex::new(Some(act)),
        }
    }
}

impl<F: FnOnce() + Send> Watch for Amid<F> {
    fn stages(&self, names: &[String]) {
        names.clone_into(&mut self.stages.lock().unwrap());
    }

    fn stage(&self, at: usize, state: StageState) {
        let is_it = self.stages.lock().unwrap()[at] == self.stage;
        if is_it && matches!(state, StageState::Working(_)) {
            self.act
                .lock()
                .unwrap()
                .take()
                .into_iter()
                .for_each(|act| act());
        }
    }

    fn stop_asked(&self) -> bool {
        false
    }
}
