//! Cases: ids that stay, selections that say what they miss, shards that are everything exactly once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use rsmlab_conformance::case::select::{Nothing, Selection};
use rsmlab_conformance::case::shard::Shard;
use rsmlab_conformance::case::states::{MachineWatch, SeenTransition, Sightings};
use rsmlab_conformance::case::text::Digest;
use rsmlab_conformance::case::{Case, CaseKind, CaseWork, gather};
use rsmlab_conformance::catalogue::Catalogue;
use rsmlab_conformance::catalogue::check::{arguments, rights};
use rsmlab_conformance::discover::{display, scenario_files};
use rsmlab_conformance::expected::ExpectedFailures;
use rsmlab_conformance::load::load;
use rsmlab_conformance::profile::{self, DEFAULT, Profile, WrittenProfile};
use rsmlab_conformance::run::{Settings, TIMEOUT, run_one};
use rsmlab_conformance::under_test::TargetUnderTest;
use rsmlab_conformance::verdict::run::{Conditions, Shown, run};
use rsmlab_conformance::verdict::{CaseEvidence, Conclusion, Judged, Observed, Status, Verdict};
use rsmlab_engine::function::Function;
use rsmlab_engine::method::table;
use rsmlab_engine::status::Status as EngineStatus;

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::load().expect("the catalogue is sound"));

/// Every case of the repository.
static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios");
    let files = scenario_files(std::slice::from_ref(&folder)).expect("the scenarios can be read");
    let loaded = files.iter().map(|file| load(file, &CATALOGUE).expect("every scenario can be read"));
    gather(loaded.collect(), &display(&folder), &CATALOGUE).unwrap_or_else(|mistakes| panic!("{:?}", mistakes.mistakes))
});

/// Our engine, in the usual way.
static NOTHING: ExpectedFailures = ExpectedFailures { schema: 1, failure: Vec::new() };
const USUAL: Conditions<'static> = Conditions {
    target: &TargetUnderTest::InProcess,
    settings: Settings { jobs: 1, twice: false, events: 1_000_000, timeout: TIMEOUT, transcript: false, journal: false },
    seed: None,
    expected: &NOTHING,
    all: false,
    strict: false,
    watch: false,
    max_fail: None,
};

fn frozen<'c>(cases: impl Iterator<Item = &'c Case>) -> BTreeMap<String, Option<Digest>> {
    cases.map(|case| (case.id.clone(), case.digest())).collect()
}

fn verdict(judged: &[Judged<'_>], profile: &Profile) -> Verdict {
    let digests: Vec<Option<Digest>> = judged.iter().map(|judged| judged.case.digest()).collect();
    let came: Vec<CaseEvidence<'_>> = judged.iter().zip(&digests).map(|(judged, digest)| judged.came(digest.as_ref())).collect();
    Verdict::of(&came, profile, false, &CATALOGUE)
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn of_kind(kind: CaseKind) -> usize {
    CASES.iter().filter(|case| case.kind == kind).count()
}

#[test]
fn every_case_has_an_id_of_its_own() {
    let ids: BTreeSet<&str> = CASES.iter().map(|case| case.id.as_str()).collect();
    assert_eq!(ids.len(), CASES.len());
    assert!(ids.contains("cleaner-management/InjectNtmsCleaner/slot-full"));
    assert!(ids.contains("check/precedence/InjectNtmsMedia/RightMissing-before-LibraryDisabled"));
    assert!(ids.contains("check/arguments/MountNtmsMedia/lpMediaId-unknown"));
    let readable = |id: &&str| id.chars().all(|c| c.is_ascii_alphanumeric() || "-/._".contains(c));
    let unreadable: Vec<_> = ids.iter().filter(|id| !readable(id)).collect();
    assert!(unreadable.is_empty(), "an id has to be typed and to be a file name: {unreadable:?}");
}

#[test]
fn every_check_covers_what_the_catalogue_has() {
    let unknown = CASES.iter().flat_map(|case| case.covers.iter().filter(|id| !CATALOGUE.can_be_covered(id)).map(move |id| (&case.id, id)));
    assert_eq!(unknown.collect::<Vec<_>>(), []);
    let speaks = |kind: CaseKind| matches!(kind, CaseKind::Precedence | CaseKind::Arguments | CaseKind::Rights);
    let idle: Vec<_> = CASES
        .iter()
        .filter(|case| speaks(case.kind) && case.covers.is_empty() && case.depends.is_empty() && case.either().is_none())
        .map(|case| &case.id)
        .collect();
    assert!(idle.is_empty(), "these prove nothing: {idle:?}");
}

#[test]
fn there_are_checks_of_every_kind() {
    for (kind, least) in [(CaseKind::Precedence, 400), (CaseKind::Arguments, 120), (CaseKind::Rights, 100), (CaseKind::States, 5)] {
        assert!(of_kind(kind) >= least, "only {} of {kind}", of_kind(kind));
    }
}

/// A function without a good call would silently have no checks.
#[test]
fn every_function_of_the_engine_has_its_rights_and_arguments_checked() {
    let (arguments, rights) = (arguments::drafts(&CATALOGUE).drafts, rights::drafts(&CATALOGUE));
    for function in Function::ALL.iter().filter(|function| !table(**function).is_empty()) {
        let about = |id: &String| id.split('/').any(|part| part == function.name());
        // Where a page has no row but that of success, it leaves open what answers a wrong argument.
        let refuses = CATALOGUE.function(function.name()).is_some_and(|page| page.returns.len() > 1);
        assert!(!refuses || arguments.iter().any(|draft| about(&draft.id)), "no argument of {function} is checked");
        assert!(rights.iter().any(|draft| about(&draft.id)), "no right of {function} is checked");
    }
}

/// What is left out has to be seen, so that nobody takes silence for agreement.
#[test]
fn what_no_document_decides_is_left_out_by_name() {
    let left_out = arguments::drafts(&CATALOGUE).left_out;
    insta::assert_snapshot!(left_out.join("\n"));
}

#[test]
fn every_profile_is_what_it_says() {
    for profile in profile::built_in() {
        let meant = |case: &&Case| match profile.name.as_str() {
            "seed-pages" => case.tags.contains("seed"),
            DEFAULT => true,
            other => panic!("say here which cases belong to {other}"),
        };
        let due = Profile { cases: frozen(CASES.iter().filter(meant)), ..profile.clone() };
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("profiles").join(format!("{}.toml", profile.name));
        // Frozen, but not by hand: SNAPSHOTS=overwrite writes it anew. The version is for people to raise.
        snapbox::Assert::new().action_env("SNAPSHOTS").eq(due.to_toml(), snapbox::Data::read_from(&file, None));
    }
}

#[test]
fn an_unknown_profile_suggests_another() {
    let unknown = profile::find("win2033").expect_err("there is none of this name").to_string();
    assert!(unknown.contains("did you mean `win2003`?") && unknown.contains("seed-pages"), "{unknown}");
    let broken = WrittenProfile::parse("mine.toml", "name = 3").expect_err("a name is a text").to_string();
    assert!(broken.starts_with("mine.toml is no profile"), "{broken}");
}

#[test]
fn a_case_that_is_not_here_is_skipped_and_counts() {
    let profile = Profile {
        name: "tiny".to_owned(),
        version: 3,
        title: "One that is here and one that is not".to_owned(),
        supported_only: false,
        cases: [(CASES[0].id.clone(), CASES[0].digest()), ("gone/for/good".to_owned(), None)].into(),
    };
    let absent = profile.absent(&CASES);
    assert_eq!(absent.iter().map(|case| case.id.as_str()).collect::<Vec<_>>(), ["gone/for/good"]);
    let selected = [&CASES[0], &absent[0]];
    let judged = run(&selected, Conditions { ..USUAL }, &|_, _| {}).judged;
    let verdict = verdict(&judged, &profile);
    assert_eq!((verdict.count(Status::Pass), verdict.count(Status::Skip)), (1, 1));
    assert_eq!(verdict.conclusion, Conclusion::Incomplete);
    assert!(verdict.sentence().starts_with("tiny version 3: incomplete. What passed is about "), "{}", verdict.sentence());
}

#[test]
fn filters_are_parts_of_ids_globs_or_paths() {
    let ids = |filters: &[&str], tags: &[&str]| -> Vec<&str> {
        let (filters, tags) = (texts(filters), texts(tags));
        let selection = Selection { filters: &filters, tags: &tags, ..Selection::default() };
        selection.of(&CASES).expect("something fits").iter().map(|case| case.id.as_str()).collect()
    };
    let slot_full = "cleaner-management/InjectNtmsCleaner/slot-full";
    assert!(ids(&["InjectNtmsCleaner/slot-"], &[]).contains(&slot_full));
    assert_eq!(ids(&["scenarios/cleaner-management/InjectNtmsCleaner/slot-full.kdl"], &[]), [slot_full]);
    assert!(ids(&["*/slot-full"], &[]).contains(&slot_full));
    assert!(ids(&["check/states/*"], &[]).iter().all(|id| id.starts_with("check/states/")));
    let rights = ids(&[], &["rights", "library-control"]);
    assert!(!rights.is_empty() && rights.iter().all(|id| id.starts_with("check/rights/")), "{rights:?}");
}

#[test]
fn cases_are_found_by_what_they_cover() {
    let covering = |ids: &[&str]| Selection { covering: &texts(ids), ..Selection::default() }.of(&CASES).map(|cases| cases.len());
    let (one, other) = ("inject-media.wait-events", "InjectNtmsMedia/ERROR_LIBRARY_FULL");
    let both = covering(&[one, other]).expect("both are covered");
    assert!(both > covering(&[one]).expect("it is covered") && both < CASES.len());
    let told = covering(&["inject-media.wait-event"]).expect_err("there is no such rule").to_string();
    assert_eq!(told, "no case covers `inject-media.wait-event`; did you mean `inject-media.wait-events`?");
}

#[test]
fn a_filter_that_fits_nothing_says_what_was_meant() {
    let nothing = |filters: &[&str], tags: &[&str]| {
        let (filters, tags) = (texts(filters), texts(tags));
        let selection = Selection { filters: &filters, tags: &tags, ..Selection::default() };
        selection.of(&CASES).expect_err("nothing fits")
    };
    let told = nothing(&["cleaner-management/InjectNtmsCleaner/slot-ful1"], &[]).to_string();
    assert!(told.contains("did you mean `cleaner-management/InjectNtmsCleaner/slot-full`"), "{told}");
    let told = nothing(&["stories", "InjectNtmsCleanr"], &[]).to_string();
    assert!(told.contains("InjectNtmsCleanr") && told.contains("InjectNtmsCleaner/"), "{told}");
    let told = nothing(&[], &["storys"]).to_string();
    assert_eq!(told, "no case has the tag `storys`; did you mean `stories`?");
    assert!(matches!(nothing(&["a["], &[]), Nothing::Glob { .. }));
    assert_eq!(nothing(&["stories"], &["rights"]), Nothing::Together);
}

#[test]
fn shards_are_everything_exactly_once() {
    for by in ["hash", "slice"] {
        for of in [1, 2, 3, 7] {
            let mut seen: Vec<&str> = Vec::new();
            for part in 1..=of {
                let shard: Shard = format!("{by}:{part}/{of}").parse().expect("that is how shards are written");
                let selected =
                    Selection { shard: Some(shard), ..Selection::default() }.of(&CASES).expect("there are more cases than shards");
                assert!(selected.len() * of * 2 > CASES.len(), "{by}:{part}/{of} has only {} cases", selected.len());
                seen.extend(selected.iter().map(|case| case.id.as_str()));
            }
            seen.sort_unstable();
            assert_eq!(seen, CASES.iter().map(|case| case.id.as_str()).collect::<Vec<_>>(), "{by} in {of} parts");
        }
    }
}

#[test]
fn a_case_stays_in_its_shard_when_others_come() {
    let shard: Shard = "hash:2/3".parse().expect("that is how shards are written");
    let (all, some): (Vec<&Case>, Vec<&Case>) = (CASES.iter().collect(), CASES.iter().step_by(5).collect());
    let all: BTreeSet<&str> = shard.of(all).iter().map(|case| case.id.as_str()).collect();
    assert!(shard.of(some).iter().all(|case| all.contains(case.id.as_str())));
}

#[test]
fn what_is_no_shard_is_told() {
    for wrong in ["hash:0/2", "hash:3/2", "1/2", "slice:a/b", "slice:1", "dice:1/2", "slice:1/0"] {
        let told = wrong.parse::<Shard>().expect_err("that is no shard").to_string();
        assert!(told.contains("hash:1/4"), "{told}");
    }
}

#[test]
fn our_engine_is_conformant() {
    let selected: Vec<&Case> = CASES.iter().collect();
    let settings = Settings { jobs: 2, ..Settings::default() };
    let judged = run(&selected, Conditions { settings, all: true, ..USUAL }, &|_, _| {}).judged;
    let verdict = verdict(&judged, &profile::find(DEFAULT).expect("it is built in"));
    let wrong: Vec<String> = judged
        .iter()
        .filter(|judged| judged.status != Status::Pass)
        .map(|judged| format!("{} {}: {}", judged.status, judged.case.id, judged.observed.came))
        .collect();
    assert_eq!(verdict.conclusion, Conclusion::Conformant, "{}", wrong.join("\n"));
    assert_eq!(verdict.count(Status::Pass), CASES.len());
}

#[test]
fn another_seed_changes_nothing_that_is_expected() {
    let filters = texts(&["check/rights/", "stories/"]);
    let selected = Selection { filters: &filters, ..Selection::default() }.of(&CASES).expect("there are stories");
    let judged = run(&selected, Conditions { seed: Some(7), ..USUAL }, &|_, _| {}).judged;
    let wrong: Vec<_> =
        judged.iter().filter(|judged| judged.status != Status::Pass).map(|judged| (&judged.case.id, &judged.observed)).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// What a case came to when a target that is not ours was held to our choices, or was not.
fn observed(case: &Case, ours: Option<EngineStatus>, depends: &[&str], is_held: bool) -> Observed {
    let outcome = run_one(case.scenario().expect("it is here"), &TargetUnderTest::InProcess, Settings::default());
    let observed = match case.either() {
        Some(either) => Observed::of_either(&outcome, either, || ours),
        None => Observed::of(&outcome),
    };
    observed.held_to_choices(&texts(depends), is_held)
}

#[test]
fn another_answer_where_documents_are_silent_is_a_variant() {
    let undecided =
        CASES.iter().find(|case| case.id.ends_with("InjectNtmsMedia/PortAbsent-or-NoSlotFree")).expect("no document orders them");
    let status = |ours, is_held| observed(undecided, Some(ours), &[], is_held).status;
    assert_eq!(status(EngineStatus::DeviceNotAvailable, false), Status::Pass);
    assert_eq!(status(EngineStatus::LibraryFull, false), Status::Variant);
    assert_eq!(status(EngineStatus::LibraryFull, true), Status::Fail);

    let mut wrong = CASES.iter().find(|case| case.id.ends_with("InjectNtmsCleaner/slot-full")).expect("it is there").clone();
    let CaseWork::Run(loaded) = &mut wrong.work else { panic!("a scenario is run") };
    let text = loaded.text.replace("expect=ERROR_SLOT_FULL", "expect=ERROR_BUSY");
    loaded.scenario = rsmlab_language::parse("slot-full.kdl", &text).expect("it is a scenario");
    let status = |depends: &[&str], is_held| observed(&wrong, None, depends, is_held).status;
    assert_eq!(status(&[], false), Status::Fail, "what documents demand is demanded of all");
    assert_eq!(status(&["D-046"], false), Status::Fail, "the statement speaks of no error of a request");
    assert_eq!(status(&["D-046", "D-054"], false), Status::Variant);
    assert_eq!(status(&["D-054"], true), Status::Fail);
}

fn watch(machine: &str) -> &'static MachineWatch {
    let watch = CASES.iter().find_map(|case| match &case.work {
        CaseWork::Watch(watch) if watch.machine == machine => Some(watch),
        CaseWork::Watch(_) | CaseWork::Run(_) | CaseWork::Either(..) | CaseWork::Absent => None,
    });
    watch.expect("the machine is watched")
}

#[test]
fn a_transition_that_no_document_has_is_found_out() {
    let mut sightings = Sightings::default();
    let seen = SeenTransition { machine: "library-request".into(), from: "NTMS_LM_PASSED".into(), to: "NTMS_LM_QUEUED".into() };
    sightings.add("stories/second-life", [seen]);
    let finding = watch("library-request").judge(&sightings);
    assert_eq!(finding.undocumented, [("NTMS_LM_PASSED to NTMS_LM_QUEUED".to_owned(), "stories/second-life".to_owned())]);
    let observed = Observed::of_states(&finding, Shown::Part);
    assert_eq!(observed.status, Status::Fail);
    assert!(observed.came.contains("stories/second-life"), "{}", observed.came);
    assert!(watch("drive").judge(&sightings).undocumented.is_empty(), "another machine has nothing to do with it");
}

/// What is missing may stand in the runs that were not asked for.
#[test]
fn a_transition_that_was_not_seen_fails_a_whole_run_and_skips_a_part_of_it() {
    let finding = watch("library-request").judge(&Sightings::default());
    assert!(finding.unseen.contains(&"NTMS_LM_INPROCESS to NTMS_LM_PASSED".to_owned()), "{:?}", finding.unseen);
    assert!(!finding.unseen.iter().any(|transition| transition.contains("NTMS_LM_DEFERRED")), "what no document decides may happen");
    assert_eq!(Observed::of_states(&finding, Shown::All).status, Status::Fail);
    assert_eq!(Observed::of_states(&finding, Shown::WhatIsSupported).status, Status::Unsupported);
    assert_eq!(Observed::of_states(&finding, Shown::Part).status, Status::Skip);
}
