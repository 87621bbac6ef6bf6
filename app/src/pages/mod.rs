//! One file a page.

mod about;
mod batch;
mod bulk;
mod groups;
mod incident;
mod language;
mod not_found;
mod opinions;
mod record;
mod row;
mod triage;

pub use about::About;
pub use batch::Batch;
pub use bulk::Bulk;
pub use groups::Groups;
pub use incident::Incident;
pub use language::Language;
pub use not_found::NotFound;
pub use opinions::Opinions;
pub use row::RowPage;
pub use triage::Triage;
