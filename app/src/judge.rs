//! The one place where pages ask the core for a record or for another decision on it.

use triage::{Settings, Triage};

pub use stub::{Engine, blank, judge};

/// The record under other settings: a new decision on stored scores, no model run.
pub fn redecide(record: &Triage, settings: Settings) -> Triage {
    let mut next = record.clone();
    next.settings = settings;
    next.decision = settings.decide(&record.scores, record.out_of_domain_bound);
    next
}

mod stub {
    pub fn judge(_model: &std::sync::Arc<Model>, _text: &str, _settings: &Settings) -> Triage {
        unimplemented!()
    }
    pub fn blank() -> Triage {
        unimplemented!()
    }

    use classifier::Model;
    use triage::{Settings, Source, Triage};

    /// Stands in until `triage` has its own.
    pub struct Engine(Model);

    impl Engine {
        pub fn new(model: Model) -> Self {
            Self(model)
        }
        pub fn model_id(&self) -> &str {
            self.0.id()
        }
        pub fn out_of_domain_bound(&self) -> f32 {
            self.0.out_of_domain_bound()
        }
        pub fn triage(&self, _text: &str, _settings: &Settings, _source: Source) -> Triage {
            unimplemented!()
        }
    }
}
