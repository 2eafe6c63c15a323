//! Does one row of what is counted in instructions. `benches/instructions.sh` runs it, and counts.

#![allow(clippy::print_stdout, reason = "the script reads what there is to count")]

use rsmlab_benches::counted::ROWS;

fn main() {
    let name = std::env::args().nth(1).unwrap_or_default();
    if let Some(row) = ROWS.iter().find(|row| row.name == name) {
        (row.work)(row.units);
    } else {
        // Without a name, or under `cargo bench`, it says what there is.
        ROWS.iter().for_each(|row| println!("{} {} {}", row.name, row.units, row.unit));
    }
}
