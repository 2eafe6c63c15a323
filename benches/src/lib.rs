//! The benches of rsmlab; see `benches/`.
