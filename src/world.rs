//! Which account and org are meant: the real ones, or those of practice. Nothing else tests for practice.

use std::path::PathBuf;
use std::sync::Arc;

use crate::account::Cloud;
use crate::account::aws::Aws;
use crate::apply::Apply;
use crate::dry_run::DryRun;
use crate::hint::Hint;
use crate::journal::Journals;
use crate::memory::Memory;
use crate::org::{HttpOrg, Org};
use crate::practice;
use crate::problem::Problem;
use crate::steps::Surroundings;
use crate::watch::Writer;

/// What a command works on.
pub struct World {
    /// What the steps may look at.
    pub around: Surroundings,
    /// What writes in the end.
    pub writer: Arc<Apply>,
    /// What to enter in practice, a line each.
    pub hints: Vec<Hint>,
    /// Keeps the practice files until the end.
    practice: Option<practice::World>,
}

impl World {
    /// Opens the world that was asked for. No network; practice keys are made in the background.
    ///
    /// # Errors
    /// Where practice finds no place for its files.
    pub fn open(practised: bool) -> Result<Self, Problem> {
        if practised {
            let world = practice::World::open(jiff::Timestamp::now)?;
            let (cloud, org) = (world.cloud.clone(), world.org.clone());
            let mut opened = Self::of(cloud, org, Journals::in_memory());
            opened.around.memory = Memory::at(None);
            opened.around.practice_folder = Some(world.directory.clone());
            opened.hints = world.hints.clone();
            opened.practice = Some(world);
            return Ok(opened);
        }
        let (cloud, org) = (Arc::new(Aws::new()), Arc::new(HttpOrg::new()));
        Ok(Self::of(cloud, org, Journals::of_person()))
    }

    /// Who writes in the end; in a dry run, somebody who cannot.
    pub fn writer(&self, dry_run: bool) -> Arc<dyn Writer> {
        match dry_run {
            true => Arc::new(DryRun),
            false => self.writer.clone(),
        }
    }

    /// Waits until all of it is there: practice makes its files in the background.
    pub async fn settle(&self) {
        if let Some(practice) = &self.practice {
            practice.settle().await;
        }
    }

    fn of(cloud: Arc<dyn Cloud>, org: Arc<dyn Org>, journals: Journals) -> Self {
        let journals = Arc::new(journals);
        Self {
            around: Surroundings {
                cloud: cloud.clone(),
                org: org.clone(),
                journals: journals.clone(),
                memory: Memory::of_person(),
                practice_folder: None,
                working_directory: std::env::current_dir().unwrap_or_else(|_| PathBuf::from(".")),
                home: etcetera::home_dir().ok(),
            },
            writer: Arc::new(Apply {
                cloud,
                org,
                journals,
            }),
            hints: Vec::new(),
            practice: None,
        }
    }
}
