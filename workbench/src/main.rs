//! Writes the page of the workbench (`workbench/build.sh`).

#![forbid(unsafe_code)]

use std::io;
use std::path::{Path, PathBuf};
use std::{env, fs};

use rsmlab_conformance::discover::is_personality;
use rsmlab_language::beside::FileBeside;
use rsmlab_language::parse_beside;
use rsmlab_workbench::page::{PageParts, Story, page};

fn main() -> io::Result<()> {
    let arguments: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let [module, glue, stories, output] = arguments.as_slice() else {
        return Err(io::Error::other(
            "four files are needed: the compressed module in base 64, its glue, the folder of stories, and the page",
        ));
    };
    let (module, glue) = (fs::read_to_string(module)?, fs::read_to_string(glue)?);
    let (stories, beside) = files(stories)?;
    fs::write(output, page(PageParts { module: module.trim_end(), glue: &glue, stories: &stories, beside: &beside }))
}

/// The stories of a folder by their titles, and the machines beside them.
fn files(folder: &Path) -> io::Result<(Vec<Story>, Vec<Story>)> {
    let (mut stories, mut beside) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let Some(name) = path.file_name().map(|name| name.to_string_lossy().into_owned()).filter(|name| name.ends_with(".kdl")) else {
            continue;
        };
        let text = fs::read_to_string(&path)?;
        if is_personality(&path) {
            beside.push(Story { title: name.clone(), name, text });
        } else {
            let title = title(folder, &name, &text)?;
            stories.push(Story { name, title, text });
        }
    }
    stories.sort_by(|one, other| one.title.cmp(&other.title));
    beside.sort_by(|one, other| one.name.cmp(&other.name));
    Ok((stories, beside))
}

/// What a story is about.
fn title(folder: &Path, name: &str, text: &str) -> io::Result<String> {
    let beside = |file: &str| {
        let text = fs::read_to_string(folder.join(file)).map_err(|cause| cause.to_string())?;
        Ok(FileBeside { name: file.to_owned(), text: text.into() })
    };
    let scenario =
        parse_beside(name, text, &beside).map_err(|mistakes| io::Error::other(format!("{mistakes}: {:?}", mistakes.mistakes)))?;
    Ok(scenario.title)
}
