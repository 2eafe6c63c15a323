//! A log that the store has written anew tells the twin no less than the one before: a write that became durable as the process went down
//! is seen, and nothing else is taken for one.

use rsmlab_search::trial;

/// A large library makes a long log at once, and the process goes down over a write.
const TEXT: &str = r#"
title "A process goes down over a write to a log that was written anew"
database lost=#true
library L1 like=library-10000
cartridge T10 at=L1.slot.1
fault L1.reader fails
fault L1 reset
run until=quiet
fault database crashes-after
ann CancelNtmsOperatorRequest request=NTMS_OPREQ_DEVICESERVICE
service start
"#;

#[test]
fn what_became_durable_unseen_is_seen_in_a_log_written_anew() {
    let scenario = rsmlab_language::parse("written-anew.kdl", TEXT).expect("it is a scenario");
    assert_eq!(trial::watched(&scenario).failing, None);
}
