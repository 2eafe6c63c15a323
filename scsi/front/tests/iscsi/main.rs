//! The iSCSI front, seen by an initiator.

mod bytes;
mod commands;
mod death;
mod fake;
mod initiator;
mod login;
mod sessions;
mod task_management;

use std::sync::Arc;

use rsmlab_front::iscsi::{Server, ServerConfig};

use self::fake::Fake;
use self::initiator::TARGET;

/// A server of a fake service.
fn serve() -> (Server, Arc<Fake>) {
    serve_with(ServerConfig::new(TARGET))
}

fn serve_with(config: ServerConfig) -> (Server, Arc<Fake>) {
    let fake = Arc::new(Fake::default());
    let server = Server::bind(([127, 0, 0, 1], 0).into(), config, Arc::<Fake>::clone(&fake)).expect("a loopback address is free");
    (server, fake)
}
