//! The ports of a library, as a target has seen them.

use rsmlab_sim::hardware::Library;

/// Which ports stood out when they were looked at last, the first port first.
#[derive(Clone, Debug, Default, Hash)]
pub struct Ports {
    out: Vec<bool>,
}

impl Ports {
    /// Looks at the ports, and says whether any has moved since.
    pub fn look(&mut self, library: &Library) -> bool {
        let out = || library.ports.iter().map(|port| port.extended);
        let moved = !out().eq(self.out.iter().copied());
        if moved {
            self.out = out().collect();
        }
        moved
    }
}
