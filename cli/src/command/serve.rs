//! `rsmlab serve` and `rsmlab control`.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};

use rsmlab_conformance::discover::display;
use rsmlab_conformance::find::closest;
use rsmlab_front::control::{self, Control};
#[cfg(target_os = "linux")]
use rsmlab_front::fuse::{self, MountedFolder};
use rsmlab_front::iscsi;
use rsmlab_front::live::{LiveLibrary, ServedScenario, Unserved};
use rsmlab_front::replay;
use rsmlab_front::served::ServedWorld;
use rsmlab_front::service::Service;
use rsmlab_harness::trace::{Kept, Trace};
use rsmlab_language::personality::built_in;

use super::{catalogue, is_same, load_runnable};
use crate::arguments::TraceFormat;
use crate::arguments::serve::{ControlArguments, ServeArguments};
use crate::exit::Exit;
use crate::print::{BAD, Printer};

/// The name of the target that initiators ask for.
const TARGET: &str = "iqn.2026-11.lab.rsm:library";

/// Serves a library until somebody ends the program.
pub fn perform(arguments: &ServeArguments, printer: &mut Printer) -> Exit {
    serve(arguments, printer).unwrap_or_else(|exit| exit)
}

/// Says a line to a library that is served.
pub fn say(arguments: &ControlArguments, printer: &mut Printer) -> Exit {
    match control::say(&arguments.at, &arguments.line.join(" ")) {
        Ok(Ok(told)) => {
            if !told.is_empty() {
                printer.tell(told);
            }
            Exit::Held
        }
        Ok(Err(why)) => {
            printer.tell(format_args!("{BAD}error{BAD:#}: {why}"));
            Exit::Unmet
        }
        Err(cause) => {
            printer.tell(format_args!("{BAD}error{BAD:#}: nobody can be spoken to at {}: {cause}", arguments.at));
            printer.tell("  `rsmlab serve ... --control PATH` opens such a socket");
            Exit::Mistakes
        }
    }
}

/// Prints the scenario of a trace.
pub fn scenario_of(trace: &Path, printer: &mut Printer) -> Exit {
    let text = match fs::read_to_string(trace) {
        Ok(text) => text,
        Err(cause) => return wrong(&format!("cannot read {}: {cause}", trace.display()), printer),
    };
    match replay::scenario_of(&text) {
        Ok(scenario) => {
            printer.exact(scenario.trim_end());
            Exit::Held
        }
        Err(why) => wrong(&format!("{}: {why}", trace.display()), printer),
    }
}

fn serve(arguments: &ServeArguments, printer: &mut Printer) -> Result<Exit, Exit> {
    let kept = if arguments.trace.is_some() { Kept::Everything } else { Kept::Nothing };
    // What cannot be written is told before anybody has worked for it.
    if let Some(file) = &arguments.trace {
        if is_same(file, Path::new(&arguments.what)) {
            return Err(wrong(
                &format!("{} is what is served, and would be written over; name another file with --trace", file.display()),
                printer,
            ));
        }
        // What it holds stays until there is something to put in its place.
        let opened = fs::OpenOptions::new().create(true).append(true).open(file);
        opened.map_err(|cause| unwritable(file, &cause, printer))?;
    }
    let world = world(&arguments.what, printer)?;
    let library = LiveLibrary::begin(world, arguments.library.as_deref(), kept).map_err(|unserved| {
        let mistaken = wrong(&unserved, printer);
        // What its script expects does not hold, as `rsmlab run` of it says.
        if matches!(unserved, Unserved::Failed { .. }) { Exit::Unmet } else { mistaken }
    })?;
    if let Some(caution) = library.caution() {
        printer.tell(caution);
    }
    let served = Arc::new(ServedWorld::begin(library, arguments.speed.0));
    let (end, ended) = mpsc::channel();
    let from_signal = end.clone();
    ctrlc::set_handler(move || {
        // Nobody waits any more when it is over already.
        let _over = from_signal.send(());
    })
    .map_err(|cause| wrong(&cause, printer))?;

    let iscsi = arguments.iscsi.map(|address| {
        let config = iscsi::ServerConfig { allow_remote: arguments.allow_remote, ..iscsi::ServerConfig::new(TARGET) };
        iscsi::Server::bind(address, config, Arc::clone(&served) as Arc<dyn Service>)
    });
    let iscsi = iscsi.transpose().map_err(|cause| wrong(&cause, printer))?;
    if let Some(server) = &iscsi {
        printer.tell(format_args!("serving iscsi://{}/{TARGET}", server.local_addr()));
    }
    #[cfg(target_os = "linux")]
    let mount = mount(arguments, &served, printer)?;
    let control = arguments.control.as_ref().map(|address| {
        let served = Arc::clone(&served);
        Control::open(address, Arc::new(move |line: &str| hear(&served, world, line)))
    });
    let control = control.transpose().map_err(|cause| wrong(&format!("no control socket: {cause}"), printer))?;
    if let Some(control) = &control {
        printer.tell(format_args!("hearing what is said at {}", control.address));
    }
    printer.tell("Ctrl-C ends it");

    // A front that ends on its own leaves the others alone; only a person ends all of it.
    let _closed = ended.recv();
    drop(end);
    if let Some(server) = iscsi {
        server.stop();
    }
    #[cfg(target_os = "linux")]
    if let Some(mount) = mount {
        mount.stop().map_err(|cause| wrong(&cause, printer))?;
    }
    served.stop();
    drop(control);
    let troubles = served.with(|library| library.trouble().to_vec());
    for trouble in &troubles {
        printer.tell(format_args!("while it was served: {trouble}"));
    }
    if let Some(file) = &arguments.trace {
        let written = served.with(|library| fs::write(file, told(library.trace(), arguments.trace_format)));
        written.map_err(|cause| unwritable(file, &cause, printer))?;
    }
    Ok(if troubles.is_empty() { Exit::Held } else { Exit::Unmet })
}

#[cfg(target_os = "linux")]
fn mount(arguments: &ServeArguments, served: &Arc<ServedWorld<LiveLibrary>>, printer: &mut Printer) -> Result<Option<MountedFolder>, Exit> {
    let Some(folder) = &arguments.fuse else { return Ok(None) };
    let mount = MountedFolder::at(folder, fuse::MountConfig::default(), Arc::clone(served) as Arc<dyn Service>);
    let mount = mount.map_err(|cause| wrong(&cause, printer))?;
    if let Some(caution) = mount.caution() {
        printer.tell(caution);
    }
    let drives = served.units().len().saturating_sub(1);
    printer.tell(format_args!("serving {0}/changer0 and {drives} drives, {0}/nst0 the first", folder.display()));
    Ok(Some(mount))
}

/// Does what a line at the control socket says: `time`, or a statement.
fn hear(served: &ServedWorld<LiveLibrary>, world: ServedScenario, line: &str) -> Result<String, String> {
    if line == "time" {
        return Ok(served.with(|library| rsmlab_engine::time::Millis(library.time().0).to_string()));
    }
    // What an earlier statement has set going and has failed since is no answer to this one.
    let (earlier, said, own) = served.with(|library| {
        let earlier = library.new_trouble();
        let said = library.say(line, served.pace(), &|file| world.scenario.beside(file));
        (earlier, said, library.new_trouble())
    });
    said?;
    match (own.is_empty(), earlier.is_empty()) {
        (false, _) => Err(own.join("; ")),
        (true, true) => Ok(String::new()),
        (true, false) => Ok(format!("went wrong before: {}", earlier.join("; "))),
    }
}

/// A trace as it is written into a file.
fn told(trace: &Trace, format: TraceFormat) -> String {
    match format {
        TraceFormat::Text => trace.text(),
        TraceFormat::Json => trace.json_lines().fold(String::new(), |mut text, line| {
            // Writing into a text cannot fail.
            let _written = writeln!(text, "{line}");
            text
        }),
    }
}

fn unwritable(file: &Path, cause: &std::io::Error, printer: &mut Printer) -> Exit {
    wrong(&format!("cannot write {}: {cause}; name another file with --trace", file.display()), printer)
}

fn wrong(cause: &dyn std::fmt::Display, printer: &mut Printer) -> Exit {
    printer.tell(format_args!("{BAD}error{BAD:#}: {cause}"));
    Exit::Mistakes
}

/// The world to serve: that of a scenario file, or a machine of this name with tapes in it. It is there as long as the process.
fn world(what: &str, printer: &mut Printer) -> Result<ServedScenario, Exit> {
    let path = Path::new(what);
    if let Some(world) = ServedScenario::stocked(what) {
        return world.map_err(|mistakes| {
            printer.internal_error(what, &mistakes.to_string());
            Exit::Internal
        });
    }
    if path.extension().is_none_or(|extension| extension != "kdl") && !path.is_file() {
        let meant = closest(what, built_in::names().map(str::to_owned));
        let meant = meant.first().map(|nearest| format!("; did you mean `{nearest}`?")).unwrap_or_default();
        printer.tell(format_args!("{BAD}error{BAD:#}: `{what}` is neither a scenario file (*.kdl) nor a library that is built in{meant}"));
        printer.tell("  `rsmlab library list` names those that are built in");
        return Err(Exit::Mistakes);
    }
    let catalogue = catalogue(printer)?;
    let mut loaded = load_runnable(&[PathBuf::from(what)], &catalogue, printer)?;
    let Some(loaded) = loaded.pop() else { return Err(Exit::Nothing) };
    Ok(ServedScenario::kept(display(path), String::from(&*loaded.text), loaded.scenario))
}
