//! The screens: what each kind shows at each size, and what keys, pastes and late answers do to them.

mod behaviour;
mod frame;
mod key_line;
mod lines;
mod looks;
mod patience;
mod speed;
mod stage;
mod steps;
mod styles;
