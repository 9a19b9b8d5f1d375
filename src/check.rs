//! `scv-oauth check`: looks at contact centers, says what is wrong and how to mend it. It is handed a
//! [`Reader`], so it cannot change anything.

mod json;
mod look;
mod report;
mod support_case;
mod text;

use std::io::{ErrorKind, Write};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use futures_util::stream::{self, StreamExt};

use crate::account::{Cloud, Impatient, Reader};
use crate::cli::{CheckArgs, Everywhere};
use crate::discover;
use crate::domain::center::ContactCenter;
use crate::domain::place::Place;
use crate::domain::{Certificate, Failure};
use crate::draft::Inventory;
use crate::files;
use crate::org::Org;
use crate::plain;
use crate::problem::Problem;

#[cfg(test)]
mod tests;

pub use report::{CheckReport, Checked, LoginProof, Setting};
pub use support_case::support_case;

/// How many contact centers are looked at at once; each takes a dozen calls.
const AT_ONCE: usize = 4;

/// What to look at, and how closely.
#[derive(Debug, Clone)]
pub struct Options {
    /// One contact center by its name; all where none is named.
    pub contact_center: Option<String>,
    /// The certificate that is said to be in the app.
    pub certificate: Option<Certificate>,
    /// Whether Salesforce is asked if the stored values work.
    pub login_proof: bool,
}

/// Looks at one or all contact centers. A service that does not answer is waited for once, and told once.
pub async fn run(reader: &dyn Reader, org: &dyn Org, options: &Options) -> CheckReport {
    let reader = Impatient::over(reader);
    let mut report = look(&reader, org, options).await;
    report.gaps.extend(reader.silences());
    tell_once(&mut report);
    report
}

async fn look(reader: &dyn Reader, org: &dyn Org, options: &Options) -> CheckReport {
    let (identity, inventory) = tokio::join!(reader.identity(), inventory(reader, options));
    let stranger = identity.as_ref().err().map(Failure::problem);
    let setting = Setting {
        identity: identity.ok(),
        ..Setting::default()
    };
    let inventory = match inventory {
        Ok(inventory) => inventory,
        Err(problem) => {
            return CheckReport {
                setting,
                ..CheckReport::failed(problem)
            };
        }
    };
    let mut report = CheckReport {
        setting,
        centers: look_at(reader, org, options, &inventory.centers).await,
        // Whoever may not list is asked about what may be seen; a listing that fails says nothing of the rest.
        broke_off: inventory.gaps.iter().any(|gap| gap.code != "aws-denied"),
        gaps: inventory.gaps,
        ..CheckReport::default()
    };
    report.problem = overall(&report, options, stranger);
    report
}

/// Whoever may not do anything meets the same refusal at every look.
fn tell_once(report: &mut CheckReport) {
    let gaps = std::mem::take(&mut report.gaps);
    for gap in gaps {
        if !report.gaps.contains(&gap) {
            report.gaps.push(gap);
        }
    }
    let problem = report.problem.as_ref();
    report.gaps.retain(|gap| Some(gap) != problem);
}

async fn look_at(
    reader: &dyn Reader,
    org: &dyn Org,
    options: &Options,
    centers: &[ContactCenter],
) -> Vec<Checked> {
    let glance = look::Glance {
        reader,
        org,
        options,
        alone: centers.len() == 1,
    };
    let looks: Vec<BoxFuture<'_, Checked>> = centers
        .iter()
        .map(|center| glance.at(center).boxed())
        .collect();
    stream::iter(looks).buffered(AT_ONCE).collect().await
}

async fn inventory(reader: &dyn Reader, options: &Options) -> Result<Inventory, Problem> {
    match &options.contact_center {
        Some(name) => Ok(Inventory {
            centers: vec![discover::resolve(reader, name).await?],
            gaps: Vec::new(),
        }),
        None => Ok(discover::all(reader, &|_| {}).await),
    }
}

/// What stands against the whole of it. Where nothing was found, it may be that AWS does not know us.
fn overall(report: &CheckReport, options: &Options, stranger: Option<Problem>) -> Option<Problem> {
    if report.centers.is_empty() {
        return stranger.or_else(|| Some(none_found()));
    }
    let pairs = report
        .centers
        .iter()
        .any(|checked| checked.certificate_pairs);
    let unpaired = options.certificate.is_some() && report.centers.len() > 1 && !pairs;
    unpaired.then(|| {
        Problem::new(
            "certificate-pairs-with-none",
            "The certificate belongs to none of the stored private keys.",
        )
        .cause("It may be the certificate of another key pair, or of telephony.")
        .fix("Name the contact center it is for with --contact-center.")
    })
}

fn none_found() -> Problem {
    Problem::new("contact-center-none", "No contact center was found here.")
        .cause("It may be in another Region or account, or you may not list functions and secrets.")
        .fix("Check --region and --profile, or name it with --contact-center.")
}

/// Runs the command as the command line has it, and tells the exit code. The result goes to `out`, all else
/// to `err`.
pub async fn command(
    cloud: &dyn Cloud,
    org: &dyn Org,
    everywhere: &Everywhere,
    args: &CheckArgs,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    let place = Place {
        profile: everywhere.profile.clone(),
        region: everywhere.region.clone(),
    };
    let report = match options(args) {
        Ok(options) => look_there(cloud, org, &place, &options).await,
        Err(problem) => CheckReport::unusable(problem),
    };
    let shown = match (everywhere.json, args.report) {
        (true, _) => show_json(&report, out, err),
        (false, true) => out.write_all(support_case(&report).as_bytes()),
        (false, false) => text::show(&report, out, err),
    };
    let code = report.exit_code();
    match shown.and_then(|()| out.flush()) {
        // A reader that went away (`| head`) has seen what it wanted; the verdict stays.
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            // Where nobody can be told either, the exit code still tells.
            let _ = writeln!(err, "error: The result could not be written: {error}.");
            code.max(1)
        }
        _ => code,
    }
}

fn show_json(
    report: &CheckReport,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> std::io::Result<()> {
    if let (2, Some(problem)) = (report.exit_code(), &report.problem) {
        writeln!(err, "{}", plain::problem(problem))?;
    }
    serde_json::to_writer_pretty(&mut *out, &report.json())?;
    writeln!(out)
}

fn options(args: &CheckArgs) -> Result<Options, Problem> {
    let certificate = match &args.certificate_file {
        Some(path) => Some(Certificate::read(&files::read(path)?)?),
        None => None,
    };
    Ok(Options {
        contact_center: args.contact_center.clone(),
        certificate,
        login_proof: !args.no_login_proof,
    })
}

async fn look_there(
    cloud: &dyn Cloud,
    org: &dyn Org,
    place: &Place,
    options: &Options,
) -> CheckReport {
    let account = match cloud.open(place).await {
        Ok(account) => account,
        Err(failure) => return CheckReport::failed(failure.problem()),
    };
    let mut report = run(account.reader(), org, options).await;
    if let Ok(standing) = cloud.standing(place).await {
        report.setting.region = standing.region.map(|region| region.value);
        report.setting.profile = standing.profile.value;
    }
    report.setting.asked = place.clone();
    report.setting.practice = cloud.is_practice();
    report
}
