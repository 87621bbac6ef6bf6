//! From settings and a number to a row.
//!
//! The plan comes first ([`crate::plan`]). Then the texts are told; they note which slots they
//! used. Then the columns follow what the texts say. Over 400 lines with its test: the
//! test holds each column to the texts and needs what is private here.

use taxonomy::{Label, Severity};

use crate::campaign::Campaigns;
use crate::grammar::Register;
use crate::library::{Library, Op, Told, library};
use crate::network::{self, Direction};
use crate::noise::{Noise, Rate};
use crate::plan::{Plan, bounds};
use crate::rng::{Rng, below, join};
use crate::row::Row;
use crate::scenario::Scenario;
use crate::settings::{Settings, SettingsError, neighbours};
use crate::slot::{Slot, decimal};
use crate::tell::{Teller, Used};

/// Streams of a scenario's draws: who tells its report, and its log line.
const REPORT: u64 = 2;
const LOG: u64 = 3;

/// Rows whose frames are touched together.
const AHEAD: usize = 16;

/// Makes rows. The same settings and number give the same row, in any order, on any machine.
#[derive(Debug, Clone)]
pub struct Rows {
    pub(crate) settings: Settings,
    pub(crate) library: &'static Library,
    pub(crate) campaigns: Campaigns,
    noise: Rate,
    /// Bounds of the labels in `0.0..=1.0`: of the mix, and of the rows outside campaigns, which
    /// make up for what campaigns bring in.
    pub(crate) mix: [f64; Label::COUNT],
    pub(crate) single: [f64; Label::COUNT],
}

/// How many frames tell rows: [`Row::frame`] is below it.
pub fn frames() -> usize {
    library().frames.len()
}

/// What is known of the frame with this number.
pub fn frame(number: u32) -> crate::corpus::Place {
    library().frames[number as usize].place
}

impl Rows {
    /// # Errors
    /// Settings out of their range.
    pub fn new(settings: Settings) -> Result<Self, SettingsError> {
        settings.check()?;
        let sum: f64 = settings.mix.iter().sum();
        let shares = settings.mix.map(|weight| weight / sum);
        let campaigns = Campaigns::new(settings.seed, settings.campaigns, &settings.mix);
        // What rows outside campaigns have to bring so that the whole keeps to the mix.
        let arcs = campaigns.arc_shares();
        let waves = 1.0 - arcs.iter().sum::<f64>();
        let mut rest = [0.0; Label::COUNT];
        for (label, share) in shares.iter().enumerate() {
            let brought = settings.campaigns * (arcs[label] + waves * share);
            rest[label] = (share - brought).max(0.0);
        }
        if rest.iter().sum::<f64>() <= 0.0 {
            rest = shares;
        }
        Ok(Self {
            library: library(),
            campaigns,
            noise: Rate::new(settings.noise),
            mix: bounds(&shares),
            single: bounds(&rest),
            settings,
        })
    }

    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Fills `row` with event number `id`.
    pub fn fill(&self, id: u64, row: &mut Row) {
        self.tell(id, &self.plan(id), row);
    }

    /// As [`Self::fill`] for each of `ids`, in the order in which their frames lie in memory. Frames
    /// are many and rows draw them at random: one after the other, each would be fetched from far away.
    pub fn fill_near(
        &self,
        ids: std::ops::Range<u64>,
        row: &mut Row,
        mut filled: impl FnMut(&Row),
    ) {
        let plans: Vec<Plan> = ids.clone().map(|id| self.plan(id)).collect();
        let mut order: Vec<(u32, u32)> = (0..)
            .zip(&plans)
            .map(|(at, plan)| (plan.frame, at))
            .collect();
        order.sort_unstable();
        for part in order.chunks(AHEAD) {
            self.look_ahead(part.iter().map(|(_, at)| &plans[*at as usize]));
            for (_, at) in part {
                self.tell(ids.start + u64::from(*at), &plans[*at as usize], row);
                filled(row);
            }
        }
    }

    /// Touches the frames that the coming rows are told by. Each lies far away in memory; touched one
    /// right after the other they are waited for together, told one after the other each by itself.
    fn look_ahead<'p>(&self, plans: impl Iterator<Item = &'p Plan>) {
        let library = self.library;
        let mut cast = [None; 3 * AHEAD];
        for (plan, three) in plans.zip(cast.chunks_mut(3)) {
            let told = &library.frames[plan.frame as usize];
            let choose = |stream, among: &[u32]| {
                let mut rng = Rng::new(join(plan.scenario.seed, stream));
                rng.choose(among).copied()
            };
            three[0] = Some(plan.frame);
            three[1] = choose(REPORT, &told.reports);
            three[2] = choose(LOG, &told.logs);
        }
        let mut ops = [0; 3 * AHEAD];
        for (frame, op) in cast.iter().zip(&mut ops) {
            if let Some(frame) = frame {
                *op = library.frames[*frame as usize].program.start as usize;
            }
        }
        let mut touched = 0u8;
        for op in ops {
            if let Op::Text { start, .. } = library.ops[op] {
                touched ^= library.text.as_bytes()[start as usize];
            }
        }
        std::hint::black_box(touched);
    }

    fn tell(&self, id: u64, plan: &Plan, row: &mut Row) {
        let told = &self.library.frames[plan.frame as usize];
        row.clear();
        row.event_id = id;
        row.frame = plan.frame;
        self.name(plan, told, row);
        let used = self.texts(plan, told, row);
        self.columns(plan, told, used, row);
    }

    /// The columns that say what the row is.
    fn name(&self, plan: &Plan, told: &Told, row: &mut Row) {
        let facts = &self.library.stories[told.story as usize];
        row.true_label = facts.label;
        row.subtype = facts.name;
        row.frame_id = told.id;
        row.situation_id = told.situation;
        row.register = told.register;
        row.difficulty = told.difficulty;
        row.split = told.split;
        row.detection_rule = plan.scenario.rule;
        plan.scenario.timestamp(&mut row.timestamp);
        row.opens_campaign = plan.member.is_some_and(|member| member.row == 0);
        row.plain_report = told.reports.is_empty();
        row.plain_log = told.logs.is_empty();
        if let Some(member) = &plan.member {
            row.campaign_id.push('C');
            decimal(member.block, &mut row.campaign_id);
            row.campaign_id.push('-');
            decimal(u64::from(member.number) + 1, &mut row.campaign_id);
        }
    }

    /// The four texts.
    fn texts(&self, plan: &Plan, told: &Told, row: &mut Row) -> (Used, Used) {
        let library = self.library;
        let facts = &library.stories[told.story as usize];
        let scenario = &plan.scenario;
        let noise = |stream| Noise::new(join(scenario.seed, stream), self.noise);
        let mut teller = Teller::new(library, scenario, 1);
        let typed = typed(told.register);
        if typed {
            teller.noise = noise(0x40e1);
        }
        teller.tell(&told.program, &mut row.description);
        if typed {
            row.slips.add(&teller.noise.slips);
        }
        let main = teller.used;

        let mut teller = Teller::new(library, scenario, 4);
        let short = &facts.short[teller.rng.below(facts.short.len())];
        teller.tell(short, &mut row.description_short);
        let mut all = main.with(&teller.used);

        let mut teller = Teller::new(library, scenario, REPORT);
        teller.noise = noise(0x40e2);
        match teller.rng.choose(&told.reports) {
            Some(frame) => {
                let program = &library.frames[*frame as usize].program;
                teller.tell(program, &mut row.description_user_report);
            }
            None => plain_report(
                &mut teller,
                &row.description_short,
                &mut row.description_user_report,
            ),
        }
        row.slips.add(&teller.noise.slips);
        all = all.with(&teller.used);

        let mut teller = Teller::new(library, scenario, LOG);
        if let Some(frame) = teller.rng.choose(&told.logs) {
            let program = &library.frames[*frame as usize].program;
            teller.tell(program, &mut row.short_log);
            all = all.with(&teller.used);
        }
        (main, all)
    }

    /// The columns that follow from what the texts say: `main` the description, `all` all four.
    fn columns(&self, plan: &Plan, told: &Told, (main, all): (Used, Used), row: &mut Row) {
        let scenario = &plan.scenario;
        let mut rng = plan.rng.clone();
        let facts = &self.library.stories[told.story as usize];
        row.event_type = self.label_after_noise(facts.label, &mut rng);
        row.severity = severity(facts.severity, &mut rng);
        row.log_source = source(&facts.sources, main, &mut rng);
        row.mitre_technique = "";
        if let Some((id, name)) = rng.choose(&facts.techniques) {
            row.mitre_technique = id;
            clause(id, name, &mut rng, &mut row.mitre_clause);
        }
        let user = if all.only(&[Slot::User2, Slot::Name2, Slot::First2], &PERSON) {
            Slot::User2
        } else {
            Slot::User
        };
        user.write(scenario, &mut row.user);
        main.first(&DEVICES)
            .or_else(|| all.first(&DEVICES))
            .unwrap_or(Slot::Host)
            .write(scenario, &mut row.device);
        self.wire(scenario, facts.label, (main, all), &mut rng, row);
        if row.plain_log {
            plain_log(row);
        }
    }

    fn wire(
        &self,
        scenario: &Scenario,
        label: Label,
        (main, all): (Used, Used),
        rng: &mut Rng,
        row: &mut Row,
    ) {
        let (mut direction, ports) = network::habits(label);
        let outside = main.first(&OUTSIDE).or_else(|| all.first(&OUTSIDE));
        let inside = main.first(&INSIDE).or_else(|| all.first(&INSIDE));
        if direction == Direction::Within && outside.is_some() {
            direction = Direction::Outward;
        } else if main.has(Slot::IntIp) && main.has(Slot::IntIp2) && outside.is_none() {
            direction = Direction::Within;
        }
        let outside = outside.unwrap_or(Slot::Ip);
        let inside = inside.unwrap_or(Slot::IntIp);
        let other = if inside == Slot::IntIp {
            Slot::IntIp2
        } else {
            Slot::IntIp
        };
        let home = network::HOMES[below(Slot::Org.bits(scenario), network::HOMES.len())];
        let away = if all.has(Slot::Country) || !all.has(Slot::City) {
            network::COUNTRIES[below(Slot::Country.bits(scenario), network::COUNTRIES.len())]
        } else {
            network::CITIES[below(Slot::City.bits(scenario), network::CITIES.len())]
        };
        let ((src, from), (dest, to)) = match direction {
            Direction::Inward => ((outside, away), (inside, home)),
            Direction::Outward => ((inside, home), (outside, away)),
            Direction::Within => ((inside, home), (other, home)),
        };
        src.write(scenario, &mut row.src_ip);
        dest.write(scenario, &mut row.dest_ip);
        (row.src_country, row.dest_country) = (from, to);
        row.src_port = network::ephemeral(rng.next());
        let usual = ports[rng.below(ports.len())];
        let named = |slot: Slot| slot.port(scenario);
        row.dest_port = match main.first(&PORTS) {
            Some(slot) => named(slot),
            None if main.port != 0 => main.port,
            None => match all.first(&PORTS) {
                Some(slot) => named(slot),
                None if all.port != 0 => all.port,
                None => usual,
            },
        };
        row.protocol = if all.has(Slot::Proto) {
            Slot::Proto.chosen(scenario)
        } else {
            network::protocol(row.dest_port)
        };
    }

    fn label_after_noise(&self, label: Label, rng: &mut Rng) -> Label {
        let flips = rng.chance(self.settings.label_noise);
        let near = neighbours(label);
        let other = near[rng.below(near.len())];
        if flips { other } else { label }
    }
}

const PERSON: [Slot; 4] = [Slot::User, Slot::Name, Slot::First, Slot::Email];
const DEVICES: [Slot; 4] = [Slot::Host, Slot::Server, Slot::Host2, Slot::Server2];
const OUTSIDE: [Slot; 3] = [Slot::Ip, Slot::Ip6, Slot::Ip2];
const INSIDE: [Slot; 2] = [Slot::IntIp, Slot::IntIp2];
const PORTS: [Slot; 2] = [Slot::Port, Slot::Port2];

/// Registers that people type in a hurry; the others are written by machines or edited.
const fn typed(register: Register) -> bool {
    matches!(
        register,
        Register::AnalystNote | Register::UserReport | Register::EmailTicket
    )
}

/// The usual severity, now and then one step off.
fn severity(usual: Severity, rng: &mut Rng) -> Severity {
    let at = usual as usize;
    let at = match rng.below(10) {
        0 => at.saturating_sub(1),
        1 => (at + 1).min(Severity::ALL.len() - 1),
        _ => at,
    };
    Severity::ALL[at]
}

/// The source whose product the text names, else any of the story's.
fn source(sources: &[&'static str], used: Used, rng: &mut Rng) -> &'static str {
    const PRODUCTS: [(Slot, &str); 9] = [
        (Slot::Edr, "edr"),
        (Slot::Mailgw, "email_gateway"),
        (Slot::Waf, "waf"),
        (Slot::Dlp, "dlp"),
        (Slot::Casb, "casb"),
        (Slot::Idp, "idp"),
        (Slot::Vpn, "vpn"),
        (Slot::Fw, "firewall"),
        (Slot::Siem, "siem"),
    ];
    let any = rng.choose(sources).copied().unwrap_or("siem");
    PRODUCTS
        .iter()
        .filter(|(slot, _)| used.has(*slot))
        .find_map(|(_, source)| sources.iter().find(|s| *s == source))
        .copied()
        .unwrap_or(any)
}

/// One of a few wordings that are the same for all labels.
fn clause(id: &str, name: &str, rng: &mut Rng, out: &mut String) {
    let (before, between, after) = [
        ("Mapped to ", " (", ")."),
        ("ATT&CK ", ": ", "."),
        ("Technique ", ", ", "."),
        ("See ", " (", ") in ATT&CK."),
    ][rng.below(4)];
    for piece in [before, id, between, name, after] {
        out.push_str(piece);
    }
}

/// A user's report where no frame of the split tells one: the summary in a user's mouth.
fn plain_report(teller: &mut Teller<'_>, summary: &str, out: &mut String) {
    let (before, after) = [
        (
            "Hello, I was told to report this: ",
            ". Please have a look. ",
        ),
        ("Hi, can somebody check this? ", ". Thank you, "),
        ("This is what I know: ", ". Call me if you need more, "),
        ("Good morning, for your list: ", ". Regards, "),
    ][teller.rng.below(4)];
    out.push_str(before);
    out.push_str(summary.trim_end_matches('.'));
    out.push_str(after);
    teller.slot(Slot::First, out);
}

/// A log line where no frame of the split tells one: the row's own fields.
fn plain_log(row: &mut Row) {
    let out = &mut row.short_log;
    for (key, value) in [
        ("time=", row.timestamp.as_str()),
        (" source=", row.log_source),
        (" rule=\"", row.detection_rule),
        ("\" user=", &row.user),
        (" host=", &row.device),
        (" src=", &row.src_ip),
        (" dst=", &row.dest_ip),
    ] {
        out.push_str(key);
        out.push_str(value);
    }
    out.push_str(" dport=");
    decimal(u64::from(row.dest_port), out);
    out.push_str(" proto=");
    out.push_str(row.protocol);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(slot: Slot, scenario: &Scenario) -> String {
        let mut out = String::new();
        slot.write(scenario, &mut out);
        out
    }

    /// What a text says and the columns say is the same.
    #[test]
    fn columns_agree_with_texts() {
        let rows = Rows::new(Settings {
            noise: 0.0,
            ..Settings::default()
        })
        .unwrap();
        let mut row = Row::default();
        let mut checked = std::collections::BTreeMap::<&str, u32>::new();
        for id in 1..=30_000 {
            let plan = rows.plan(id);
            let told = &rows.library.frames[plan.frame as usize];
            let (main, all) = rows.texts(&plan, told, &mut Row::default());
            rows.fill(id, &mut row);
            let s = &plan.scenario;
            let ends = [row.src_ip.as_str(), row.dest_ip.as_str()];
            let mut check = |slot: Slot, holds: bool| {
                if main.has(slot) {
                    let value = value(slot, s);
                    assert!(row.description.contains(&value), "{id}: {value}");
                    assert!(holds, "{id}: {} is {value}\n{row:#?}", slot.name());
                    *checked.entry(slot.name()).or_default() += 1;
                }
            };
            let ip = |slot: Slot| ends.contains(&value(slot, s).as_str());
            check(Slot::Ip, ip(Slot::Ip));
            check(Slot::IntIp, ip(Slot::IntIp));
            check(Slot::Host, row.device == value(Slot::Host, s));
            check(Slot::User, row.user == value(Slot::User, s));
            check(
                Slot::Port,
                row.dest_port.to_string() == value(Slot::Port, s),
            );
            check(Slot::Proto, row.protocol == value(Slot::Proto, s));
            check(Slot::Time, value(Slot::Time, s) == row.timestamp[11..16]);
            check(Slot::Weekday, value(Slot::Weekday, s) == s.weekday());
            check(Slot::Rule, row.detection_rule == s.rule);
            if !main.has(Slot::Host) {
                check(Slot::Server, row.device == value(Slot::Server, s));
            }
            if main.has(Slot::Country)
                && (main.has(Slot::Ip) || row.src_country != row.dest_country)
            {
                let at = crate::vocab::COUNTRY
                    .iter()
                    .position(|c| *c == value(Slot::Country, s));
                let code = network::COUNTRIES[at.unwrap()];
                check(
                    Slot::Country,
                    [row.src_country, row.dest_country].contains(&code),
                );
            }
            if all.has(Slot::Ip) && all.has(Slot::IntIp) {
                assert!(ends.iter().any(|end| end.starts_with("10.")), "{row:#?}");
            }
            assert_ne!(row.src_ip, row.dest_ip);
            assert!(row.src_port >= 49_152 && row.dest_port > 0);
        }
        for slot in [
            "ip", "intip", "host", "user", "port", "time", "country", "server",
        ] {
            assert!(
                checked.get(slot).is_some_and(|n| *n > 100),
                "{slot}: {checked:?}"
            );
        }
    }
}
