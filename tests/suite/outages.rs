//! Times of the day and centres out of service.

use crate::common::{live, model_of};
use larmkedja::record::{Closed, Recorder};
use std::fmt::Write;

/// A busy centre; `more` goes at the end.
fn centre(staff: u32, more: &str) -> String {
    format!(
        "title = \"centre\"\n[study]\nstarts = \"2024-06-03\"\nwarm_up = \"1 d\"\nduration = \"28 d\"\nreplications = 2\nseed = 7\n\
         [pool.desk]\nstaff = {staff}\n[incident.call]\nrate = \"100 / h\"\n\
         [[chain.calls.step]]\nname = \"talk\"\nstaff = [\"desk\"]\ntakes = {{ exponential = {{ mean = \"1 min\" }} }}\nmark = \"told\"\n\
         [measure.told]\ntime = {{ to = \"told\" }}\n[arm.only]\nchain = \"calls\"\n{more}"
    )
}

/// What every incident came to.
#[derive(Default, PartialEq, Debug)]
struct Ends(Vec<(u64, i64)>, u64, u64);

impl Recorder for Ends {
    const FACTS: bool = false;
    const STEPS: bool = false;
    fn closed(&mut self, _: usize, closed: Closed<'_>) {
        self.0.push((closed.number, closed.closed.0));
        if closed.counted {
            self.1 += closed.flags;
            self.2 += 1;
        }
    }
}

fn lived(text: &str) -> Ends {
    let model = model_of(text).unwrap_or_else(|message| panic!("{message}"));
    let mut ends = Ends::default();
    let books = live(&model, 1, &mut ends);
    assert_eq!(books[0].finding, None);
    ends
}

/// Four people of whom two are never there are two people, whoever left whose work before counting began.
#[test]
fn an_outage_from_beginning_to_end_is_a_smaller_staff() {
    let outage = "[outage.always]\nfrom = \"2024-06-01\"\nto = \"2024-08-01\"\npools = [\"desk\"]\nseats = 2\n";
    let two = lived(&centre(2, ""));
    let ended: Ends = lived(&centre(4, outage));
    assert_eq!(ended.0, two.0);
    assert_ne!(lived(&centre(4, "")).0, two.0, "all of them would be quicker");
}

/// Calls come evenly, so the share of those that come at night is the share of the week that five nights of 12 hours are.
#[test]
fn a_period_is_a_flag_of_who_comes_in_it() {
    let mut more = String::new();
    let _ = write!(more, "[period.night]\ndays = \"mon-fri\"\nfrom = \"19:00\"\nto = \"07:00\"\n[measure.night]\nshare = \"night\"\n");
    let text = centre(4, &more);
    let model = model_of(&text).unwrap_or_else(|message| panic!("{message}"));
    assert_eq!(model.periods.len(), 1);
    let counts = lived(&text);
    let counted = counts.2 as f64;
    // The only flag is worth 1. Four standard errors.
    let (share, exact) = (counts.1 as f64 / counted, 5.0 * 12.0 / 168.0);
    let error = (exact * (1.0 - exact) / counted).sqrt();
    assert!((share - exact).abs() < 4.0 * error, "{share} instead of {exact}");
}

/// An outage is one for those who are hit, and a flag for all.
#[test]
fn every_arm_has_the_same_incidents_in_an_outage() {
    let more = "[arm.spared]\nchain = \"calls\"\noutage.lost.pools = []\n[outage.lost]\nfrom = \"10 h\"\nto = \"14 h\"\npools = [\"desk\"]\n\
                [measure.meanwhile]\ntime = { to = \"told\" }\namong = \"lost\"\n";
    let model = model_of(&centre(4, more)).unwrap_or_else(|message| panic!("{message}"));
    #[derive(Default)]
    struct ByArm([Vec<(u64, bool)>; 2], [i64; 2]);
    impl Recorder for ByArm {
        fn closed(&mut self, arm: usize, closed: Closed<'_>) {
            self.0[arm].push((closed.number, closed.flags & 1 == 1));
            if closed.flags & 1 == 1 {
                self.1[arm] = self.1[arm].max((closed.closed - closed.arrival).0);
            }
        }
    }
    let mut found = ByArm::default();
    let ends = live(&model, 1, &mut found);
    assert!(ends.iter().all(|end| end.finding.is_none()));
    found.0.iter_mut().for_each(|of_arm| of_arm.sort_unstable());
    assert_eq!(found.0[0], found.0[1]);
    let hour = larmkedja::time::Time::HOUR.0;
    assert!(found.1[0] > 3 * hour && found.1[1] < hour, "who is hit waits until it is over: {:?}", found.1);
}
