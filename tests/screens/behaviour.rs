//! What keys, pastes, sizes and late answers do.

mod answers;
mod files;
mod keys;
mod result;
mod review;
mod secrets;
mod window;

use scv_oauth::tui::app::Effect;

use super::stage::Stage;

fn begins_to_write(stage: &Stage) -> bool {
    stage
        .effects
        .iter()
        .any(|effect| matches!(effect, Effect::Work { .. }))
}
