//! The shell steps of docs/ci.md, run as they stand there. To be quick, each run of the suite is of a few cases only.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use snapbox::cmd::cargo_bin;

use super::{folder, root, write};

/// What is added to each run of the suite: cases of all kinds that take no time.
const FEW: &str = "'*/InjectNtmsCleaner/slot-*'";

/// A step, and of which part of the page it is.
struct Step {
    part: String,
    line: String,
}

/// The commands of the page that run rsmlab, in their order.
fn steps() -> Vec<Step> {
    let page = fs::read_to_string(root().join("docs/ci.md")).expect("the page is there");
    let (mut part, mut is_code, mut steps) = (String::new(), false, Vec::new());
    for line in page.lines() {
        if line.starts_with("```") {
            is_code = !is_code;
        } else if let Some(heading) = line.strip_prefix("## ") {
            heading.clone_into(&mut part);
        } else if is_code {
            let bare = line.trim().trim_start_matches("- run: ").trim_start_matches("- ").trim_start_matches("sh ").trim_matches('\'');
            if bare.starts_with("rsmlab ") {
                steps.push(Step { part: part.clone(), line: bare.to_owned() });
            }
        }
    }
    steps
}

/// Runs a step in a shell that finds the program; what it says if it does not end with 0.
fn run(folder: &Path, step: &str, environment: &[(&str, &str)]) -> Result<(), String> {
    let step = if step.contains("conformance run") || step.contains("bless-expected") { format!("{step} {FEW}") } else { step.to_owned() };
    let bin = cargo_bin!("rsmlab").parent().expect("a program is in a folder").display().to_string();
    let mut command = Command::new("sh");
    command.args(["-e", "-c", &format!("PATH=\"{bin}:$PATH\"\n{step}")]).current_dir(folder).env("NO_COLOR", "1");
    command.env_remove("GITHUB_ACTIONS").env_remove("GITHUB_STEP_SUMMARY").envs(environment.iter().copied());
    let output = command.output().expect("there is a shell");
    let told = || format!("{step}\n{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if output.status.success() { Ok(()) } else { Err(told()) }
}

#[test]
fn the_steps_of_the_page_run_as_they_stand_there() {
    let steps = steps();
    for part in ["The step itself", "An engine that has a part of it", "In parts", "GitHub", "GitLab", "Jenkins"] {
        assert!(steps.iter().any(|step| step.part == part), "{part} has no steps");
    }
    let mut failed = Vec::new();
    let mut here = String::new();
    let mut folder = folder("pipelines");
    for Step { part, line } in steps {
        if part != here {
            part.clone_into(&mut here);
            folder = super::folder(&format!("pipelines-{}", part.to_lowercase().replace(' ', "-")));
            write(&folder, "my-engine", format!("#!/bin/sh\nexec {} engine --stdio\n", cargo_bin!("rsmlab").display()));
            fs::set_permissions(folder.join("my-engine"), fs::Permissions::from_mode(0o755)).expect("it is ours");
        }
        // What a server says of the part of a job.
        let parts: &[&str] = if line.contains("matrix.part") || line.contains("CI_NODE_INDEX") { &["1", "2", "3", "4"] } else { &[""] };
        for number in parts {
            let line = line.replace("${{ matrix.part }}", number);
            let environment = [("CI_NODE_INDEX", *number), ("CI_NODE_TOTAL", "4")];
            failed.extend(run(&folder, &line, &environment).err());
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}
