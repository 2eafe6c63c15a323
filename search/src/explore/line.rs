//! Lines: the results of one machine for its part, in a form in which those of many can be joined.

use serde::{Deserialize, Serialize};

use super::harvest::Harvest;

/// What a machine has explored, as a line of JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExploredLine {
    /// What was explored.
    #[serde(flatten)]
    pub told: ExploredRange,
    /// What came of it.
    pub harvest: Harvest,
}

/// What was explored, as it was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExploredRange {
    /// The library.
    pub library: String,
    /// The profile.
    pub profile: String,
    /// About how many calls there are in a run.
    pub calls: u64,
    /// Whether each seed is a session that goes on from rare situations.
    #[serde(default)]
    pub branch: bool,
}

impl ExploredLine {
    /// Joins the lines of a text to those that were joined before.
    ///
    /// # Errors
    /// What is wrong with which line. Lines of different campaigns are not joined: their seeds mean different things.
    pub fn join_all(whole: &mut Option<Self>, text: &str) -> Result<(), String> {
        for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
            let line: Self = serde_json::from_str(line).map_err(|wrong| format!("line {number} is not what `explore` tells: {wrong}"))?;
            match whole {
                None => *whole = Some(line),
                Some(whole) if whole.told == line.told => whole.harvest.join(line.harvest),
                Some(whole) => {
                    let (one, other) = (&whole.told, &line.told);
                    return Err(format!(
                        "line {number} is of another campaign: {} runs of {} with {} calls, and not {} runs of {} with {} calls",
                        other.profile, other.library, other.calls, one.profile, one.library, one.calls
                    ));
                }
            }
        }
        Ok(())
    }
}
