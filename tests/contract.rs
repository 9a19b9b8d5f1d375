//! What every account promises, whichever is behind it: held against emulators through the AWS SDK, and against
//! the account made of memory.

mod denied;
mod functions;
mod ground;
mod listings;
mod lost;
mod parameters;
mod practice;
mod secrets;
