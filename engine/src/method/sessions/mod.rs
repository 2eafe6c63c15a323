//! Sessions: OpenNtmsSession and CloseNtmsSession.

pub mod close_session;
pub mod open_session;
