//! Answers that are given beforehand: by a file, by flags.
