//! Notifications: channels are opened, waited on and closed.

pub mod close_notification;
pub mod open_notification;
pub mod wait_for_notification;
