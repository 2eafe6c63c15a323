//! Library control: injection, ejection, door access, inventory, and the withdrawal of requests.

pub mod access_library_door;
pub mod cancel_library_request;
pub mod eject_media;
pub mod get_request_order;
pub mod get_volumes_from_drive;
pub mod inject_media;
pub mod inventory_library;
mod running;

pub(crate) use running::{port_for, running_session};
