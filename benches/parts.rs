//! What do the parts cost? `cargo bench --bench parts`.
//!
//! A draw, an hour of arrivals, one more step, many events to come, a replication and a study, each through the public API.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use larmkedja::distribution::{Distribution, Shape};
use larmkedja::engine::Engine;
use larmkedja::model::Model;
use larmkedja::open;
use larmkedja::random::{Family, Key, Purpose, Scope};
use larmkedja::study;
use std::hint::black_box;

fn model(text: &str, set: &[String]) -> Model {
    let missing = || std::io::ErrorKind::NotFound.into();
    let options = open::Options { set: set.to_vec(), logs: Vec::new() };
    let opened = open::open(text, &options, &|_| Err(missing()), &|_, _| Err(missing()));
    opened.unwrap_or_else(|mistakes| panic!("{:?}", mistakes.diagnostics)).model
}

/// A day of incidents with nothing but `steps` steps, one after the other, by as many people as it takes.
fn steps(steps: usize, rate: u32, takes: &str) -> Model {
    let step = |i| {
        format!("[[chain.plain.step]]\nname = \"step {i}\"\nstaff = [\"anybody\"]\ntakes = {{ exponential = {{ mean = \"{takes}\" }} }}\n")
    };
    let text = format!(
        "title = \"Steps\"\n[study]\nstarts = \"2024-01-01\"\nduration = \"1 d\"\nat_end = \"drain\"\nreplications = 1\nseed = 1\n\
         [pool.all]\nstaff = \"unlimited\"\n[incident.call]\nrate = \"{rate} / h\"\n[chain.plain.role]\nanybody = [{{ pool = \"all\" }}]\n{}\
         mark = \"done\"\n[measure.chain]\ntime = {{ to = \"done\" }}\n[arm.plain]\nchain = \"plain\"\n",
        (0..steps).map(step).collect::<String>(),
    );
    model(&text, &[])
}

fn draws(criterion: &mut Criterion) {
    let family = Family::new(1, 1, Scope::Incident, Key::of("call"));
    let name = Key::of("interview");
    let mut group = criterion.benchmark_group("draw");
    group.bench_function("block of an incident", |bencher| {
        let mut number = 0;
        bencher.iter(|| {
            number += 1;
            black_box(family.scope(number))
        });
    });
    group.bench_function("uniform", |bencher| {
        let (block, mut pass) = (family.scope(1), 0);
        bencher.iter(|| {
            pass += 1;
            black_box(block.draw(name, Purpose::Duration, pass))
        });
    });
    let shapes = [
        ("exponential", Shape::Exponential { mean: 40.0 }),
        ("lognormal", Shape::Lognormal { mu: 4.0, sigma: 0.5 }),
        ("gamma", Shape::Gamma { shape: 2.5, mean: 40.0 }),
    ];
    for (shape, distribution) in shapes.map(|(shape, of)| (shape, Distribution::new(of).expect("a sound distribution"))) {
        group.bench_function(shape, |bencher| {
            let (block, mut pass) = (family.scope(1), 0);
            bencher.iter(|| {
                pass += 1;
                black_box(block.value(&distribution, name, Purpose::Duration, pass))
            });
        });
    }
    group.finish();
}

/// A replication of one day; the elements are what it holds most of.
fn replications(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("replication of a day");
    let cases = [
        ("arrival: an incident of one step that takes no time worth speaking of", steps(1, 1000, "1 ms"), 24_000),
        ("step: ten more of them", steps(11, 1000, "1 ms"), 264_000),
        ("calendar: 10 events to come", steps(1, 1000, "36 s"), 24_000),
        ("calendar: 1,000 events to come", steps(1, 1000, "3600 s"), 24_000),
        ("two hops", model(include_str!("two_hops.toml"), &["study.duration=\"1 d\"".to_owned()]), 4_320),
    ];
    for (name, model, elements) in &cases {
        group.throughput(Throughput::Elements(*elements));
        let engine = Engine::new(model);
        let mut replication = 0;
        group.bench_function(*name, |bencher| {
            bencher.iter(|| {
                replication += 1;
                black_box(engine.run(replication, &mut (), &|| false))
            });
        });
    }
    group.finish();
}

fn studies(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("study");
    group.sample_size(10);
    for days in [1, 10] {
        let set = [format!("study.duration=\"{days} d\""), "study.replications=10".to_owned()];
        let model = model(include_str!("two_hops.toml"), &set);
        group.throughput(Throughput::Elements(days * 43_200));
        group.bench_function(format!("two hops, 10 replications of {days} d, one thread"), |bencher| {
            let run = |sum: &mut u64| {
                let options = study::Options {
                    threads: Some(1),
                    stop: &|| false,
                    progress: &|_| (),
                    on_replication: &mut |_| *sum += 1,
                    incidents: None,
                };
                black_box(study::run(&model, options))
            };
            bencher.iter_batched_ref(|| 0, run, BatchSize::PerIteration);
        });
    }
    group.finish();
}

criterion_group!(parts, draws, replications, studies);
criterion_main!(parts);
