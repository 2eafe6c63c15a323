//! Whatever a target does wrong becomes a verdict that says so; the cases before and after it are judged all the same.
//!
//! The bad targets are this program itself: called with `--bad`, it serves our engine and misbehaves in the cases whose
//! names say so.

#![forbid(unsafe_code)]

use std::env;
use std::io::{self, BufRead, BufReader, Write};
use std::process::exit;
use std::time::Duration;

use libtest_mimic::{Arguments, Failed, Trial};
use rsmlab_conformance::load::Loaded;
use rsmlab_conformance::run::{ScenarioOutcome, ScenarioVerdict, Settings, run_all, run_one};
use rsmlab_conformance::under_test::TargetUnderTest;
use rsmlab_conformance::under_test::serve::serve;
use rsmlab_language::parse;

/// Long enough for a busy machine to answer, short enough to wait for in vain.
const PATIENCE: Duration = Duration::from_secs(2);

/// The answer of a case that goes wrong; by then the library is being looked at.
const BAD_ANSWER: usize = 5;

fn main() {
    let mut arguments = env::args().skip(1);
    match (arguments.next().as_deref(), arguments.next(), arguments.next()) {
        (Some("--bad"), Some(way), _) => misbehave(&way).unwrap_or_else(|_gone| exit(0)),
        #[cfg(unix)]
        (Some("--parked"), Some(lock), _) => family::parked(&lock),
        _ => libtest_mimic::run(&Arguments::from_args(), trials()).exit(),
    }
}

/// How a case may be spoilt, the word of its verdict, and what the verdict must say.
const WAYS: &[(&str, &str, &[&str])] = &[
    ("rubbish", "error", &["message 6", "`done`", "expected value (column 1)", "Traceback"]),
    ("number", "error", &["expected value (column 1): 42"]),
    ("empty", "error", &["EOF while parsing"]),
    ("half", "error", &["died", "exit status: 0", "in the middle of a line"]),
    ("dies", "error", &["died before it answered message 6", "exit status: 7", "out of paper"]),
    ("twice", "error", &["a second answer to message 6"]),
    ("ahead", "error", &["an answer to a message that was not sent yet, 7"]),
    ("other", "error", &["should answer `done`", "`ready`"]),
    ("complains", "error", &["gave up at message 6", "no more paper"]),
    ("typo", "error", &["unknown variant `ERROR_BUSSY`; did you mean `ERROR_BUSY`?", "at `done.outputs[0].reply.result.error.status`"]),
    ("deep", "error", &["invalid type: sequence", "…"]),
    ("huge-number", "error", &["number out of range"]),
    ("huge-name", "error", &["unknown variant `xxxxx", "…"]),
    ("endless", "error", &["longer than 64 MiB"]),
    ("silent", "timeout", &["did not answer message 6", "within 2s"]),
    ("skips", "timeout", &["did not answer message 6"]),
    ("late", "timeout", &["did not answer message 6"]),
    ("mad", "failed", &["what holds in every run"]),
];

fn trials() -> Vec<Trial> {
    let spoilt = WAYS.iter().map(|(way, word, parts)| Trial::test(format!("a case is spoilt: {way}"), move || spoilt(way, word, parts)));
    let greetings = [
        ("old", "it speaks protocol 0"),
        ("dreamer", "there is no function OpenNtmsSesion; did you mean OpenNtmsSession?"),
        ("gone", "died before it answered message 0"),
    ];
    let greetings = greetings.map(|(way, part)| Trial::test(format!("a greeting is wrong: {way}"), move || wrong_greeting(way, part)));
    let mut trials: Vec<_> = spoilt.chain(greetings).collect();
    trials.push(Trial::test("another documented answer is accepted, and told", variant));
    trials.push(Trial::test("nobody waits for long for a target that never greets", never_greets));
    trials.push(Trial::test("a command that is not there cannot be started", not_there));
    #[cfg(unix)]
    trials.push(Trial::test("what a target has started ends with it", family::ends));
    trials
}

const STORY: &str = "title \"A look\"\nlibrary L1\nclient ann\n\
    ann InventoryNtmsLibrary library=L1 action=FAST expect=ERROR_SUCCESS as=look\nexpect look completes=ERROR_SUCCESS\n";

fn cases(names: &[&str]) -> Vec<Loaded> {
    let scenario = parse("story", STORY).expect("the story is a scenario");
    names.iter().map(|name| Loaded { path: (*name).to_owned(), text: STORY.into(), scenario: scenario.clone() }).collect()
}

fn target(way: &[&str]) -> TargetUnderTest {
    let program = env::current_exe().expect("this program is somewhere").display().to_string();
    TargetUnderTest::Exec([program.as_str()].into_iter().chain(way.iter().copied()).map(str::to_owned).collect())
}

fn run(names: &[&str], target: &TargetUnderTest) -> Vec<ScenarioOutcome> {
    run_all(&cases(names), target, Settings { timeout: PATIENCE, transcript: true, ..Settings::default() }, &|_| {})
}

/// What the verdict says.
fn words(outcome: &ScenarioOutcome) -> String {
    match &outcome.verdict {
        ScenarioVerdict::Stopped(stopped) => stopped.trouble.to_string(),
        ScenarioVerdict::Failed(unmet) => unmet.failure.to_string(),
        ScenarioVerdict::Passed | ScenarioVerdict::Unsteady(_) | ScenarioVerdict::Crashed(_) => format!("{:?}", outcome.verdict),
    }
}

fn demand(outcome: &ScenarioOutcome, word: &str, parts: &[&str]) -> Result<(), Failed> {
    let (came, words) = (outcome.verdict.word(), words(outcome));
    if came != word {
        return Err(format!("{} should be {word}, and is {came}: {words}", outcome.path).into());
    }
    match parts.iter().find(|part| !words.contains(**part)) {
        None => Ok(()),
        Some(part) => Err(format!("`{part}` is missing in: {words}").into()),
    }
}

fn spoilt(way: &str, word: &str, parts: &[&str]) -> Result<(), Failed> {
    let outcomes = run(&["first", "spoilt", "last"], &target(&["--bad", way]));
    let [first, spoilt, last] = outcomes.as_slice() else { return Err("a case got no verdict".into()) };
    demand(spoilt, word, parts)?;
    demand(first, "passed", &[])?;
    demand(last, "passed", &[])
}

fn wrong_greeting(way: &str, part: &str) -> Result<(), Failed> {
    let outcomes = run(&["first", "second"], &target(&["--bad", way]));
    let [first, second] = outcomes.as_slice() else { return Err("a case got no verdict".into()) };
    demand(first, "error", &[part])?;
    demand(second, "error", &["not tried again", part])
}

fn never_greets() -> Result<(), Failed> {
    let outcomes = run(&["first", "second"], &target(&["--bad", "mute"]));
    let [first, second] = outcomes.as_slice() else { return Err("a case got no verdict".into()) };
    demand(first, "timeout", &["did not answer message 0, `hello`"])?;
    demand(second, "timeout", &["not tried again"])
}

/// A library without ports; documents disagree about what STOP answers there.
const NO_PORT: &str = "title \"No port\"\nlibrary L1 {\n    door\n    cleaner-slot 8\n}\nclient ann\n\
    ann InjectNtmsCleaner library=L1 action=STOP expect=ERROR_NOT_SUPPORTED\n";

fn variant() -> Result<(), Failed> {
    let scenario = parse("no port", NO_PORT).expect("it is a scenario");
    let loaded = Loaded { path: "first".to_owned(), text: NO_PORT.into(), scenario };
    let run = |target| run_one(&loaded, target, Settings::default());
    let (ours, theirs) = (run(&TargetUnderTest::InProcess), run(&target(&["--bad", "variant"])));
    demand(&ours, "passed", &[])?;
    demand(&theirs, "passed", &[])?;
    let rows: Vec<&str> = theirs.variants.iter().map(String::as_str).collect();
    if !ours.variants.is_empty() || rows != ["InjectNtmsCleaner/ERROR_INVALID_OPERATION"] {
        return Err(format!("the variants that were told: {rows:?}").into());
    }
    Ok(())
}

fn not_there() -> Result<(), Failed> {
    let outcomes = run(&["first"], &TargetUnderTest::Exec(vec!["/nowhere/engine".to_owned()]));
    demand(&outcomes[0], "error", &["could not be started", "`/nowhere/engine`"])
}

/// Serves our engine, but not well.
fn misbehave(way: &str) -> io::Result<()> {
    let (from, mut questions) = io::pipe()?;
    let (answers, to) = io::pipe()?;
    #[allow(clippy::disallowed_methods, reason = "the engine behind the bad target runs beside it")]
    std::thread::spawn(move || serve(BufReader::new(from), to));
    let mut answers = BufReader::new(answers);
    let (mut is_spoilt, mut number) = (false, 0);
    for line in io::stdin().lock().lines() {
        let line = line?;
        if line.starts_with("{\"reset\"") {
            (is_spoilt, number) = (line.contains("\"case\":\"spoilt\""), 0);
        }
        writeln!(questions, "{line}")?;
        let mut answer = String::new();
        answers.read_line(&mut answer)?;
        let told = match way {
            "old" => answer.replace("\"protocol\":1", "\"protocol\":0"),
            "dreamer" => answer.replace("\"OpenNtmsSession\"", "\"OpenNtmsSesion\""),
            "variant" => answer.replace("\"status\":\"ERROR_NOT_SUPPORTED\"", "\"status\":\"ERROR_INVALID_OPERATION\""),
            "gone" => return Ok(()),
            "mute" => wait_for_ever(),
            #[cfg(unix)]
            parent if parent.starts_with("parent=") => family::parent(&parent["parent=".len()..]),
            _ if is_spoilt && number == BAD_ANSWER => spoil(way, answer),
            _ => answer,
        };
        number += 1;
        io::stdout().write_all(told.as_bytes())?;
        io::stdout().flush()?;
    }
    Ok(())
}

fn spoil(way: &str, answer: String) -> String {
    let done = |outputs: &str| format!("{{\"done\":{{\"seq\":6,\"outputs\":[{outputs}],\"idle\":true}}}}\n");
    match way {
        "rubbish" => "Traceback (most recent call last):\n".to_owned(),
        "number" => "42\n".to_owned(),
        "deep" => format!("{{\"done\":{}\n", "[".repeat(1_000_000)),
        "huge-number" => format!("{{\"done\":{{\"seq\":{}}}}}\n", "9".repeat(1_000_000)),
        "huge-name" => done(&format!("{{\"{}\":0}}", "x".repeat(1_000_000))),
        "empty" => "\n".to_owned(),
        "half" => {
            let half = &answer[..answer.len() / 2];
            io::stdout().write_all(half.as_bytes()).and_then(|()| io::stdout().flush()).expect("the suite listens");
            exit(0)
        }
        "dies" => {
            writeln!(io::stderr(), "out of paper").expect("the suite listens");
            exit(7)
        }
        "twice" => answer.repeat(2),
        "ahead" => answer.replace("\"seq\":6", "\"seq\":7"),
        "other" => "{\"ready\":{\"seq\":6}}\n".to_owned(),
        "complains" => "{\"error\":{\"seq\":6,\"message\":\"no more paper\"}}\n".to_owned(),
        "typo" => done("{\"reply\":{\"call\":1,\"result\":{\"error\":{\"status\":\"ERROR_BUSSY\"}}}}"),
        "endless" => "x".repeat(65 << 20),
        "silent" => wait_for_ever(),
        "skips" => String::new(),
        "late" => {
            rest(PATIENCE * 2);
            answer
        }
        "mad" => done(&MADNESS.replace('\n', "")),
        other => panic!("nobody knows how to be {other}"),
    }
}

/// Well-formed, and without any sense.
const MADNESS: &str = r#"{"reply":{"call":18446744073709551615,"result":{"ok":"done"}}},
    {"command":{"id":18446744073709551615,"library":65535,"action":{"move":{"from":{"slot":0},"to":{"port":[65535,0]},"side":0}}}},
    {"command":{"id":1,"library":0,"action":{"read_elements":[{"slot":0},{"drive":65535},{"transport":0},{"port":[0,0]}]}}},
    {"command":{"id":1,"library":0,"action":{"set_access":[{"door":99},"extend"]}}},
    {"store":{"id":0,"changes":[{"slot":[4294967295,"NTMS_SLOTSTATE_FULL"]},{"remove":{"medium":4294967295}}]}},
    {"notify":{"channel":0,"notification":{"event":"NTMS_OBJ_UPDATE","object":"00000000-0000-0000-0000-000000000000"}}},
    {"finished":{"request":"00000000-0000-0000-0000-000000000000","operation":"NTMS_LM_MOUNT","state":"NTMS_LM_PASSED",
     "status":"ERROR_BUSY","reason":null}}"#;

fn wait_for_ever() -> ! {
    loop {
        std::thread::park();
    }
}

fn rest(length: Duration) {
    #[allow(clippy::disallowed_methods, reason = "a real process takes real time")]
    std::thread::sleep(length);
}

/// A target that has started another process.
#[cfg(unix)]
mod family {
    use std::fs::File;
    use std::path::Path;
    use std::process::{Command, Stdio};

    use super::*;

    /// Holds a lock until it is killed.
    pub fn parked(lock: &str) {
        let file = File::open(lock).expect("the lock is there");
        file.lock().expect("nobody else has it");
        writeln!(io::stdout(), "locked").expect("the parent listens");
        wait_for_ever()
    }

    /// Starts such a process and never answers.
    pub fn parent(lock: &str) -> ! {
        let program = env::current_exe().expect("this program is somewhere");
        let mut child = Command::new(program).args(["--parked", lock]).stdout(Stdio::piped()).spawn().expect("it can be started");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("it was piped")).read_line(&mut line).expect("the child speaks");
        // It never ends by itself.
        child.wait().expect("it can be waited for");
        wait_for_ever()
    }

    pub fn ends() -> Result<(), Failed> {
        let lock = Path::new(env!("CARGO_TARGET_TMPDIR")).join("family.lock");
        File::create(&lock).expect("the lock can be made");
        let outcomes = run(&["first"], &target(&["--bad", &format!("parent={}", lock.display())]));
        demand(&outcomes[0], "timeout", &["`hello`"])?;
        let file = File::open(&lock).expect("the lock is there");
        for _ in 0..100 {
            if file.try_lock().is_ok() {
                return Ok(());
            }
            rest(Duration::from_millis(50));
        }
        Err("the process that the target had started still holds its lock".into())
    }
}
