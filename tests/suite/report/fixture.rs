//! Results of a study that never ran: of every kind that a report must bear.

use larmkedja::model::{AtEnd, Language, Limits, Parameter, Study, Text, VarianceReduction};
use larmkedja::report::{Provenance, Report, Tool, VERSION};
use larmkedja::results::*;
use larmkedja::time::Time;

/// What a fixture is like.
#[derive(Clone)]
pub(super) struct Likeness {
    pub(super) arms: usize,
    /// Multiplies every time.
    pub(super) scale: f64,
    /// Difference of the first other arm, seconds before scaling; each further arm has 0.4 of it more.
    pub(super) difference: f64,
    /// Half-width of intervals against the value; NaN: none.
    pub(super) half: f64,
    pub(super) replications: u64,
    pub(super) long_labels: bool,
    pub(super) hostile: bool,
    pub(super) empty: bool,
}

pub(super) const USUAL: Likeness =
    Likeness { arms: 4, scale: 1.0, difference: -35.243, half: 1.67, replications: 50, long_labels: false, hostile: false, empty: false };

const ARMS: [(&str, &str, &str); 8] = [
    ("separate", "Separate centres", "Separata centraler"),
    ("sos_fire", "SOS and fire together, police apart", "SOS och räddningstjänst tillsammans, polis för sig"),
    ("virtual", "Separate rooms, shared record", "Separata rum, delat ärende"),
    ("joint", "Joint centre", "Gemensam central"),
    ("joint_night", "Joint at night only", "Gemensam bara nattetid"),
    ("eena_four", "EENA model 4", "EENA:s modell 4"),
    ("fewer", "Joint, two seats fewer", "Gemensam, två platser färre"),
    ("more", "Separate, two seats more", "Separata, två platser fler"),
];

fn text(en: &str, sv: &str) -> Text {
    Text { en: Some(en.to_owned()), sv: Some(sv.to_owned()) }
}

fn named<T>(items: impl IntoIterator<Item = (&'static str, T)>) -> Map<T> {
    items.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

impl Likeness {
    fn around(&self, value: f64, half: f64) -> Est {
        let end = |end: f64| (!half.is_nan()).then_some(end);
        Some(Estimate { value, low: end(value - half), high: end(value + half) })
    }

    fn time(&self, mean: f64, count: u64) -> TimeStats {
        let s = self.scale;
        let at = |value: f64| if count == 0 { None } else { self.around(value * s, self.half * s) };
        TimeStats {
            count,
            reached: count - count / 200,
            mean_s: at(mean),
            median_s: at(mean * 0.83),
            p90_s: at(mean * 1.9),
            p95_s: at(mean * 2.4),
            within_target: if count == 0 { None } else { self.around(0.43, self.half / 100.0) },
        }
    }

    fn stages(&self, difference: f64) -> Map<StageParts> {
        let part = |share: f64| self.around(difference * share * self.scale, self.half * 0.4 * self.scale);
        let none = || self.around(0.0, 0.0);
        let parts = |working, queue, blocked| StageParts { working_s: working, queue_s: queue, blocked_s: blocked, redial_s: None };
        let mut stages = named([
            ("answer", parts(none(), part(-0.04), none())),
            ("interview", parts(part(0.02), part(0.01), none())),
            ("handover", parts(part(0.55), part(-0.06), part(0.2))),
            ("repeat", parts(part(0.4), none(), part(-0.1))),
            ("decision", parts(none(), part(-0.1), part(0.1))),
            ("wrap-up", parts(none(), none(), none())),
        ]);
        let own =
            if self.long_labels { "samverkansledningsbedömning i gemensam inriktnings- och samordningsfunktion" } else { "briefing" };
        stages.insert(own.to_owned(), parts(part(0.02), none(), none()));
        stages[0].redial_s = part(0.0);
        stages
    }

    fn difference(&self, mean: f64, base: f64, pairs: u64) -> Difference {
        let s = self.scale;
        let at = |value: f64, half: f64| if pairs == 0 { None } else { self.around(value, half) };
        let changes = if mean == 0.0 { 0.0 } else { 0.4 };
        let exact = if mean == 0.0 { 0.0 } else { self.half };
        Difference::Time(Box::new(TimeDifference {
            pairs: Pairs { both: pairs, only_baseline: pairs / 400, only_arm: pairs / 500, neither: pairs / 300 },
            of_arms: OfArms {
                mean_s: at(mean * s, exact * s),
                relative: at(mean / base, exact / base),
                median_s: at(mean * 0.7 * s, exact * s),
                p90_s: at(mean * 1.7 * s, exact * s),
                p95_s: at(mean * 2.0 * s, exact * s),
                within_target: at(-mean / 400.0, exact / 100.0),
            },
            of_pairs: OfPairs {
                median_s: at(mean * 0.9 * s, exact * s),
                p05_s: at(mean * 3.0 * s, exact * s),
                p95_s: at(-mean * 0.3 * s, exact * s),
                quicker: at(changes, exact * 0.012),
                slower: at(changes * 0.08, exact * 0.002),
                unchanged: at(1.0 - changes * 1.08, exact * 0.012),
                identical: at(1.0 - changes * 1.1, exact * 0.012),
            },
            baseline_mean_s: at(base * s, self.half * s),
            variance_ratio: (self.replications > 1).then_some(0.21),
            control_ratio: None,
            per_year: at(pairs as f64 * 13.04 / self.replications as f64, 12.0),
            family: Family::Exploratory,
            simultaneous: None,
            family_within_target: Family::Exploratory,
            simultaneous_within_target: None,
            gain_over_60_s_per_year: at(pairs as f64 * changes * 4.0 / self.replications as f64, exact * 3.0),
            stages: self.stages(mean),
            beyond: [(10.0, 0.7), (60.0, 0.25)]
                .map(|(edge_s, part)| Beyond { edge_s, shorter: changes * part, longer: changes * 0.08 * part })
                .into_iter()
                .filter(|_| pairs > 0)
                .collect(),
        }))
    }

    /// Mean of the baseline and number of incidents in a stratum of the alarm chain.
    fn stratum(&self, name: &str) -> (f64, u64) {
        let full = self.replications * 100;
        match name {
            _ if self.empty => (0.0, 0),
            "multi" => (397.7, full),
            "single" => (186.6, full * 40),
            "none" => (13.2, full * 20),
            "medical" | "ambulance" => (122.9, full * 21),
            "traffic_accident" => (406.0, full / 3),
            "police" => (264.8, full * 18),
            _ => (191.3, full * 41),
        }
    }

    fn strata<T>(&self, names: &[&'static str], of: impl Fn(&str) -> T) -> Strata<T> {
        Strata {
            all: of("all"),
            r#type: named(["medical", "police", "traffic_accident"].map(|name| (name, of(name)))),
            agencies: names.iter().map(|name| ((*name).to_owned(), of(name))).collect(),
            agency: named(["ambulance", "police"].map(|name| (name, of(name)))),
            alone: named(["ambulance", "police"].map(|name| (name, of(name)))),
        }
    }

    fn mean_difference(&self, arm: usize) -> f64 {
        self.difference * (1.0 + 0.4 * (arm as f64 - 1.0))
    }

    fn arm(&self, index: usize) -> ArmResults {
        let shift = if index == 0 { 0.0 } else { self.mean_difference(index) };
        let chain = self.strata(&["single", "multi"], |name| {
            let (mean, count) = self.stratum(name);
            Stats::Time(self.time(mean + shift, count))
        });
        let answer = self.strata(&["none", "single", "multi"], |name| Stats::Time(self.time(13.25, self.stratum(name).1)));
        let share = self.strata(&["single", "multi"], |name| {
            let count = self.stratum(name).1;
            Stats::Value(ValueStats { count, value: if count == 0 { None } else { self.around(0.2 + 0.07 * index as f64, 0.011) } })
        });
        let work = self.strata(&["none", "single", "multi"], |name| {
            let count = self.stratum(name).1;
            Stats::Value(ValueStats { count, value: if count == 0 { None } else { self.around(310.0 - 4.0 * index as f64, 1.4) } })
        });
        let curve = |mean: f64| -> Vec<(f64, f64)> {
            (0..=120)
                .map(|k| f64::from(k) * mean / 30.0)
                .map(|at| (at * self.scale, 0.995 * (1.0 - (-at / mean * 1.4).exp().powi(2)).powi(3)))
                .collect()
        };
        let curves = ["multi", "single"].map(|name| (name, curve(self.stratum(name).0 + shift)));
        let seats = |value: f64| self.around(value, self.half / 400.0);
        let pool = |working: f64, held: f64, background: f64| PoolStats {
            on_duty_s: Some(2_419_200.0 * 4.0),
            working: seats(working),
            held: seats(held),
            reserved: seats(0.25 * held),
            background: seats(background),
            mean_wait_s: self.around(3.21, 0.14),
            p_wait: self.around(0.0912, 0.0031),
        };
        let unlimited = PoolStats { on_duty_s: None, background: seats(0.0), ..pool(6.7, 0.2, 0.0) };
        ArmResults {
            label: self.arm_label(index),
            incidents: Incidents { arrived: 243_539, closed: 242_010, abandoned: 1_529 },
            measures: named([("alarm_chain", chain), ("answer", answer), ("heard_at_once", share), ("seat_time", work)]),
            stages: named([("alarm_chain", self.stages(190.0))]),
            stages_by_agencies: named([("alarm_chain", named([("multi", self.stages(390.0)), ("single", self.stages(180.0))]))]),
            pools: named([
                ("sos", pool(0.31, 0.06, 0.2)),
                ("sos_sweden", unlimited),
                ("intake", pool(0.12 + 0.02 * index as f64, 0.005, 0.35)),
                ("leader", pool(0.0, 0.0, 1.0)),
            ]),
            curves: named([("alarm_chain", if self.empty { Map::default() } else { named(curves) })]),
            hours: if self.empty { Map::new() } else { named([("alarm_chain", self.hours(index))]) },
            pool_hours: named([
                ("sos", self.pool_hours(|hour| pool(0.1 + 0.02 * hour as f64, 0.01, 0.2))),
                (
                    "sos_sweden",
                    PoolHours {
                        planned_h_per_week: None,
                        hour: vec![PoolStats { on_duty_s: None, ..pool(2.0, 0.1, 0.0) }; 24],
                        shifts: Vec::new(),
                    },
                ),
                ("intake", self.pool_hours(|_| pool(0.2, 0.01, 0.3))),
                ("leader", self.pool_hours(|_| pool(0.0, 0.0, 1.0))),
            ]),
            seat_time: Some(SeatTime {
                planned_h_per_week: 1344.0 + 168.0 * if index == 6 { -2.0 } else { 0.0 },
                per_incident_s: self.around(412.0 + 9.0 * index as f64, self.half),
                held_s: self.around(61.0, self.half),
                difference_s: if index == 0 { None } else { self.around(9.0 * index as f64, self.half) },
            }),
            findings: Vec::new(),
        }
    }

    fn hours(&self, index: usize) -> Map<ByHour<HourStats>> {
        let by_stratum = |name: &'static str| {
            let (mean, count) = self.stratum(name);
            let stats = |place: usize| {
                let wave = 0.6 + 0.4 * (place as f64 / 4.0).sin();
                let at = |value: f64| if index == 0 { None } else { self.around(value * self.scale, self.half * 3.0 * self.scale) };
                HourStats {
                    count: count / 24,
                    reached: count / 24,
                    mean_s: self.around(mean * wave * self.scale, self.half * self.scale),
                    pairs: if index == 0 { 0 } else { count / 24 },
                    difference_s: at(self.mean_difference(index) * wave),
                }
            };
            let each = |number: usize| (0..number).map(stats).collect();
            (name, ByHour { hour: each(24), weekday: each(7), hour_of_week: each(168) })
        };
        named(["all", "single", "multi"].map(by_stratum))
    }

    fn pool_hours(&self, pool: impl Fn(usize) -> PoolStats) -> PoolHours {
        let shift = |(seats, hours_a_week, hour)| ShiftStats { seats, hours_a_week, stats: pool(hour) };
        PoolHours {
            planned_h_per_week: Some(672.0),
            hour: (0..24).map(&pool).collect(),
            shifts: [(4, 100, 12), (2, 68, 3)].map(shift).into(),
        }
    }

    fn arm_label(&self, index: usize) -> Text {
        let (_, en, sv) = ARMS[index];
        if self.hostile {
            return text(&format!("<script>alert('{en}')</script> & \"more\""), "<img src=x onerror=alert(1)>{{ 7 * 7 }}");
        }
        let tail =
            if self.long_labels { ", gränsöverskridande Räddningstjänstsamverkanscentralsverksamhet med delat ärende" } else { "" };
        text(&format!("{en}{tail}"), &format!("{sv}{tail}"))
    }

    fn bins(&self, index: usize) -> Bins {
        let s = self.scale;
        let mean = self.mean_difference(index);
        if self.empty {
            return Vec::new();
        }
        if mean == 0.0 {
            return vec![(0.0, 0.0, 5000)];
        }
        // As the study draws them: equally wide, the middle one about zero.
        let width = 4.0;
        let count = |k: i32| match k {
            0 => 2700,
            -100..=-16 => 8,
            -15..=-4 => 75,
            -3..=-1 => 100 + 20 * index as u64,
            1..=3 => 66,
            4..=15 => 8,
            _ => 1,
        };
        let edge = |k: i32| (f64::from(k) - 0.5) * width * s;
        (-100..=40).map(|k| (edge(k), edge(k + 1), count(k))).collect()
    }

    fn study(&self) -> Study {
        Study {
            starts: "2024-06-03".to_owned(),
            weekday: 0,
            window_start: Time::ZERO,
            warm_up: Time::DAY,
            duration: Time(28 * Time::DAY.0),
            at_end: AtEnd::Continue,
            replications: self.replications,
            seed: 2024,
            variance_reduction: VarianceReduction::None,
            noticeable: Time::SECOND,
            limits: Limits { open_incidents: 100_000, after_end: Time::DAY },
        }
    }

    fn described(&self) -> Described {
        let hostile = text(&format!("<script>alert(1)</script>\u{202e}{}", "x".repeat(10_000)), "<b>\u{1f692}</b>");
        Described {
            texts: named([("purpose", if self.hostile { hostile } else { text("To decide on a room.", "Att besluta om ett rum.") })]),
            queues: named([("sos", "priority".to_owned()), ("intake", "fifo".to_owned())]),
            steps: named([("separate", vec!["interview".to_owned(), "police alert".to_owned()])]),
            differences: vec!["joint: chain.joint: `police alert` no longer waits".to_owned()],
            names: Default::default(),
        }
    }

    fn differences(&self, index: usize) -> Map<Strata<Difference>> {
        let mean = self.mean_difference(index);
        let chain = self.strata(&["single", "multi"], |name| {
            let (base, pairs) = self.stratum(name);
            let part = match name {
                "single" => 0.06,
                "traffic_accident" => -0.3,
                _ => 1.0,
            };
            self.difference(mean * part, base, pairs)
        });
        let answer = self.strata(&["none", "single", "multi"], |name| {
            let small = Likeness { half: self.half * 0.1, ..self.clone() };
            small.difference(mean * 0.001, 13.25, self.stratum(name).1)
        });
        let value = |by: f64| {
            self.strata(&["single", "multi"], |name| {
                let pairs = Pairs { both: self.stratum(name).1, ..Pairs::default() };
                let of_arms = ValueOfArms { value: self.around(by, 0.004) };
                Difference::Value(ValueDifference {
                    pairs,
                    of_arms,
                    variance_ratio: Some(0.4),
                    family: Family::Exploratory,
                    simultaneous: None,
                })
            })
        };
        named([("alarm_chain", chain), ("answer", answer), ("heard_at_once", value(0.07)), ("seat_time", value(-4.0))])
    }

    /// The ranking of the first stratum: those of the arms next to each other in the list cannot be told apart.
    fn primary(&self) -> Option<Primary> {
        let arms: Vec<String> = (0..self.arms).map(|index| ARMS[index].0.to_owned()).collect();
        let groups = arms.windows(2).map(<[String]>::to_vec).collect();
        let ranking = Ranking {
            measure: "alarm_chain".to_owned(),
            stratum_kind: "agencies".to_owned(),
            stratum: "multi".to_owned(),
            statistic: "mean".to_owned(),
            unit: "s".to_owned(),
            arms,
            comparisons: Vec::new(),
            groups,
        };
        let comparisons = (self.arms * (self.arms - 1) / 2) as u64;
        let method = "bonferroni".to_owned();
        (self.arms > 1 && !self.empty).then(|| Primary { declared: false, comparisons, level: 0.95, method, rankings: vec![ranking] })
    }

    fn results(&self) -> Results {
        let others = 1..self.arms;
        let rare = Place { measure: "alarm_chain".to_owned(), stratum_kind: "type".to_owned(), stratum: "traffic_accident".to_owned() };
        let info = |en: &str, sv: &str, what: &str, target_s| MeasureInfo { label: text(en, sv), what: what.to_owned(), target_s };
        let chain_bins = |index| named([("alarm_chain", named([("multi", self.bins(index)), ("single", self.bins(index))]))]);
        Results {
            primary: self.primary(),
            recorded: Map::new(),
            over_ranges: (self.arms > 1 && !self.empty).then(|| self.over_ranges()),
            title: text("Joint centre Örebro, everyday incidents", "Samverkanscentral Örebro, vardagshändelser"),
            about: text(
                "What happens to the alarm chain when police, SOS Alarm and fire command work in one room?",
                "Vad händer med larmkedjan när polis, SOS Alarm och räddningstjänst arbetar i samma rum?",
            ),
            language: Language::Sv,
            study: self.study(),
            replications: self.replications,
            complete: true,
            sequential: None,
            replayed: false,
            special: false,
            tagged: Vec::new(),
            baseline: "separate".to_owned(),
            measures: named([
                ("alarm_chain", info("Alarm chain: last agency alerted", "Larmkedja: sista aktör larmad", "time", Some(180.0))),
                ("answer", info("Answer", "Svarstid", "time", Some(8.0))),
                ("heard_at_once", info("Police heard it at once", "Polisen medlyssnade", "share", None)),
                ("seat_time", info("Staff time per incident", "Arbetstid per händelse", "work", None)),
            ]),
            type_labels: named([
                ("medical", text("Medical", "Sjukdom och skada")),
                ("police", text("Police", "Polisärende")),
                ("traffic_accident", text("Traffic accident", "Trafikolycka")),
            ]),
            agency_labels: named([("ambulance", text("Ambulance", "Ambulans")), ("police", text("Police", "Polis"))]),
            pool_labels: named([
                ("sos", text("SOS Alarm Örebro", "SOS Alarm Örebro")),
                ("sos_sweden", text("SOS Alarm, rest of the country", "SOS Alarm, övriga landet")),
                ("intake", text("Police command centre, intake", "RLC, mottagning")),
                ("leader", text("Police command centre, dispatch", "RLC, ledningsoperatör")),
            ]),
            arms: (0..self.arms).map(|index| (ARMS[index].0.to_owned(), self.arm(index))).collect(),
            differences: others.clone().map(|index| (ARMS[index].0.to_owned(), self.differences(index))).collect(),
            difference_bins: others.map(|index| (ARMS[index].0.to_owned(), chain_bins(index))).collect(),
            described: self.described(),
            parameters: self.parameters(),
            warnings: vec![
                Warning {
                    kind: "gap".to_owned(),
                    message: "Pool leader has nobody on duty on Sundays from 02:00 to 03:00; give it a shift there.".to_owned(),
                    doubt: None,
                },
                self.doubt("saturated-pool", Doubt::Saturated { arm: "separate".to_owned(), pool: "leader".to_owned(), busy: 0.9987 }),
                self.doubt(
                    "not-estimable",
                    Doubt::NotEstimable {
                        valued: false,
                        numbers: 4,
                        arms: vec!["separate".to_owned(), "joint".to_owned()],
                        statistics: vec!["p90".to_owned(), "p05".to_owned()],
                        places: vec![rare.clone(), Place { measure: "answer".to_owned(), ..rare }],
                    },
                ),
            ],
        }
    }

    /// Of two parameters, one without effect and one that fails at an end.
    fn over_ranges(&self) -> OverRanges {
        let others = 1..self.arms;
        let asked = |index: usize| Question {
            arm: ARMS[index].0.to_owned(),
            measure: "alarm_chain".to_owned(),
            stratum_kind: "agencies".to_owned(),
            stratum: "multi".to_owned(),
            statistic: "mean".to_owned(),
            unit: "s".to_owned(),
        };
        let ranged = |index: usize| {
            let value = self.mean_difference(index) * self.scale;
            let most = (index != 2).then(|| "tell_by_phone".to_owned());
            Ranged { low: Some(value - 12.0 * self.scale), high: Some(value + 40.0 * self.scale), most, unclear: Vec::new() }
        };
        let ends = |low: f64, high: f64| {
            [self.around(low * self.scale, self.half * self.scale), self.around(high * self.scale, self.half * self.scale)]
        };
        let bar = |name: &str, low: f64, high: f64, failures: [Option<String>; 2]| Bar {
            factor: name.to_owned(),
            changes: others.clone().map(|_| ends(low, high)).collect(),
            bare: Vec::new(),
            agreed: Vec::new(),
            failures,
        };
        OverRanges {
            replications: 4,
            duration_s: 7.0 * 86_400.0,
            questions: others.clone().map(asked).collect(),
            ranges: others.clone().map(ranged).collect(),
            bars: vec![
                bar("tell_by_phone", 40.0, -12.0, [None, None]),
                bar("listens", 0.1, -0.1, [None, Some("an arm met a limit, which means that it is overloaded: joint".to_owned())]),
            ],
            without_range: vec!["redial".to_owned()],
        }
    }

    fn doubt(&self, kind: &str, doubt: Doubt) -> Warning {
        Warning { kind: kind.to_owned(), message: format!("what {kind} says"), doubt: Some(doubt) }
    }

    fn parameters(&self) -> Vec<Parameter> {
        let parameter = |name: &str, value: &str, range: &str, basis: &str, source: &str| Parameter {
            name: name.to_owned(),
            value: value.to_owned(),
            range: Some(range.to_owned()),
            basis: Some(basis.to_owned()),
            source: Some(if self.hostile { "</td><script>alert(2)</script>".to_owned() } else { source.to_owned() }),
            origin: Some("SE 2023".to_owned()),
            learning: Vec::new(),
            amount: None,
        };
        vec![
            parameter(
                "sort",
                "{ lognormal = { median = \"17.5 s\", mean = \"21 s\" } }",
                "{ scale = [0.8, 3.0] }",
                "measured",
                "NYC 911 end-to-end",
            ),
            parameter("calls", "\"885 / d\"", "[\"770 / d\", \"960 / d\"]", "assumed", "8.5 % of 3.8 million (SOS Alarm 2025)"),
            parameter("no_help", "0.33", "[0.28, 0.59]", "published", "SOS Alarm 2022: every third call needs no help"),
        ]
    }

    pub(super) fn report(&self) -> Report {
        Report {
            version: VERSION,
            tool: Tool { version: "0.1.0".to_owned(), commit: Some("be3af23".to_owned()) },
            scenario: Provenance {
                sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
                logs: Map::default(),
                columns: Map::from_iter([(
                    "times.csv".to_owned(),
                    "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752".to_owned(),
                )]),
            },
            results: self.results(),
            traces: None,
            ways: None,
            sensitivity: Vec::new(),
        }
    }
}

/// Every kind of results that a page must bear.
pub(super) fn likenesses() -> Vec<(&'static str, Likeness)> {
    vec![
        ("usual", USUAL),
        ("alone", Likeness { arms: 1, ..USUAL }),
        ("eight", Likeness { arms: 8, ..USUAL }),
        ("long", Likeness { arms: 8, long_labels: true, ..USUAL }),
        ("zero", Likeness { difference: 0.0, ..USUAL }),
        ("longer", Likeness { difference: 21.0, ..USUAL }),
        ("unclear", Likeness { difference: -0.9, ..USUAL }),
        ("once", Likeness { replications: 1, half: f64::NAN, ..USUAL }),
        ("empty", Likeness { empty: true, ..USUAL }),
        ("quick", Likeness { scale: 1e-4, ..USUAL }),
        ("slow", Likeness { scale: 60.0, ..USUAL }),
        ("hostile", Likeness { hostile: true, ..USUAL }),
    ]
}
