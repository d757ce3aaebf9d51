//! Random scenarios that the format allows.

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use std::fmt::Write;

/// Draws a scenario that the format allows. Deadlocks are allowed and may occur.
pub(super) fn scenario(seed: u64) -> String {
    let mut rng = Pcg64Mcg::seed_from_u64(seed);
    let mut text = String::new();
    let pools = rng.random_range(1..=4);
    let at_end = if rng.random_bool(0.5) { "continue" } else { "drain" };
    let warm_up = rng.random_range(0..3);
    let _ = write!(
        text,
        "title = \"random {seed}\"\ndeadlock = \"allow\"\n[study]\nstarts = \"2024-06-0{}\"\nwarm_up = \"{warm_up} h\"\nduration = \"6 h\"\n\
         replications = 2\nseed = {seed}\nbaseline = \"a\"\nat_end = \"{at_end}\"\nopen_incidents = 500\nafter_end = \"3 d\"\n",
        rng.random_range(1..=7)
    );
    text += "[agency.police]\nalerted = \"police alerted\"\n[agency.police.believed]\nat = \"begun\"\nsensitivity = 0.7\nspecificity = 0.8\n\
             found_out = { exponential = { mean = \"90 s\" } }\nmark = \"police found out\"\n";
    text += "[agency.fire]\nalerted = \"fire alerted\"\n";
    text += "[flag]\nf = 0.4\ng = { if = \"f\", then = 0.7, else = 0.2 }\n[attribute.k]\nvalues = { u = 1, v = 2, w = 0 }\n";
    text += "[parameter.length_u]\nvalue = { exponential = { mean = \"70 s\" } }\n[parameter.length_v]\nvalue = \"25 s\"\n[parameter.length_w]\nvalue = \"0 s\"\n";
    // No draw of its own, so that the other scenarios stay as they are.
    text += match seed % 4 {
        0 => "[parameter.length_u.learning]\nbegins = 1.6\nfloor = 0.5\nhalf_time = \"1 h\"\n",
        1 => "[parameter.length_v.learning]\nfloor = 0.1\nhalf_number = 5\nworked = 2\nof = \"f and not fire\"\n",
        _ => "",
    };
    for pool in 0..pools {
        let _ = writeln!(text, "[pool.p{pool}]");
        if rng.random_bool(0.3) {
            text += "queue = \"fifo\"\n";
        } else {
            let mut rng = Pcg64Mcg::seed_from_u64(rng.clone().random());
            if pool > 0 && rng.random_bool(0.3) {
                let after = ["0 s", "40 s"][rng.random_range(0..2)];
                let _ = writeln!(text, "overflow = [{{ to = \"p{}\", after = \"{after}\", speed = 0.7 }}]", rng.random_range(0..pool));
            }
            if rng.random_bool(0.15) {
                text += "lines = 4\n";
            }
            if rng.random_bool(0.3) {
                text += "hand_over = \"20 s\"\n";
            }
            text += ["", "preempt = true\n", "preempt = true\nageing = \"2 min\"\n", "queue = \"lifo\"\n"][rng.random_range(0..4)];
        }
        if rng.random_bool(0.3) {
            let (day, night) = (rng.random_range(1..=4), rng.random_range(1..=3));
            let _ = writeln!(text, "[pool.p{pool}.shift.day]\ndays = \"mon-sun\"\nfrom = \"03:30\"\nto = \"15:00\"\nstaff = {day}");
            let _ = writeln!(text, "[pool.p{pool}.shift.night]\ndays = \"mon-sun\"\nfrom = \"15:00\"\nto = \"03:30\"\nstaff = {night}");
        } else if rng.random_bool(0.15) {
            text += "staff = \"unlimited\"\n";
        } else {
            let _ = writeln!(text, "staff = {}", rng.random_range(1..=4));
            if rng.random_bool(0.5) {
                let _ = writeln!(
                    text,
                    "[background.b{pool}]\npool = \"p{pool}\"\nload = 0.3\ntakes = {{ exponential = {{ mean = \"90 s\" }} }}{}",
                    if rng.random_bool(0.3) { "\npriority = 1" } else { "" }
                );
            }
        }
    }
    text += "[incident.x]\nrate = \"12 / h\"\npriority = 1\nflags = { police = 0.5, fire = 0.3 }\n";
    text += "[incident.y]\nrate = \"8 / h\"\npriority = 2\nneeds = [{ agencies = [\"police\"], weight = 2 }, { agencies = [\"police\", \"fire\"], weight = 1 }, { agencies = [], weight = 1 }]\n";
    chain(&mut text, &mut rng, pools);
    if seed % 2 == 1 {
        text += "[incident.x.callers]\nmore = { geometric = 2 }\nafter = { exponential = { mean = \"3 min\" } }\nchain = \"later\"\ninforms = 0.5\n\
                 [[chain.later.step]]\nname = \"pick up\"\nstaff = [\"p0\", \"caller\"]\ntakes = \"20 s\"\n\
                 patience = { exponential = { mean = \"60 s\" } }\nredial = { chance = 0.6, after = \"20 s\" }\n\
                 [[chain.later.step]]\nname = \"note\"\nwhen = \"informs and not f\"\nstaff = []\ntakes = \"5 s\"\nmark = \"halfway\"\n";
    }
    text += "[measure.chain]\ntime = { to = { last = [\"police alerted\", \"fire alerted\", \"begun\"] } }\ntarget = \"200 s\"\n";
    text += "[measure.first]\ntime = { to = { first = [\"police alerted\", \"fire alerted\"] } }\n";
    text += "[measure.gap]\ntime = { from = \"fire alerted\", to = \"police alerted\" }\n";
    text += "[measure.ran]\nshare = \"ran('s0') and not f\"\n";
    text += "[measure.work]\nwork = [\"r0\"]\n";
    let mut more = Pcg64Mcg::seed_from_u64(rng.clone().random());
    if more.random_bool(0.4) {
        outage(&mut text, &mut more, pools);
    }
    let staff = rng.random_range(1..=5);
    let _ = writeln!(
        text,
        "[arm.a]\nchain = \"c\"\n[arm.b]\nchain = \"c\"\npool.p0.staff = {staff}\nflag.f = 0.6\nattribute.k.values = {{ u = 2, v = 1 }}"
    );
    text
}

/// A period, and an outage that hits the arms otherwise.
fn outage(text: &mut String, rng: &mut Pcg64Mcg, pools: usize) {
    let (from, to, pool) = (rng.random_range(0..200), rng.random_range(210..500), rng.random_range(0..pools));
    let _ = write!(
        text,
        "[period.evening]\nfrom = \"02:20\"\nto = \"04:00\"\n[outage.lost]\nfrom = \"{from} min\"\nto = \"{to} min\"\npools = [\"p{pool}\"]\nwork = \"{}\"\n{}\
         [measure.lost]\nshare = \"lost or evening and ran('s0')\"\n[arm.b.outage.lost]\nchain = \"short\"\nseats = 1\n\
         [chain.short]\nlike = \"c\"\n[[chain.short.step]]\nname = \"s0\"\ntakes = {{ if = \"evening\", then = \"9 s\", else = \"30 s\" }}\n",
        ["stops", "finishes"][rng.random_range(0..2)],
        if pools > 1 { format!("moves = {{ to = \"p{}\", after = \"20 min\" }}\n", (pool + 1) % pools) } else { String::new() },
    );
}

/// Draws the chain `c`: every step comes after some of the steps above it, so that no circle can arise.
fn chain(text: &mut String, rng: &mut Pcg64Mcg, pools: usize) {
    text.push_str("[chain.c.role]\n");
    for role in 0..pools {
        let other = rng.random_range(0..pools);
        let _ = match rng.random_bool(0.3) {
            true if other % 2 == 0 => writeln!(
                text,
                "r{role} = [{{ pool = \"p{role}\", when = \"k('u')\" }}, {{ pool = \"p{other}\", when = \"k('v')\" }}, {{ pool = \"p0\", when = \"k('w')\" }}]"
            ),
            true => writeln!(text, "r{role} = [{{ pool = \"p{role}\", when = \"f\" }}, {{ pool = \"p{other}\" }}]"),
            false => writeln!(text, "r{role} = [{{ pool = \"p{role}\" }}]"),
        };
    }
    let steps = rng.random_range(pools.max(3)..=9);
    let mut ancestors: Vec<Vec<usize>> = Vec::new();
    for step in 0..steps {
        let _ = writeln!(text, "[[chain.c.step]]\nname = \"s{step}\"");
        let after = draw_after(text, rng, step);
        let mut above: Vec<usize> = after.iter().flat_map(|&a| ancestors[a].iter().copied().chain([a])).collect();
        above.sort_unstable();
        above.dedup();
        draw_when(text, rng, step, &above);
        draw_staff(text, rng, step, pools);
        let lasts = draw_length(text, rng, step);
        let stage = ["answer", "handover", "decision"][rng.random_range(0..3)];
        let _ = writeln!(text, "stage = \"{stage}\"");
        if rng.random_bool(0.2) {
            let _ = writeln!(text, "order = {}", rng.random_range(-3..3));
        }
        // Luck of its own, so that the rest of the scenario is the same with and without.
        let mut more = Pcg64Mcg::seed_from_u64(rng.clone().random());
        draw_second_thoughts(text, &mut more, step, &above);
        let mut others = text[text.rfind("[[chain.c.step]]").unwrap_or(0)..].lines();
        if others.clone().all(|line| !line.contains("if_free") && !line.contains("patience"))
            && others.any(|line| line.starts_with("staff") && line.contains(','))
            && more.random_bool(0.4)
        {
            text.push_str(["together = true\n", "together = true\nreserve_after = \"45 s\"\n"][more.random_range(0..2)]);
        }
        if lasts && more.random_bool(0.4) {
            text.push_str("resumes = true\n");
        }
        ancestors.push(above);
    }
    let mut more = Pcg64Mcg::seed_from_u64(rng.clone().random());
    if more.random_bool(0.4) {
        units(text, &mut more, pools);
    }
}

/// Lets the chain `c` send units, more of them or back when some are there, and ask what they told.
fn units(text: &mut String, rng: &mut Pcg64Mcg, pools: usize) {
    let pool = |rng: &mut Pcg64Mcg| format!("p{}", rng.random_range(0..pools));
    let condition = ["", "when = \"f\"\n", "when = \"not marked('halfway')\"\n", "when = \"ran('s0')\"\n"];
    let _ = writeln!(
        text,
        "[[chain.c.step]]\nname = \"dispatch\"\nafter = [\"s{}\", \"s0\"]\n{}staff = [\"{}\"]\ntakes = \"5 s\"\nsends = {{ chain = \"unit\", number = {} }}",
        rng.random_range(0..3),
        condition[rng.random_range(0..condition.len())],
        pool(rng),
        ["2", "{ if = \"f\", then = 3, else = 1 }", "0.4"][rng.random_range(0..3)],
    );
    if rng.random_bool(0.6) {
        let after = ["unit there", "enough there", "unit gone"][rng.random_range(0..3)];
        let when = ["marked('unit there')", "not g", "true"][rng.random_range(0..3)];
        let _ = writeln!(
            text,
            "[[chain.c.step]]\nname = \"more\"\nafter = [\"{after}\", \"dispatch\"]\nwhen = \"{when}\"\ntakes = \"10 s\"\nstaff = [{}]\nsends = {{ chain = \"unit\", up_to = 4 }}",
            ["", "\"r0\""][rng.random_range(0..2)]
        );
    }
    if rng.random_bool(0.6) {
        let after = ["unit there", "enough there", "dispatch"][rng.random_range(0..3)];
        let _ = writeln!(
            text,
            "[[chain.c.step]]\nname = \"back\"\nafter = [\"{after}\"]\ntakes = {{ uniform = {{ min = \"0 s\", max = \"2 min\" }} }}\nrecalls = {{ chain = \"unit\", before = \"unit there\", down_to = {}, mark = \"unit back\" }}",
            rng.random_range(0..2)
        );
    }
    let waits = ["", "after = [\"go\", \"begun\"]\n", "after = [\"go\", \"police alerted\"]\n", "after = [\"go\", \"enough there\"]\n"];
    let (wait, other) = (waits[rng.random_range(0..waits.len())], pool(rng));
    let _ = writeln!(
        text,
        "[[chain.c.step]]\nname = \"hear\"\nafter = [\"unit gone\"]\ntakes = \"3 s\"\n\
         [chain.unit.role]\ncrew = [{{ pool = \"{}\" }}]\n\
         [[chain.unit.step]]\nname = \"go\"\nstaff = [\"crew\"]\ntakes = {{ exponential = {{ mean = \"60 s\" }} }}\nmark = \"unit there\"\n{}\
         [[chain.unit.step]]\nname = \"work\"\n{wait}when = \"not marked('enough there') or f\"\nstaff = [\"crew\"{}]\n\
         takes = {{ if = \"helped('crew')\", then = \"90 s\", else = \"30 s\" }}\nmarks = {{ halfway = 0.5 }}\n{}\
         [[chain.unit.step]]\nname = \"leave\"\nstaff = []\ntakes = \"5 s\"\nmark = \"unit gone\"\n\
         [threshold.\"enough there\"]\nof = [\"unit there\"]\nnumber = {{ if = \"g\", then = 1, else = 2 }}\n\
         [measure.unit_there]\ntime = {{ to = \"unit there\" }}\n[measure.enough]\ntime = {{ to = \"enough there\" }}\n\
         [measure.number]\nnumber = [\"unit there\", \"halfway\"]\n[measure.gone]\nshare = \"marked('unit gone') and not helped('crew')\"",
        pool(rng),
        ["", "resumes = true\n"][rng.random_range(0..2)],
        if rng.random_bool(0.3) { format!(", \"{other}\"") } else { String::new() },
        ["", "redo = { from = \"go\", chance = 0.3 }\n", "if_free = \"20 s\"\n"][rng.random_range(0..3)],
    );
}

/// Steps that are done again, and steps that end others.
fn draw_second_thoughts(text: &mut String, rng: &mut Pcg64Mcg, step: usize, above: &[usize]) {
    if rng.random_bool(0.15) {
        let from = if above.is_empty() || rng.random_bool(0.2) { step } else { above[rng.random_range(0..above.len())] };
        let (chance, at_most) = ([0.3, 1.0][rng.random_range(0..2)], rng.random_range(1..=3));
        let _ = writeln!(text, "redo = {{ from = \"s{from}\", chance = {chance}, at_most = {at_most} }}");
    }
    if step > 1 && rng.random_bool(0.1) {
        let _ = writeln!(text, "cancel = [\"s{}\"]", rng.random_range(1..step));
    }
}

fn draw_after(text: &mut String, rng: &mut Pcg64Mcg, step: usize) -> Vec<usize> {
    if step == 0 {
        return Vec::new();
    }
    let some = |rng: &mut Pcg64Mcg| {
        let mut some: Vec<usize> = (0..rng.random_range(1..=3)).map(|_| rng.random_range(0..step)).collect();
        some.sort_unstable();
        some.dedup();
        some
    };
    let list = |some: &[usize]| some.iter().map(|s| format!("\"s{s}\"")).collect::<Vec<_>>().join(", ");
    match rng.random_range(0..6) {
        0 => {
            text.push_str("after = []\n");
            Vec::new()
        }
        1 | 2 => {
            let after = some(rng);
            let _ = writeln!(text, "after = [{}]", list(&after));
            after
        }
        3 => {
            let any = some(rng);
            let _ = writeln!(text, "after_any = [{}]", list(&any));
            any
        }
        4 => {
            let mark = if rng.clone().random_bool(0.5) { "begun" } else { "police found out" };
            let _ = writeln!(text, "after = [\"{mark}\"]");
            vec![0]
        }
        _ => vec![step - 1],
    }
}

fn draw_when(text: &mut String, rng: &mut Pcg64Mcg, step: usize, above: &[usize]) {
    if step == 0 || rng.random_bool(0.5) {
        return;
    }
    let flag = ["f", "g", "police", "fire", "type('x')"][rng.random_range(0..5)];
    let flag = if flag == "police" && rng.clone().random_bool(0.5) { "believes('police')" } else { flag };
    let flag = if flag == "g" && rng.clone().random_bool(0.5) { "k('u')" } else { flag };
    let not = if rng.random_bool(0.4) { "not " } else { "" };
    let _ = match above.len() {
        0 => writeln!(text, "when = \"{not}{flag}\""),
        n => {
            let (join, ran) = (["and", "or"][rng.random_range(0..2)], above[rng.random_range(0..n)]);
            let not_ran = if rng.random_bool(0.5) { "not " } else { "" };
            writeln!(text, "when = \"{not}{flag} {join} {not_ran}ran('s{ran}')\"")
        }
    };
}

fn draw_staff(text: &mut String, rng: &mut Pcg64Mcg, step: usize, pools: usize) {
    // The first steps list every role once, so that none is unused.
    let mut staff: Vec<String> = if step < pools { vec![format!("r{step}")] } else { Vec::new() };
    for role in 0..pools {
        if role != step && rng.random_bool(0.2) {
            staff.push(format!("r{role}"));
        }
    }
    if rng.random_bool(0.15) {
        staff.push(format!("p{}", rng.random_range(0..pools)));
    }
    let caller = rng.random_bool(0.4);
    if caller {
        staff.insert(rng.random_range(0..=staff.len()), "caller".to_owned());
    }
    let quoted: Vec<String> = staff.iter().map(|name| format!("\"{name}\"")).collect();
    let _ = writeln!(text, "staff = [{}]", quoted.join(", "));
    if caller && rng.random_bool(0.6) {
        text.push_str("patience = { exponential = { mean = \"60 s\" } }\n");
        if rng.random_bool(0.6) {
            text.push_str("redial = { chance = 0.6, after = { exponential = { mean = \"20 s\" } } }\n");
        }
    } else if rng.random_bool(0.25) {
        text.push_str(["if_free = true\n", "if_free = \"30 s\"\n"][rng.random_range(0..2)]);
    } else if rng.random_bool(0.1) {
        text.push_str("alongside = true\n");
    }
}

/// Whether the step has a length of its own.
fn draw_length(text: &mut String, rng: &mut Pcg64Mcg, step: usize) -> bool {
    let until = step > 1 && rng.random_bool(0.12);
    if until {
        let other = rng.random_range(0..step);
        let _ = writeln!(text, "until = \"s{other}\"");
    } else {
        let takes = [
            "\"0 s\"",
            "\"length_{k}\"",
            "{ exponential = { mean = \"80 s\" } }",
            "{ lognormal = { median = \"40 s\", mean = \"50 s\" } }",
            "{ pert = { min = \"0 s\", mode = \"40 s\", max = \"2 min\" } }",
            "{ at_most = \"5 min\", mixture = [{ weight = 4, constant = \"20 s\" }, { weight = 1, loglogistic = { median = \"1 min\", shape = 2.5 } }] }",
            "{ if = \"g\", then = \"20 s\", else = { gamma = { shape = 2.0, mean = \"60 s\" } } }",
        ];
        let _ = writeln!(text, "takes = {}", takes[rng.random_range(0..takes.len())]);
        if rng.random_bool(0.3) {
            text.push_str("marks = { halfway = 0.5 }\n");
        }
    }
    let _ = match step {
        0 => writeln!(text, "mark = \"begun\""),
        1 => writeln!(text, "mark = \"police alerted\""),
        2 => writeln!(text, "mark = \"fire alerted\""),
        _ => Ok(()),
    };
    !until
}
