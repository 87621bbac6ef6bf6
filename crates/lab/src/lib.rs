//! Training, splits, metrics and reports.
