//! Likely key files, looked for in a folder that may be on a server that does not answer: the question does not wait
//! for them.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::time::timeout;

use crate::question::{Body, FieldKind};
use crate::steps::{Asked, Progress};

/// A folder that is read sooner than this needs no word.
const AT_ONCE: Duration = Duration::from_millis(300);

/// After this long the question is asked without likely files, also where nobody sees it before.
const MOST: Duration = Duration::from_secs(5);

/// The question with likely files in it; without any first, where they are long in coming.
pub async fn offered(
    asked: Asked,
    looking: impl Future<Output = Option<Vec<PathBuf>>>,
    progress: &dyn Progress,
) -> Asked {
    let mut looking = std::pin::pin!(looking);
    let found = match timeout(AT_ONCE, &mut looking).await {
        Ok(found) => found,
        Err(_) => {
            let what = "Looking for key files";
            progress.waiting_for(what);
            let mut open = asked.clone();
            open.question.unfinished = Some(what.into());
            progress.so_far(open);
            timeout(MOST, &mut looking).await.ok().flatten()
        }
    };
    offering(asked, found.unwrap_or_default())
}

fn offering(mut asked: Asked, found: Vec<PathBuf>) -> Asked {
    if let Body::Form(fields) = &mut asked.question.body {
        let key = fields.iter_mut().find(|field| field.id == super::FILE);
        if let Some(FieldKind::File { likely, .. }) = key.map(|field| &mut field.kind) {
            *likely = found;
        }
    }
    asked
}

/// Files of this folder that look like keys; `server.key` first.
pub fn likely_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let is_likely = |path: &PathBuf| {
        let extension = path
            .extension()
            .and_then(|e| e.to_str())
            .unwrap_or_default();
        ["key", "pem", "p12", "pfx"].contains(&extension.to_ascii_lowercase().as_str())
    };
    let mut files: Vec<PathBuf> = entries
        .take(10_000)
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(is_likely)
        .collect();
    files.sort_by_key(|path| {
        (
            path.file_name() != Some("server.key".as_ref()),
            path.clone(),
        )
    });
    files.truncate(20);
    files
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::sync::Mutex;

    use tokio::sync::Notify;

    use super::*;
    use crate::draft::Learned;
    use crate::question::Question;

    /// What was asked before all was found.
    #[derive(Default)]
    struct Before(Mutex<Vec<Asked>>, Notify);

    impl Progress for Before {
        fn waiting_for(&self, _: &str) {}

        fn so_far(&self, asked: Asked) {
            self.0.lock().unwrap().push(asked);
            self.1.notify_one();
        }
    }

    fn asked() -> Asked {
        let question = Question {
            step: "private-key",
            prompt: String::new(),
            facts: Vec::new(),
            notices: Vec::new(),
            body: Body::Form(super::super::fields(super::super::Keeping::Nothing)),
            unfinished: None,
        };
        let learned = Learned::default();
        Asked { question, learned }
    }

    fn likely(asked: &Asked) -> Vec<PathBuf> {
        let Body::Form(fields) = &asked.question.body else {
            return Vec::new();
        };
        match &fields[0].kind {
            FieldKind::File { likely, .. } => likely.clone(),
            _ => Vec::new(),
        }
    }

    #[tokio::test]
    async fn a_folder_that_never_comes_is_waited_for_with_the_question_asked() {
        let before = Before::default();
        let at_last = offered(asked(), std::future::pending(), &before).await;
        assert_eq!(likely(&at_last), Vec::<PathBuf>::new());
        assert_eq!(at_last.question.unfinished, None);
        let before = before.0.into_inner().unwrap();
        assert!(before[0].question.unfinished.is_some());
    }

    #[tokio::test]
    async fn what_comes_late_fills_the_list() {
        let (before, found) = (Before::default(), vec![PathBuf::from("server.key")]);
        let late = async {
            before.1.notified().await;
            Some(found.clone())
        };
        assert_eq!(likely(&offered(asked(), late, &before).await), found);
        assert_eq!(before.0.into_inner().unwrap().len(), 1);
    }
}
