//! How something that can fail is written down: `{"ok": …}` or `{"error": …}`.

use serde::{Deserialize, Serialize};

/// The form of a [`Result`] outside; programs in other languages read these two words.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(remote = "Result", rename_all = "snake_case")]
pub enum Ended<T, E> {
    /// It was done, and brought this.
    Ok(T),
    /// It was not done, for this reason.
    #[serde(rename = "error")]
    Err(E),
}
