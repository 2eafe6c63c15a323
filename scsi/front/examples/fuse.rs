//! Serves a fake changer and two fake drives in a folder, until a line comes on its standard input: `cargo run --example fuse DIR`.
//!
//! It is for trying real programs against the front alone: `mtx -f DIR/changer0 inquiry`, `mt -f DIR/nst0 status`.

#[path = "../tests/fake/mod.rs"]
mod fake;

#[cfg(target_os = "linux")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    use std::io::Write;
    use std::sync::Arc;

    use rsmlab_front::fuse::{MountConfig, MountedFolder};

    let folder = std::env::args_os().nth(1).ok_or("which folder?")?;
    let fake = Arc::new(fake::Fake::with_drives(2));
    let mount = MountedFolder::at(folder.as_ref(), MountConfig::default(), Arc::clone(&fake) as Arc<_>)?;
    let mut out = std::io::stdout();
    if let Some(caution) = mount.caution() {
        writeln!(out, "{caution}")?;
    }
    writeln!(out, "serving")?;
    std::io::stdin().read_line(&mut String::new())?;
    fake.arrive();
    Ok(mount.stop()?)
}

#[cfg(not(target_os = "linux"))]
fn main() {}
