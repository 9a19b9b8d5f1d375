//! Which AWS account and Region, as whom, and where each of that comes from.

use async_trait::async_trait;

use super::{Asked, Progress, Step, Surroundings, Taken};
use crate::domain::place::{Identity, Place, Standing};
use crate::domain::{CheckLine, Failure, FailureKind};
use crate::draft::{Draft, Learned};
use crate::problem::Problem;
use crate::question::{Answer, Body, Choice, Fact, Field, FieldKind, Question, Rejection, Value};

/// The step.
pub struct AwsAccount;

/// The Regions that have Amazon Connect, offered first; any other can be typed.
const REGIONS: [(&str, &str); 12] = [
    ("us-east-1", "N. Virginia"),
    ("us-west-2", "Oregon"),
    ("ca-central-1", "Canada"),
    ("eu-central-1", "Frankfurt"),
    ("eu-west-2", "London"),
    ("ap-northeast-1", "Tokyo"),
    ("ap-northeast-2", "Seoul"),
    ("ap-northeast-3", "Osaka"),
    ("ap-southeast-1", "Singapore"),
    ("ap-southeast-2", "Sydney"),
    ("af-south-1", "Cape Town"),
    ("us-gov-west-1", "GovCloud West"),
];

#[async_trait]
impl Step for AwsAccount {
    fn id(&self) -> &'static str {
        "aws-account"
    }

    fn fields(&self) -> &'static [&'static str] {
        &["profile", "region"]
    }

    fn summary(&self, draft: &Draft) -> Option<String> {
        let identity = draft.identity.as_ref().filter(|_| draft.place_agreed)?;
        let region = draft.standing.as_ref()?.region.as_ref()?;
        Some(format!("{} {}", identity.account, region.value))
    }

    async fn ask(
        &self,
        around: &Surroundings,
        draft: &Draft,
        progress: &dyn Progress,
    ) -> Result<Asked, Problem> {
        let (standing, refused) = standing(around, &draft.place).await?;
        let profiles = around.cloud.profiles().await;
        progress.waiting_for("Asking AWS who you are (sts:GetCallerIdentity)");
        let may_choose = !profiles.is_empty() || refused.is_some();
        let found = match refused {
            Some(failure) => Err(failure),
            None => match around.cloud.open(&draft.place).await {
                Ok(account) => account.identity().await,
                Err(failure) => Err(failure),
            },
        };
        let mut question = Question {
            step: self.id(),
            prompt: "Is this the right AWS account and Region?".into(),
            facts: Vec::new(),
            notices: Vec::new(),
            body: Body::Form(fields(&standing, &profiles, found.is_ok())),
            unfinished: None,
        };
        let mut learned = Learned::default();
        match found {
            Ok(identity) => {
                question.facts = facts(&standing, draft.place_chosen);
                question
                    .facts
                    .insert(0, Fact::new("Account", &identity.account, ""));
                question
                    .facts
                    .insert(1, Fact::new("You are", identity.caller(), "AWS STS"));
                question.notices.extend(root_user(&identity));
                learned.identity = Some((standing, identity));
            }
            // Without a profile to choose there is nothing to answer, unless it is the Region that is missing.
            Err(failure) if !may_choose && failure.kind != FailureKind::NoRegion => {
                return Err(failure.problem());
            }
            Err(failure) => {
                let problem = failure.problem();
                question.facts = facts(&standing, draft.place_chosen);
                question
                    .notices
                    .push(CheckLine::fail(problem.clone().as_asked().to_string()));
                learned.trouble = Some(problem);
                learned.standing = Some(standing);
            }
        }
        Ok(Asked { question, learned })
    }

    fn take(&self, draft: &mut Draft, answer: &Answer) -> Result<Taken, Vec<Rejection>> {
        let standing = draft.standing.clone();
        let was = standing.map(|standing| Place {
            profile: standing.profile.value,
            region: standing.region.map(|region| region.value),
        });
        let place = Place {
            profile: answer.text("profile").map(str::to_owned),
            region: answer.text("region").map(str::to_owned),
        };
        if let Some(region) = place
            .region
            .as_deref()
            .filter(|region| !looks_like_region(region))
        {
            return Err(vec![Rejection::new("region", not_a_region(region))]);
        }
        if was.as_ref() == Some(&place) && draft.identity.is_some() {
            draft.place_agreed = true;
            return Ok(Taken::Next);
        }
        // Another profile may bring one.
        if place.region.is_none() && was.as_ref().unwrap_or(&draft.place) == &place {
            let missing = Rejection::missing("region", "The Region", "--region REGION");
            return Err(vec![missing]);
        }
        // What is in a field as it was found is not chosen: a profile may bring a Region of its own.
        let chosen = chosen(&draft.place, draft.standing.as_ref(), place);
        draft.forget_place();
        draft.place = chosen;
        draft.place_chosen = true;
        Ok(Taken::Again)
    }
}

/// Of an answer that is another place: what is not as it was found, and what was asked for before.
fn chosen(before: &Place, standing: Option<&Standing>, answer: Place) -> Place {
    let Some(standing) = standing else {
        return answer;
    };
    let found_region = standing.region.as_ref().map(|region| &region.value);
    let is_found = |asked: Option<&String>, found: Option<&String>, now: Option<&String>| {
        asked.is_none() && found == now
    };
    let Place { profile, region } = answer;
    let keeps_profile = is_found(
        before.profile.as_ref(),
        standing.profile.value.as_ref(),
        profile.as_ref(),
    );
    let keeps_region = is_found(before.region.as_ref(), found_region, region.as_ref());
    Place {
        profile: profile.filter(|_| !keeps_profile),
        region: region.filter(|_| !keeps_region),
    }
}

/// What the place comes to. Where a profile was named that cannot be used, what it comes to without, and why: so
/// that another can be named.
async fn standing(
    around: &Surroundings,
    place: &Place,
) -> Result<(Standing, Option<Failure>), Problem> {
    let refused = match around.cloud.standing(place).await {
        Ok(standing) => return Ok((standing, None)),
        Err(failure) if place.profile.is_some() => failure,
        Err(failure) => return Err(failure.problem()),
    };
    let other = Place {
        profile: None,
        ..place.clone()
    };
    let standing = around.cloud.standing(&other).await;
    match standing {
        Ok(standing) => Ok((standing, Some(refused))),
        Err(_) => Err(refused.problem()),
    }
}

/// The documented procedure has people sign in as the root user, who has no access keys and needs none.
fn root_user(identity: &Identity) -> Option<CheckLine> {
    (identity.caller() == "root").then(|| {
        CheckLine::warn(
            "You are the root user of this account. It works, but a role with the policies of the README is safer.",
        )
    })
}

/// `chosen`: whether profile and Region were chosen on this page, rather than by flags.
fn facts(standing: &Standing, chosen: bool) -> Vec<Fact> {
    let mut facts = Vec::new();
    let told = |source: &str| match source {
        "nowhere" => String::new(),
        flag if chosen && flag.starts_with("--") => "chosen here".into(),
        source => source.to_owned(),
    };
    if let Some(region) = &standing.region {
        facts.push(Fact::new("Region", &region.value, told(&region.source)));
    }
    let profile = standing.profile.value.as_deref().unwrap_or("(none)");
    facts.push(Fact::new(
        "Profile",
        profile,
        told(&standing.profile.source),
    ));
    if let Some(endpoint) = &standing.endpoint {
        facts.push(Fact::new("Endpoint", &endpoint.value, &endpoint.source));
    }
    facts
}

/// `signed_in`: whether it works as it stands. Then no profile is put in place of none unasked.
fn fields(standing: &Standing, profiles: &[String], signed_in: bool) -> Vec<Field> {
    let text = |text: &String| Value::Text(text.clone());
    let mut fields = Vec::new();
    if !profiles.is_empty() {
        let mut options: Vec<Choice> = profiles
            .iter()
            .map(|name| Choice::plain(name, name))
            .collect();
        if signed_in && standing.profile.value.is_none() {
            options.insert(0, Choice::plain("", "(none): stay with who you are now"));
        }
        fields.push(Field {
            id: "profile",
            label: "Profile".into(),
            kind: FieldKind::Choice {
                columns: Vec::new(),
                options,
                typed: true,
            },
            optional: true,
            initial: standing.profile.value.as_ref().map(text),
            hint: "From the AWS configuration of this computer.".into(),
        });
    }
    let region = standing.region.as_ref().map(|region| &region.value);
    let mut options: Vec<Choice> = REGIONS
        .iter()
        .map(|(region, city)| Choice::plain(region, &format!("{region}  {city}")))
        .collect();
    if region.is_none() {
        options.insert(0, Choice::plain("", "(choose the Region)"));
    }
    if let Some(region) = region.filter(|region| REGIONS.iter().all(|(known, _)| known != region)) {
        options.insert(0, Choice::plain(region, region));
    }
    fields.push(Field {
        id: "region",
        label: "Region".into(),
        kind: FieldKind::Choice {
            columns: Vec::new(),
            options,
            typed: true,
        },
        optional: false,
        initial: region.map(text),
        hint: "The Region of the Amazon Connect instance.".into(),
    });
    fields
}

fn looks_like_region(region: &str) -> bool {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    region.chars().all(allowed) && region.contains('-') && region.len() <= 32
}

fn not_a_region(region: &str) -> Problem {
    let shown: String = region
        .chars()
        .filter(|c| !c.is_control())
        .take(40)
        .collect();
    Problem::new(
        "region-unknown",
        format!("{shown} does not look like a Region."),
    )
    .cause("A Region is named like us-west-2, in lower case.")
    .fix("Choose one of the list, or type its name as the AWS console shows it.")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::steps::Silent;
    use crate::world::World;

    #[tokio::test]
    async fn a_profile_that_is_not_there_can_be_named_anew() {
        let world = World::open(true).unwrap();
        let mut draft = Draft::default();
        draft.place.profile = Some("nobody".into());
        let asked = AwsAccount
            .ask(&world.around, &draft, &Silent)
            .await
            .unwrap();
        assert!(asked.learned.trouble.is_some());
        assert!(matches!(asked.question.body, Body::Form(fields) if !fields.is_empty()));
        // A Region that was found, though nobody could be asked there, is not chosen either.
        draft.learn(asked.learned);
        let found = draft.standing.as_ref().unwrap().region.clone().unwrap();
        let other = answer(&found.value).with("profile", Value::Text("voice".into()));
        AwsAccount.take(&mut draft, &other).unwrap();
        assert_eq!(draft.place.profile.as_deref(), Some("voice"));
        assert_eq!(draft.place.region, None);
    }
    use crate::domain::place::Sourced;

    fn draft() -> Draft {
        let mut draft = Draft::default();
        draft.learn(Learned {
            identity: Some((
                Standing {
                    profile: Sourced {
                        value: None,
                        source: String::new(),
                    },
                    region: Some(Sourced {
                        value: "us-west-2".into(),
                        source: "AWS_REGION".into(),
                    }),
                    endpoint: None,
                },
                Identity {
                    account: "111122223333".into(),
                    arn: "arn:aws:iam::111122223333:user/me".into(),
                },
            )),
            ..Learned::default()
        });
        draft
    }

    #[test]
    fn only_the_root_user_is_told_that_a_role_is_safer() {
        let told = |arn: &str| {
            root_user(&Identity {
                account: "111122223333".into(),
                arn: arn.into(),
            })
        };
        assert!(told("arn:aws:iam::111122223333:root").is_some());
        assert!(told("arn:aws:iam::111122223333:user/root").is_none());
    }

    fn answer(region: &str) -> Answer {
        Answer::default().with("region", Value::Text(region.into()))
    }

    #[test]
    fn who_is_signed_in_without_a_profile_stays_so_unless_one_is_chosen() {
        let standing = draft().standing.unwrap();
        let profiles = ["voice".to_owned()];
        let first = |signed_in| {
            let fields = fields(&standing, &profiles, signed_in);
            let FieldKind::Choice { options, .. } = &fields[0].kind else {
                unreachable!("a profile is chosen from a list");
            };
            options[0].value.clone()
        };
        assert_eq!(
            (first(true), first(false)),
            (String::new(), "voice".to_owned())
        );
    }

    #[test]
    fn what_was_chosen_on_the_page_is_not_said_to_come_from_a_flag() {
        let mut standing = draft().standing.unwrap();
        standing.region.as_mut().unwrap().source = "--region".into();
        let source = |chosen| facts(&standing, chosen)[0].source.clone();
        assert_eq!(
            (source(true), source(false)),
            ("chosen here".into(), "--region".to_owned())
        );
    }

    #[test]
    fn another_region_is_looked_at_before_it_is_agreed_to() {
        let mut draft = draft();
        let taken = AwsAccount.take(&mut draft, &answer("eu-central-1"));
        assert_eq!(taken.unwrap(), Taken::Again);
        assert_eq!(AwsAccount.summary(&draft), None);
    }

    #[test]
    fn a_region_that_came_with_one_profile_is_not_chosen_for_the_next() {
        let mut draft = draft();
        let other = answer("us-west-2").with("profile", Value::Text("voice".into()));
        AwsAccount.take(&mut draft, &other).unwrap();
        let place = |profile: Option<&str>, region: Option<&str>| Place {
            profile: profile.map(str::to_owned),
            region: region.map(str::to_owned),
        };
        assert_eq!(draft.place, place(Some("voice"), None));
        // One that was asked for stays asked for.
        draft = self::draft();
        draft.place = place(None, Some("us-west-2"));
        AwsAccount.take(&mut draft, &other).unwrap();
        assert_eq!(draft.place, place(Some("voice"), Some("us-west-2")));
    }

    #[test]
    fn the_same_region_is_agreed_to() {
        let mut draft = draft();
        assert_eq!(
            AwsAccount.take(&mut draft, &answer("us-west-2")).unwrap(),
            Taken::Next
        );
        assert_eq!(
            AwsAccount.summary(&draft).unwrap(),
            "111122223333 us-west-2"
        );
    }

    #[test]
    fn no_region_is_taken_that_nobody_chose() {
        let mut standing = draft().standing.unwrap();
        standing.region = None;
        let fields = fields(&standing, &[], false);
        let FieldKind::Choice { options, .. } = &fields[0].kind else {
            unreachable!("a Region is chosen from a list");
        };
        assert_eq!(options[0].value, "");
        let mut draft = Draft::default();
        for known in [None, Some(standing)] {
            draft.standing = known;
            let refused = AwsAccount.take(&mut draft, &Answer::default());
            assert_eq!(refused.unwrap_err()[0].field, "region");
        }
        let other = Answer::default().with("profile", Value::Text("voice".into()));
        assert_eq!(AwsAccount.take(&mut draft, &other).unwrap(), Taken::Again);
    }

    #[test]
    fn what_is_no_region_is_refused_at_its_field() {
        let refused = AwsAccount
            .take(&mut draft(), &answer("Oregon"))
            .unwrap_err();
        assert_eq!(
            (refused[0].field, refused[0].problem.code),
            ("region", "region-unknown")
        );
    }
}
