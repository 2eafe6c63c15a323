//! Object information: records, lists, and putting things in and out of service.

pub mod disable_object;
pub mod enable_object;
pub mod enumerate_object;
pub mod get_object_information;
mod records;
mod switching;
