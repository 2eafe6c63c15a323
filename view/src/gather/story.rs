//! The story: the scenario's own lines, which of them each event comes from, and what was not as it should be.

use rsmlab_harness::runner;
use rsmlab_language::model::Span;

use super::PlayedScenario;
use crate::model::{FailureView, Run, ScenarioText, Statement};

/// Puts the scenario beside its run.
pub fn tell(run: &mut Run, PlayedScenario { text, scenario, report, .. }: PlayedScenario<'_>) {
    let lines = Lines::of(text);
    let reached = scenario.script.iter().zip(&report.reached);
    let statement = |(step, reached): (&rsmlab_language::model::Located<_>, &runner::Reached)| {
        let (line, last) = lines.of_span(step.span);
        Statement { line, last, at: reached.at.0, event: reached.events as usize }
    };
    let statements = reached.map(statement).collect();
    run.scenario = Some(ScenarioText { lines: text.lines().map(str::to_owned).collect(), statements });
    let acts = report.journal.iter().flat_map(|journal| &journal.acts);
    for (first, span) in acts {
        if let Some(line) = run.events.line.get_mut(first.0 as usize) {
            *line = lines.of_span(*span).0;
        }
    }
    // What came of something comes from the same line. Causes come first.
    for event in 0..run.events.line.len() {
        if let Ok(cause) = usize::try_from(run.events.cause[event])
            && cause < event
            && run.events.line[event] == 0
        {
            run.events.line[event] = run.events.line[cause];
        }
    }
}

/// What was not as it should be in a run of so many events.
pub fn failure(failure: &runner::RunFailure, text: &str, events: usize) -> FailureView {
    let chain: Vec<usize> = failure.causes.iter().filter_map(|line| number_of(line)).filter(|event| *event < events).collect();
    FailureView {
        line: failure.span.map(|span| span.line(text)),
        expected: failure.expected.clone(),
        came: failure.came.clone(),
        why: failure.why.clone(),
        help: failure.refused.iter().map(|refused| refused.told(text)).collect(),
        event: chain.last().copied().unwrap_or_else(|| events.saturating_sub(1)),
        chain: distinct(chain),
    }
}

/// The number with which a line of a trace begins.
fn number_of(line: &str) -> Option<usize> {
    line.split_whitespace().next()?.parse().ok()
}

fn distinct(mut chain: Vec<usize>) -> Vec<usize> {
    chain.dedup();
    chain
}

/// Where the lines of a text begin.
struct Lines {
    begins: Vec<usize>,
}

impl Lines {
    fn of(text: &str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self { begins: [0].into_iter().chain(ends).collect() }
    }

    /// The first and the last line of what stands there, from 1.
    fn of_span(&self, span: Span) -> (usize, usize) {
        let line = |offset: usize| self.begins.partition_point(|begin| *begin <= offset);
        (line(span.offset), line(span.offset + span.length.saturating_sub(1)))
    }
}
