//! The medium changer (SMC-3). One file a command; what they share stands in `address`, `report` and `search`.

mod address;
mod exchange_medium;
mod initialize_element_status;
pub(crate) mod log_sense;
mod mode_sense;
mod move_medium;
mod open_close_import_export;
mod position_to_element;
pub(crate) mod read_element_status;
mod report;
mod request_volume_element_address;
pub(crate) mod search;
mod send_volume_tag;
mod test_unit_ready;

use crate::served::ServedCommand;

/// The commands of the changer, without those of every logical unit.
pub(crate) static SERVED: &[ServedCommand] = &[
    test_unit_ready::SERVED,
    initialize_element_status::SERVED,
    mode_sense::SERVED_6,
    open_close_import_export::SERVED,
    position_to_element::SERVED,
    initialize_element_status::WITH_RANGE,
    log_sense::SERVED,
    mode_sense::SERVED_10,
    move_medium::SERVED,
    exchange_medium::SERVED,
    request_volume_element_address::SERVED,
    send_volume_tag::SERVED,
    read_element_status::SERVED,
    initialize_element_status::WITH_RANGE_OF_EXABYTE,
];
