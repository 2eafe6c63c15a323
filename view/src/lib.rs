//! The view: a run as data, and a page that shows it.
//!
//! [`gather`] makes a [`Run`] of a trace and of the runner's report, once; everything that shows a run reads only that. [`mod@page`] puts it
//! into one HTML file that needs nothing else, [`perfetto`] into a Trace Event file, and a [`glance`](glance::glance) is one line of it.

#![forbid(unsafe_code)]

pub mod gather;
pub mod glance;
pub mod model;
pub mod page;
pub mod perfetto;

pub use self::gather::{PlayedScenario, of_run, of_trace};
pub use self::glance::glance;
pub use self::model::Run;
pub use self::page::page;
