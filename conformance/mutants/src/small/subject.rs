//! What is broken, and what judges it: the engine with its simulator by the conformance suite, the SCSI target by `smc check`.

use clap::ValueEnum;

use crate::workshop::{Crate, LIBRARY};

/// What a run of the mutants is about, as it is named on the command line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Of {
    /// The engine and the simulator; the conformance suite judges them
    #[default]
    Library,
    /// The SCSI target; `smc check` and the scenarios of hosts judge it
    Target,
}

/// What is broken, and what judges it.
#[derive(Debug)]
pub struct MutantSubject {
    /// Where the copy is made, below `target`.
    pub folder: &'static str,
    /// The crates that are broken.
    pub crates: &'static [Crate],
    /// The files that are broken when nobody chooses, as globs.
    pub files: &'static [&'static str],
    /// Files among them that decide nothing.
    pub spared: &'static [&'static str],
    /// What `rsmlab` is told to judge it, the quickest first.
    pub suite: &'static [&'static str],
    /// What is run over that which the suite does not notice, the quickest first.
    pub others: &'static [Other],
    /// The packages whose tests are among the others.
    pub tested: &'static [&'static str],
    /// The list of what nothing notices, and why.
    pub survivors: &'static str,
    /// How many of the mutants the suite has to notice, in percent.
    pub good: usize,
}

/// What may notice a mutant that the suite does not.
#[derive(Clone, Copy, Debug)]
pub enum Other {
    /// A test of the packages by the name of its target; what bears the name of a crate are the tests beside its code.
    Test(&'static str),
    /// What `rsmlab` is told.
    Program(&'static str),
}

use Other::{Program, Test};

static ENGINE_AND_SIMULATOR: MutantSubject = MutantSubject {
    folder: "mutation",
    crates: &LIBRARY,
    // What the engine decides and does, and what is physically true.
    files: &[
        "engine/src/method/**",
        "engine/src/operation/**",
        "engine/src/world/**",
        "engine/src/engine.rs",
        "engine/src/turn.rs",
        "engine/src/guard.rs",
        "engine/src/service.rs",
        "engine/src/agenda.rs",
        "engine/src/arena.rs",
        "engine/src/deadline.rs",
        "engine/src/records.rs",
        "sim/src/hardware/**",
        "sim/src/fault/**",
        "sim/src/operator/**",
        "harness/src/database/**",
    ],
    // The situations that the exhaustive search compares (D-064).
    spared: &["engine/src/world/situation.rs", "sim/src/hardware/situation.rs"],
    // An eighth of the cases first: most mutants break so much that it notices them.
    suite: &["conformance run --jobs 1 --shard hash:1/8", "conformance run --jobs 1"],
    // The traces of all scenarios first: whatever is to be seen in any of them is seen there.
    others: &[
        Test("scenarios"),
        Test("rsmlab_engine"),
        Test("rsmlab_search"),
        Test("refusals"),
        Test("contradictions"),
        Test("hardware"),
        Test("habit"),
        Test("runner"),
        Test("settle"),
        Test("personality"),
        Test("meeting"),
        Test("twin_objects"),
        Test("rsmlab_sim"),
        Test("rsmlab_harness"),
        Test("condensed"),
        Test("generated"),
        Test("state_machine"),
        Program("explore --jobs 1 --seeds 0..1000"),
        Program("explore --jobs 1 --library all --profile hostile --calls 120 --seeds 0..100"),
        Test("anything"),
    ],
    tested: &["rsmlab-engine", "rsmlab-sim", "rsmlab-language", "rsmlab-harness", "rsmlab-search", "rsmlab-conformance"],
    survivors: "conformance/mutants/survivors.toml",
    good: 97,
};

static TARGET: MutantSubject = MutantSubject {
    folder: "mutation-of-target",
    crates: &[Crate { package: "rsmlab-scsi", folder: "scsi" }],
    files: &["scsi/src/**"],
    // One makes commands of bytes for fuzzers, the other drives a target that no scenario owns.
    spared: &["scsi/src/fuzz.rs", "scsi/src/rig.rs"],
    // Three libraries, because none has everything: the second has no bar-code reader, the third exchanges and turns over.
    suite: &[
        "smc check --target inproc:library-48",
        "smc check --target inproc:autoloader-8",
        "smc check --target inproc:jukebox-mo",
        "conformance run --jobs 1 scsi/*",
    ],
    others: &[Test("rsmlab_scsi"), Test("target"), Test("served"), Test("iscsi"), Test("scenarios")],
    tested: &["rsmlab-scsi", "rsmlab-front", "rsmlab-conformance"],
    survivors: "conformance/mutants/survivors-of-target.toml",
    good: 90,
};

impl Of {
    /// What is broken, and what judges it.
    #[must_use]
    pub fn subject(self) -> &'static MutantSubject {
        match self {
            Self::Library => &ENGINE_AND_SIMULATOR,
            Self::Target => &TARGET,
        }
    }
}
