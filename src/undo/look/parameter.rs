//! Looks whether a parameter can be put back.

use jiff::{SignedDuration, Timestamp};

use super::super::Place;
use super::super::step::{Step, at};
use super::{Obstacle, as_it_was, changed_since};
use crate::account::{Outcome as Answer, Reader};
use crate::domain::resources::Parameter;
use crate::domain::rest_keys::may_be_token;
use crate::problem::Problem;

/// A setup ends within this time. By the journals of earlier versions, which do not tell when a parameter was made, one
/// that was made later is somebody else's.
const LONGEST_SETUP: SignedDuration = SignedDuration::from_hours(1);

/// What the journal has of a parameter.
pub(super) struct Noted<'a> {
    pub name: &'a str,
    pub before: Option<i64>,
    pub after: i64,
    pub token: bool,
    pub written: Option<Timestamp>,
    /// When the setup began.
    pub begun: Option<Timestamp>,
}

impl Noted<'_> {
    pub(super) async fn look(&self, reader: &dyn Reader) -> Result<Step, Obstacle> {
        let Some(found) = version(reader, self.name, None).await? else {
            // No token is in the way of none.
            let is_right = self.before.is_none() || self.token || self.is_only_noted();
            return match is_right {
                true => Ok(as_it_was(self.place())),
                false => Err(self.gone().into()),
            };
        };
        let now = found.version;
        let token = self.token && may_be_token(self.name, &found.value);
        if Some(now) == self.before || (self.is_only_noted() && !token) {
            return Ok(as_it_was(self.place()));
        }
        // An undo that was stopped put it back already, as a version of its own.
        if now != self.after && holds_what_was(reader, &found, self.before).await? {
            return Ok(as_it_was(self.place()));
        }
        if !token && !self.is_the_setup_s(reader, &found).await? {
            let by = writer(reader, self.name, now).await;
            let now = format!("version {now} by {by}");
            return Err(changed_since(self.place(), &now).into());
        }
        Ok(self.step(reader, now, token).await?)
    }

    async fn step(&self, reader: &dyn Reader, now: i64, token: bool) -> Answer<Step> {
        let name = self.name.to_owned();
        Ok(match self.before {
            Some(to) if token && version(reader, &name, Some(to)).await?.is_none() => {
                Step::Worthless { name }
            }
            Some(to) if token => Step::TokenParameter { name, to },
            Some(to) => Step::Parameter { name, now, to },
            None if token => Step::DeleteToken { name },
            None => Step::Delete { name, now },
        })
    }

    fn is_only_noted(&self) -> bool {
        self.before.unwrap_or(0) == self.after
    }

    fn place(&self) -> Place {
        Place::Parameter(self.name.to_owned())
    }

    fn gone(&self) -> Problem {
        changed_since(self.place(), "not there")
            .cause("Somebody else, or another program, removed it after the setup wrote it.")
    }

    /// Whether it holds what the setup wrote: nobody changed what another wrote anew.
    async fn is_the_setup_s(&self, reader: &dyn Reader, found: &Parameter) -> Answer<bool> {
        if found.version != self.after {
            return holds_what_was(reader, found, Some(self.after)).await;
        }
        if self.written.is_none() && self.before.is_some() {
            return Ok(true);
        }
        // Once a parameter is removed and made anew, the numbers of its versions begin anew.
        let description = reader.describe_parameter(self.name).await?;
        let Some(changed) = description.and_then(|it| it.changed) else {
            return Ok(true);
        };
        Ok(match (self.written, self.begun) {
            // AWS may round it.
            (Some(written), _) => changed.duration_since(written).abs().as_secs() < 2,
            (None, Some(begun)) => changed.duration_since(begun) < LONGEST_SETUP,
            (None, None) => true,
        })
    }
}

/// Who wrote a version, and when, as far as AWS tells.
async fn writer(reader: &dyn Reader, name: &str, version: i64) -> String {
    let history = reader.parameter_history(name).await.unwrap_or_default();
    let found = history.into_iter().find(|kept| kept.version == version);
    let (by, when) = found.map_or((None, None), |kept| (kept.by, kept.when));
    let by = by.unwrap_or_else(|| "somebody".into());
    format!("{by}{}", at(", written", when))
}

async fn holds_what_was(reader: &dyn Reader, now: &Parameter, before: Option<i64>) -> Answer<bool> {
    let Some(before) = before else {
        return Ok(false);
    };
    let old = version(reader, &now.name, Some(before)).await?;
    Ok(old.is_some_and(|old| old.value == now.value))
}

/// A parameter as it is now, or a version of it; AWS keeps the newest 100.
async fn version(
    reader: &dyn Reader,
    name: &str,
    version: Option<i64>,
) -> Answer<Option<Parameter>> {
    let asked = match version {
        Some(version) => format!("{name}:{version}"),
        None => name.to_owned(),
    };
    let answer = reader.parameters(&[asked]).await?;
    Ok(answer.found.into_iter().next())
}
