//! Every call of a setup meets every fault, once; on both version paths.
//!
//! Whatever happens: the report explains it, nothing is changed where it says so, what it promised holds where it
//! says done, and undo brings back what was there before.

use std::collections::{BTreeMap, VecDeque};
use std::panic::AssertUnwindSafe;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use scv_oauth::report::{Outcome, Report};

use super::stage::{Path, Stage, assert_explained, is_write};
use super::table::Table;
use crate::support::Emulator;
use crate::support::fingerprint::Fingerprint;
use crate::support::patience::Patience;
use crate::support::proxy::{Fault, Times};

/// How many cases play at a time: they mostly wait.
const AT_ONCE: usize = 12;

/// How many cases play in one account.
const CASES_OF_A_STAGE: usize = 12;
/// How often a case is played that fell beside others.
const TRIES_ALONE: usize = 3;

/// A call of a good setup, and what it is to meet.
#[derive(Debug, Clone)]
struct Case {
    place: usize,
    operation: String,
    nth: usize,
    fault: Fault,
}

impl Case {
    fn call(&self) -> String {
        format!("{} {}", self.operation, self.nth)
    }
}

/// A good setup: its calls in order, and what it leaves behind.
struct Rehearsal {
    operations: Vec<String>,
    promised: Fingerprint,
}

impl Rehearsal {
    async fn hold(kind: Emulator, path: Path) -> Self {
        let stage = Stage::open(kind, path).await;
        let report = stage.setup.run().await;
        assert_eq!(report.outcome, Outcome::Done, "{report:?}");
        let operations = stage.operations();
        let promised = stage.promised().await;
        stage.undo("rehearsal").await;
        Self {
            operations,
            promised,
        }
    }

    fn cases(&self) -> VecDeque<Case> {
        let mut seen = BTreeMap::new();
        let mut cases = VecDeque::new();
        for (place, operation) in self.operations.iter().enumerate() {
            let nth = seen.entry(operation).or_insert(0);
            *nth += 1;
            cases.extend(Fault::ALL.map(|fault| Case {
                place,
                operation: operation.clone(),
                nth: *nth,
                fault,
            }));
        }
        cases
    }
}

/// Two at a time would make the emulators slower than the time limits that are tested here.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn matrix(kind: Emulator, path: Path) -> Table {
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let begun = Instant::now();
    let rehearsal = waiting(Rehearsal::hold(kind, path));
    let cases = rehearsal.cases();
    let count = cases.len();
    let game = Game {
        kind,
        path,
        promised: rehearsal.promised,
        cases: Mutex::new(cases),
        fallen: Mutex::default(),
        table: Mutex::default(),
    };
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| waiting(game.play()));
        }
    });
    // A busy machine keeps no time limits. What fell there has to hold where no other case plays beside it.
    let fallen = std::mem::take(&mut *game.fallen.lock().unwrap());
    let again = fallen.len();
    for case in fallen {
        waiting(game.play_alone(&case));
    }
    let table = game.table.into_inner().unwrap();
    let file = table.write(&format!("{path:?}-{kind:?}").to_lowercase());
    println!(
        "{path:?} on {kind:?}: {count} cases in {:?}, {again} of them again alone, {}\n{:#?}",
        begun.elapsed(),
        file.display(),
        table.summary()
    );
    table
}

fn waiting<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(work)
}

/// All cases of a path on an emulator, and what came of them.
struct Game {
    kind: Emulator,
    path: Path,
    promised: Fingerprint,
    cases: Mutex<VecDeque<Case>>,
    fallen: Mutex<Vec<Case>>,
    table: Mutex<Table>,
}

impl Game {
    /// Plays cases, one after the other, until none is left.
    async fn play(&self) {
        let next = || self.cases.lock().unwrap().pop_front();
        let mut stage = Stage::open(self.kind, self.path).await;
        let mut played = 0;
        while let Some(case) = next() {
            // Each case leaves versions behind, and with many of them every look takes longer.
            if played == CASES_OF_A_STAGE {
                stage = Stage::open(self.kind, self.path).await;
                played = 0;
            }
            played += 1;
            let outcome = AssertUnwindSafe(play(&stage, &case, &self.promised));
            match outcome.catch_unwind().await {
                Ok(outcome) => self.note(&case, outcome),
                Err(_) => {
                    self.fallen.lock().unwrap().push(case);
                    played = CASES_OF_A_STAGE;
                }
            }
        }
    }

    /// Other tests go on meanwhile, so that even alone not every time limit can be kept; the last try decides.
    async fn play_alone(&self, case: &Case) {
        for _ in 1..TRIES_ALONE {
            let stage = Stage::open(self.kind, self.path).await;
            let outcome = AssertUnwindSafe(play(&stage, case, &self.promised));
            if let Ok(outcome) = outcome.catch_unwind().await {
                return self.note(case, outcome);
            }
        }
        let stage = Stage::open(self.kind, self.path).await;
        self.note(case, play(&stage, case, &self.promised).await);
    }

    fn note(&self, case: &Case, outcome: String) {
        let fault = format!("{:?}", case.fault);
        let mut table = self.table.lock().unwrap();
        table.note(case.place, &case.call(), &fault, outcome);
    }
}

/// Plays one case to its end and tells how it came out.
async fn play(stage: &Stage, case: &Case, promised: &Fingerprint) -> String {
    let name = format!("{} meets {:?}", case.call(), case.fault);
    let Some(report) = met(stage, case, &name).await else {
        stage.undo(&name).await;
        return "not met".to_owned();
    };
    assert_explained(&report, &name);
    if stage.operations().iter().any(|it| is_write(it)) {
        after_writing(stage, &report, promised, &name).await;
    } else {
        let clean = matches!(
            report.outcome,
            Outcome::Failed | Outcome::Refused | Outcome::Unusable
        );
        assert!(clean && !report.can_undo, "{name}: {}", told(&report));
    }
    if report.outcome == Outcome::Partial {
        let again = with_fault(stage, case).await;
        // How often AWS is looked at until something shows differs, so the fault may meet another look or none.
        let is_explained = matches!(again.outcome, Outcome::Partial | Outcome::Done);
        assert!(is_explained, "{name}: again: {}", told(&again));
        match again.outcome {
            Outcome::Partial => finish(stage, promised, &name).await,
            _ => stage.assert_promised(promised, &name).await,
        }
        stage.undo(&name).await;
    }
    told(&report)
}

/// Runs setup until it meets the fault: on a busy machine an emulator may be too slow for the calls before it.
/// `None` where a function came to rest in fewer looks than at the rehearsal, so that the fault found no call.
async fn met(stage: &Stage, case: &Case, name: &str) -> Option<Report> {
    let mut report = with_fault(stage, case).await;
    for _ in 0..3 {
        if stage.proxy.requests().iter().any(|it| it.fault.is_some()) {
            return Some(report);
        }
        if report.outcome == Outcome::Done && case.operation == "GetFunctionConfiguration" {
            return None;
        }
        assert_eq!(told(&report), "failed aws-timed-out", "{name}: not met");
        report = with_fault(stage, case).await;
    }
    panic!("{name}: not met: {}", told(&report));
}

/// Runs setup again, without any fault, and as often as it says to wait.
async fn finish(stage: &Stage, promised: &Fingerprint, name: &str) {
    stage.proxy.clear();
    let patience = Patience::with("function at rest");
    let finished = loop {
        let report = stage.setup.run().await;
        if told(&report) != "refused function-being-updated" {
            break told(&report);
        }
        patience.left();
        tokio::time::sleep(Duration::from_millis(300)).await;
    };
    assert_eq!(finished, "done", "{name}: finished");
    stage
        .assert_promised(promised, &format!("{name}: finished"))
        .await;
}

async fn with_fault(stage: &Stage, case: &Case) -> Report {
    stage.proxy.clear();
    stage
        .proxy
        .rule(&case.operation, Times::Nth(case.nth), case.fault.clone());
    stage.setup.hurry(matches!(case.fault, Fault::Hang));
    let report = stage.setup.run().await;
    stage.setup.hurry(false);
    report
}

async fn after_writing(stage: &Stage, report: &Report, promised: &Fingerprint, name: &str) {
    match report.outcome {
        Outcome::Done | Outcome::Unproved => {
            assert!(report.can_undo, "{name}: {}", told(report));
            stage.assert_promised(promised, name).await;
        }
        Outcome::Partial => assert!(report.can_undo, "{name}: {}", told(report)),
        Outcome::Failed | Outcome::Refused => {
            assert!(!report.can_undo, "{name}: {}", told(report));
            stage.assert_as_before(name).await;
        }
        _ => panic!("{name}: {}", told(report)),
    }
    stage.undo(name).await;
}

/// The outcome's word and the problem's code.
pub fn told(report: &Report) -> String {
    let code = report.problem.as_ref().map_or("", |it| it.code);
    format!("{} {code}", report.outcome.word())
        .trim_end()
        .to_owned()
}

#[test]
fn every_call_of_the_newer_path_may_fail_in_every_way_on_moto() {
    matrix(Emulator::Moto, Path::Secrets);
}

#[test]
fn every_call_of_the_newer_path_may_fail_in_every_way_on_ministack() {
    matrix(Emulator::Ministack, Path::Secrets);
}

#[test]
fn every_call_of_the_older_path_may_fail_in_every_way_on_moto() {
    matrix(Emulator::Moto, Path::Parameters);
}

#[test]
fn every_call_of_the_older_path_may_fail_in_every_way_on_ministack() {
    matrix(Emulator::Ministack, Path::Parameters);
}
