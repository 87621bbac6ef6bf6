//! Incident files as rows.
