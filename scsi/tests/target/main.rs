//! The target, as initiators see it: command descriptor blocks in, answers out.

mod anything;
mod bench;
mod bytes;
mod drives;
mod moves;
mod nexuses;
mod reports;
