//! Nothing a client, the hardware, the store or the service can say makes the engine panic, breaks an invariant of the
//! world, or loses a reply; nor does whatever befalls its database.

use proptest::prelude::*;
use rsmlab_search::fuzz::bench::{FuzzAct, FuzzBench};
use rsmlab_search::fuzz::damage::Damage;
use rsmlab_search::fuzz::databases;

fn acts() -> impl Strategy<Value = Vec<FuzzAct>> {
    proptest::collection::vec(any::<[u8; 8]>().prop_map(FuzzAct::from), 1..300)
}

fn damages() -> impl Strategy<Value = Vec<Damage>> {
    proptest::collection::vec(any::<[u8; 8]>().prop_map(Damage::from), 1..4)
}

/// A service that has done all this.
fn after(acts: &[FuzzAct]) -> FuzzBench {
    let mut bench = FuzzBench::new();
    acts.iter().for_each(|act| bench.act(*act));
    bench.settle();
    bench
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.max(500), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_input_breaks_the_engine(acts in acts()) {
        after(&acts).stop();
    }

    /// A damaged database is refused, or what it says can be true and stays so.
    #[test]
    fn a_damaged_database_is_refused_or_can_be_true(before in acts(), damages in damages(), later in acts()) {
        databases::hold(&before, &damages, &later);
    }

    /// A write that fails leaves the world as it was, but for the facts that came with it.
    #[test]
    fn a_refused_write_of_a_call_leaves_no_trace(acts in acts(), method in 0u8..25, ids in any::<[u8; 3]>(), number in 0u32..4) {
        after(&acts).refuse(method, ids, number);
    }
}
