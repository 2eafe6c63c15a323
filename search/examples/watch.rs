//! Runs many generated scenarios before the twin and prints what it objects to.
use rsmlab_search::trial::attempt;
use rsmlab_search::twin::Twin;
use rsmlab_sim::generate::{Profile, Site, generate};
use rsmlab_sim::runner::Options;
use std::collections::BTreeMap;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if args[1] == "show" {
        let site = Site::all().into_iter().find(|site| site.name() == args[2]).unwrap();
        let scenario = generate(args[4].parse().unwrap(), args[3].parse().unwrap(), &site).unwrap();
        println!("{}", rsmlab_sim::scenario::print(&scenario));
        let options = Options { events: 300_000, lines: args[5].parse().unwrap() };
        let trial = attempt(&scenario, &options, &mut Twin::new(&scenario));
        if let rsmlab_sim::runner::Verdict::Failed(failure) = &trial.report.unwrap().result {
            println!("{failure}");
            for line in &failure.before {
                println!("{line:?}");
            }
        }
        return;
    }
    let mut ways: BTreeMap<String, (u64, String)> = BTreeMap::new();
    let mut runs = 0;
    let note = |scenario: &rsmlab_sim::scenario::Scenario, name: String, ways: &mut BTreeMap<String, (u64, String)>| {
        let trial = attempt(scenario, &Options { events: 300_000, lines: 40 }, &mut Twin::new(scenario));
        if let Some(failing) = trial.failing {
            let entry = ways.entry(failing.way.to_string()).or_insert((0, format!("{name}\n{}", failing.told)));
            entry.0 += 1;
            if entry.0 == 1 {
                println!("NEW {}", entry.1);
            }
        }
    };
    if args[1] == "files" {
        for path in &args[2..] {
            let text = std::fs::read_to_string(path).unwrap();
            match rsmlab_sim::scenario::parse(path, &text) {
                Ok(scenario) => note(&scenario, path.clone(), &mut ways),
                Err(_) => println!("cannot parse {path}"),
            }
            runs += 1;
        }
    } else {
        let (from, to): (u64, u64) = (args[1].parse().unwrap(), args[2].parse().unwrap());
        for site in Site::all().iter().filter(|site| args.len() < 4 || args[3..].iter().any(|name| name == site.name())) {
            for profile in Profile::ALL {
                for seed in from..to {
                    let Ok(scenario) = generate(seed, profile, site) else { continue };
                    note(&scenario, format!("{} {profile} {seed}", site.name()), &mut ways);
                    runs += 1;
                }
            }
        }
    }
    println!("{runs} runs");
    for (way, (count, first)) in &ways {
        println!("=== {count} x {way}\n    first: {}", &first[..first.len().min(6000)]);
    }
}
