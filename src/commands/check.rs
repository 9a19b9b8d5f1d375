//! `check`: hands the account and the org that are meant to the check.

use crate::check;
use crate::cli::{CheckArgs, Everywhere};
use crate::world::World;

use super::{Document, Tell};

/// Checks; the exit code.
pub async fn run(args: &CheckArgs, everywhere: &Everywhere) -> u8 {
    let world = match World::open(everywhere.practice) {
        Ok(world) => world,
        Err(problem) => {
            let tell = Tell {
                json: everywhere.json,
                practice: everywhere.practice,
                document: Document::Check,
            };
            return tell.unusable(vec![problem]);
        }
    };
    let (cloud, org) = (&*world.around.cloud, &*world.around.org);
    let (mut out, mut err) = (std::io::stdout(), std::io::stderr());
    check::command(cloud, org, everywhere, args, &mut out, &mut err).await
}
