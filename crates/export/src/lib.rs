//! Views of triage records as CSV and JSON: pure functions from records to bytes.
