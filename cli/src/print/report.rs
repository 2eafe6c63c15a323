//! A report in the form that the command line selects: on stdout, in a folder, and on GitHub.

use std::path::Path;
use std::sync::Mutex;
use std::{fs, io};

use jiff::Timestamp;
use rsmlab_conformance::catalogue::Catalogue;
use rsmlab_conformance::discover::display;
use rsmlab_conformance::matrix::results::Results;
use rsmlab_conformance::report::files::{self, Left};
use rsmlab_conformance::report::junit::junit;
use rsmlab_conformance::report::tap::Stream;
use rsmlab_conformance::report::{Entry, Report};

use super::ways::FromFile;
use super::{BAD, Printer, github};
use crate::arguments::{ReportFormat, ResultOptions};
use crate::exit::Exit;

/// Reports what came of a run, from its beginning to its end.
pub struct ReportTeller<'p> {
    format: ReportFormat,
    out: Option<&'p Path>,
    began: Timestamp,
    catalogue: &'p Catalogue,
    /// TAP is told while the run goes on.
    live: Mutex<(Stream, &'p mut Printer)>,
}

impl<'p> ReportTeller<'p> {
    /// Begins to tell of so many cases; after so many unexpected results the rest is skipped.
    pub fn begin(
        told: &'p ResultOptions,
        cases: usize,
        max_fail: Option<usize>,
        catalogue: &'p Catalogue,
        printer: &'p mut Printer,
    ) -> Self {
        if told.format == ReportFormat::Tap {
            printer.exact(Stream::begin(cases).trim_end());
            printer.flush();
        }
        // When a run took place is a matter of its surroundings, and no trace knows of it.
        let began = Timestamp::now();
        Self { format: told.format, out: told.out.as_deref(), began, catalogue, live: Mutex::new((Stream::up_to(max_fail), printer)) }
    }

    /// Tells of a case that is known; `place` counts those that need no others.
    pub fn hear(&self, place: usize, entry: impl FnOnce() -> Entry) {
        if self.format != ReportFormat::Tap {
            return;
        }
        let mut live = self.live.lock().expect("nobody panics who holds it");
        let (stream, printer) = &mut *live;
        let points = stream.take(place, entry());
        if !points.is_empty() {
            printer.exact(points.trim_end());
            printer.flush();
        }
    }

    /// Tells what is left to be told when all is known. What people and programs are told in a form of their own is made then.
    pub fn end(
        self,
        report: &Report,
        left: &[Left<'_>],
        human: impl FnOnce(&mut Printer),
        json: impl FnOnce() -> String,
    ) -> Result<(), Exit> {
        let (mut stream, printer) = self.live.into_inner().expect("nobody panicked who held it");
        let results = Results::of(self.catalogue, report);
        if let Some(folder) = self.out
            && let Err(cause) = files::write(folder, report, self.began, left).and_then(|()| write_page(folder, &results))
        {
            printer.tell(format_args!("{BAD}error{BAD:#}: cannot write into {}: {cause}", display(folder)));
            return Err(Exit::Mistakes);
        }
        github::tell(report, printer);
        match self.format {
            ReportFormat::Human => human(printer),
            ReportFormat::Json => printer.exact(json().trim_end()),
            ReportFormat::Tap => printer.exact(stream.end(report).trim_end()),
            ReportFormat::Html => printer.exact(results.to_html(&FromFile::new(None)).trim_end()),
            ReportFormat::Junit => match junit(report, self.began) {
                Ok(text) => printer.exact(text.trim_end()),
                Err(wrong) => {
                    printer.internal_error("the JUnit report", &wrong);
                    return Err(Exit::Internal);
                }
            },
        }
        Ok(())
    }
}

/// Writes the page of a run among its other results.
fn write_page(folder: &Path, results: &Results<'_>) -> io::Result<()> {
    fs::write(folder.join("report.html"), results.to_html(&FromFile::among_results(folder)))
}
