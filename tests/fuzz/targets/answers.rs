//! The answers file: it is read, and what was read can be saved and read again; or it is refused with all
//! that is wrong with it, and nothing secret of it or of the files that it names is repeated.

#![no_main]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use scv_oauth_fuzz::answers::{Presets, load, save::save};
use scv_oauth_fuzz::cli::{Command, Everywhere, SetupArgs, parse_from};
use scv_oauth_fuzz::held;
use scv_oauth_fuzz::lot;
use scv_oauth_fuzz::problem::Problem;
use toml::Table;

/// The secret in the file that can be named, and on standard input. No input of the fuzzer has it.
const KEPT: &str = "3MVG9kept.out-of_sight";
/// One answers file in this many is saved: the program makes sure that it is on the disk.
const SAVED: u32 = 256;

fuzz_target!(|data: &[u8]| {
    fs::write(&BENCH.answers, data).unwrap();
    match read(&BENCH.from_answers) {
        Ok(presets) => {
            let text = std::str::from_utf8(data).expect("was read");
            assert!(text.trim_start_matches('\u{feff}').parse::<Table>().is_ok());
            assert!(!format!("{presets:?}").contains(KEPT));
            if lot::falls_on(data, SAVED) {
                saved(&presets);
            }
        }
        Err(problems) => {
            assert!(!problems.is_empty());
            problems.iter().for_each(refused_at_a_place);
        }
    }
});

/// A folder with an answers file, files for it to name, and one to save to.
struct Bench {
    answers: PathBuf,
    saved: PathBuf,
    from_answers: (SetupArgs, Everywhere),
    from_saved: (SetupArgs, Everywhere),
}

static BENCH: LazyLock<Bench> = LazyLock::new(|| {
    // In memory where the system has that: ten million files are written.
    let memory = Path::new("/dev/shm");
    let within = if memory.is_dir() {
        memory
    } else {
        Path::new("/tmp")
    };
    let folder = tempfile::tempdir_in(within).unwrap().keep();
    fs::write(folder.join("key.txt"), format!("{KEPT}\r\n")).unwrap();
    fs::write(folder.join("empty"), "\n").unwrap();
    let (answers, saved) = (folder.join("answers.toml"), folder.join("saved.toml"));
    Bench {
        from_answers: setup(&answers),
        from_saved: setup(&saved),
        answers,
        saved,
    }
});

fn setup(answers: &Path) -> (SetupArgs, Everywhere) {
    let line = ["scv-oauth", "--answers", answers.to_str().unwrap()];
    let invocation = parse_from(line).unwrap();
    match invocation.command {
        Command::Setup(setup) => (*setup, invocation.everywhere),
        _ => unreachable!("the line is that of a setup"),
    }
}

fn read((setup, everywhere): &(SetupArgs, Everywhere)) -> Result<Presets, Vec<Problem>> {
    let presets = load(setup, everywhere, Some(&mut KEPT.as_bytes()), None);
    if presets.refused.is_empty() {
        return Ok(presets);
    }
    let refused = presets.refused.into_iter();
    Err(refused.map(|rejection| rejection.problem).collect())
}

fn refused_at_a_place(problem: &Problem) {
    held::to_be_of_use(problem);
    assert!(!problem.to_string().contains(KEPT));
    let says = |word: &str| problem.what.contains(word);
    match problem.code {
        "answers-file-syntax" => assert!(says(", line "), "{problem}"),
        "answers-key-unknown" | "answers-type-wrong" => assert!(says("answers file"), "{problem}"),
        _ => {}
    }
}

/// What was saved holds no secret and is read as the same answers.
fn saved(presets: &Presets) {
    // What was saved before would stay.
    let _ = fs::remove_file(&BENCH.saved);
    save(&BENCH.saved, &presets.answer, presets).unwrap();
    let Ok(text) = fs::read_to_string(&BENCH.saved) else {
        // Nothing was answered, so nothing is saved.
        return;
    };
    assert!(!text.contains(KEPT));
    let again = read(&BENCH.from_saved).unwrap();
    assert_eq!(again.login_proof, presets.login_proof);
    assert_eq!(again.lambda_proof, presets.lambda_proof);
}
