//! Does the answer say what is known, what luck hides and what helps, on the terminal and at the top of the page?

use super::LANGUAGES;
use super::fixture::{Likeness, USUAL, likenesses};
use super::page::plain;
use larmkedja::model::Language;
use larmkedja::report::{Report, answer, charts, html};
use larmkedja::results::{Comparison, Difference, Est, Estimate, OverRanges, Ranking, StageParts, Stats};

#[test]
fn the_answer_fits_the_terminal() {
    for (name, likeness) in likenesses() {
        for language in LANGUAGES {
            for width in [60, 80, 120] {
                let text = answer(&likeness.report(), language, width);
                for line in text.lines().filter(|_| !(name == "slow" && width == 60)) {
                    assert!(line.chars().count() <= width.max(80), "{name} {language:?} {width}: {line:?}");
                }
                assert!(text.lines().all(|line| !line.ends_with(' ') && !line.chars().any(char::is_control)));
            }
        }
    }
}

#[test]
fn the_answer_is_honest() {
    let answer = |report: &Report, language, width| answer(report, language, width).split('\n').collect::<Vec<_>>().join(" ");
    let usual = answer(&USUAL.report(), Language::En, 80);
    assert!(usual.contains("−35.2\u{a0}s (−36.9 to −33.6)") && usual.contains("same luck in both ways of working"), "{usual}");
    let unclear = answer(&Likeness { difference: -0.9, ..USUAL }.report(), Language::En, 80);
    assert!(unclear.contains("cannot be told apart"));
    // A small difference that is certain is not noticed; a small one that may be large is not known.
    for (difference, half, words) in
        [(-0.4, 0.1, "no noticeable difference"), (-0.01, 0.03, "no noticeable difference"), (-0.4, 1.7, "cannot be told apart")]
    {
        let report = Likeness { difference, half, ..USUAL }.report();
        assert!(answer(&report, Language::En, 80).contains(words), "{difference} ± {half}: {words}");
        let page = plain(&html(&report, Language::En));
        assert!(!page.contains("0.4\u{a0}s shorter") && !page.contains("ms shorter"), "{difference} ± {half}");
    }
    // Surely shorter, and perhaps by more than is noticed.
    let small = answer(&Likeness { difference: -0.9, half: 0.3, ..USUAL }.report(), Language::En, 80);
    assert!(small.contains("together,   −0.9\u{a0}s (−1.2 to −0.6)"), "{small}");
    let zero = answer(&Likeness { difference: 0.0, ..USUAL }.report(), Language::Sv, 80);
    assert!(zero.contains("exakt lika") && zero.contains("0\u{a0}s (0 till 0)"), "{zero}");
    let once = answer(&Likeness { replications: 1, half: f64::NAN, ..USUAL }.report(), Language::Sv, 80);
    assert!(
        once.contains("1 replikation om 28\u{a0}dygn") && once.contains("Kan inte avgöras (inget intervall: när mer än hälften"),
        "{once}"
    );
    // 1.96 of -35.243 is beyond its interval alone, but not among seven comparisons.
    let many = Likeness { arms: 8, difference: -1.9, ..USUAL };
    assert!(answer(&many.report(), Language::En, 80).contains("widened for 7 comparisons, the interval holds zero"));
    assert!(html(&many.report(), Language::En).contains("widened for 7 comparisons, the interval holds zero"));
}

/// Beside an answer stands what the assumed ranges make of it: between what, whether its sign turns, and what luck hides, or that nothing moves it.
#[test]
fn the_doubt_says_what_is_known_and_what_luck_hides() {
    let with = |change: &dyn Fn(&mut OverRanges)| {
        let mut report = USUAL.report();
        change(report.results.over_ranges.as_mut().unwrap());
        report
    };
    let unclear = |over: &mut OverRanges| over.ranges.iter_mut().for_each(|range| range.unclear = vec!["listens".to_owned()]);
    let luck = |over: &mut OverRanges| over.ranges.iter_mut().for_each(|range| (range.low, range.high, range.most) = (None, None, None));
    let few = |over: &mut OverRanges| {
        luck(over);
        let bare = |change: &mut Est| *change = change.map(|change| Estimate { low: None, high: None, ..change });
        over.bars.iter_mut().flat_map(|bar| bar.changes.iter_mut().flatten()).for_each(bare);
    };
    let nothing = |over: &mut OverRanges| {
        over.ranges.iter_mut().for_each(|range| range.most = None);
        let none = Some(Estimate { value: 0.0, low: Some(0.0), high: Some(0.0) });
        over.bars.iter_mut().flat_map(|bar| &mut bar.changes).for_each(|change| *change = [none, none]);
    };
    let hidden = ["luck hides how far", "slumpen döljer hur långt"];
    // In the text, in one sentence of the page, and whether something is hidden.
    let cases: [(Report, [[&str; 2]; 2], bool); 6] = [
        (
            with(&|_| {}),
            [
                [
                    "Over the assumed ranges: from −47 to +5\u{a0}s; tell_by_phone moves it most. The sign depends on what is assumed.",
                    "; over the assumed ranges −47 to +5\u{a0}s, so its sign depends on what is assumed.",
                ],
                [
                    "Över de antagna spannen: från −47 till +5\u{a0}s; mest påverkar tell_by_phone. Tecknet beror på vad som antas.",
                    "; över de antagna spannen −47 till +5\u{a0}s, så tecknet beror på vad som antas.",
                ],
            ],
            false,
        ),
        (
            with(&unclear),
            [
                [
                    "It may go further, but luck hides how far: listens.",
                    ", so its sign depends on what is assumed; luck hides how far listens may carry it.",
                ],
                [
                    "Det kan flyttas längre, men slumpen döljer hur långt: listens.",
                    ", så tecknet beror på vad som antas; slumpen döljer hur långt det kan flyttas av listens.",
                ],
            ],
            true,
        ),
        (
            with(&luck),
            [
                [
                    "No change over the assumed ranges can be told apart from luck in these short runs.",
                    "; over the assumed ranges it moves no more than luck may.",
                ],
                [
                    "Ingen ändring över de antagna spannen kan skiljas från slumpen i dessa korta körningar.",
                    "; över de antagna spannen ändras det inte mer än slumpen kan göra.",
                ],
            ],
            false,
        ),
        (
            with(&|over| (luck(over), unclear(over)).0),
            [
                [
                    "in these short runs. It may go further, but luck hides how far: listens.",
                    "it moves no more than luck may; luck hides how far listens may carry it.",
                ],
                [
                    "i dessa korta körningar. Det kan flyttas längre, men slumpen döljer hur långt: listens.",
                    "inte mer än slumpen kan göra; slumpen döljer hur långt det kan flyttas av listens.",
                ],
            ],
            true,
        ),
        (
            with(&few),
            [
                [
                    "What the assumed ranges change of it cannot be told from 4 short replications.",
                    "; what the assumed ranges change of it cannot be told from so few replications.",
                ],
                [
                    "Vad de antagna spannen ändrar kan inte avgöras av 4 korta replikationer.",
                    "; vad de antagna spannen ändrar kan inte avgöras av så få replikationer.",
                ],
            ],
            false,
        ),
        (
            with(&nothing),
            [
                ["Nothing assumed moves it.", "; nothing assumed moves it."],
                ["Inget antagande påverkar den.", "; inget antagande påverkar det."],
            ],
            false,
        ),
    ];
    for (report, words, hides) in cases {
        for ((language, [text, page]), hidden) in LANGUAGES.into_iter().zip(words).zip(hidden) {
            let told = answer(&report, language, 100).split_whitespace().collect::<Vec<_>>().join(" ");
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(told.contains(&text), "{text}: {told}");
            let shown = plain(&html(&report, language));
            assert!(shown.contains(page), "{page}: {shown}");
            assert_eq!((told.contains(hidden), shown.contains(hidden)), (hides, hides), "{hidden}: {told}");
        }
    }
}

/// A number without an interval is no difference, however large or small: text, page and charts say so in grey.
#[test]
fn what_has_no_interval_claims_nothing() {
    for difference in [-35.243, 21.0, -0.4] {
        let report = Likeness { half: f64::NAN, replications: 2, difference, ..USUAL }.report();
        let page = html(&report, Language::En);
        assert!(!plain(&page).contains("shorter on average") && !plain(&page).contains("longer on average"), "{difference}");
        assert!(
            !plain(&page).contains("o noticeable difference")
                && plain(&page).contains("no interval: where more than half of the pairs are alike")
        );
        for tone in ["shorter", "longer"] {
            assert!(!page.contains(&format!("class=\"{tone}\"")), "{difference}: something is set as {tone}");
        }
        let text = answer(&report, Language::En, 200);
        let row = text.lines().find(|line| line.starts_with("  Joint centre ")).unwrap();
        assert_eq!(
            row.trim_start().split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect::<Vec<_>>()[1..],
            ["cannot be told", "–", "–", "–"]
        );
        let charts = charts(&report, Language::En);
        for chart in charts.iter().filter(|chart| chart.name.starts_with("difference")) {
            assert!(chart.svg.contains("cannot be told<") || chart.svg.contains("cannot be told\n"), "{}", chart.name);
            // The colours of the arms; blue and vermilion are those of the words for shorter and longer as well.
            assert!(!chart.svg.contains("#009E73"), "{} draws an arm in its colour", chart.name);
        }
    }
}

/// Where most pairs are alike an interval takes replications, not time, and the advice says how many.
#[test]
fn advice_is_what_helps() {
    let mut report = Likeness { half: f64::NAN, replications: 10, ..USUAL }.report();
    let alike = |report: &Report| plain(&html(report, Language::Sv)).contains("krävs minst 20 replikationer");
    assert!(alike(&report));
    assert!(
        answer(&report, Language::Sv, 200)
            .contains("Kan inte avgöras (inget intervall: när mer än hälften av paren är lika krävs minst 20 replikationer).")
    );
    for strata in report.results.differences.values_mut().flat_map(|measures| measures.values_mut()) {
        let all = std::iter::once(&mut strata.all).chain(strata.agencies.values_mut()).chain(strata.alone.values_mut());
        for difference in all {
            let Difference::Time(found) = difference else { continue };
            found.of_pairs.identical = found.of_pairs.slower;
        }
    }
    assert!(!alike(&report) && answer(&report, Language::En, 200).contains("more replications or a longer duration"));
}

/// What drives the answer is what can be told apart from nothing: a large change that may be luck does not hide a clear one, and is not called small.
#[test]
fn clear_changes_come_before_large_ones() {
    let mut report = USUAL.report();
    let change = |value: f64, half: f64| Some(Estimate { value, low: Some(value - half), high: Some(value + half) });
    let over = report.results.over_ranges.as_mut().unwrap();
    (over.bars[0].factor, over.bars[1].factor) = ("calls".to_owned(), "no_help".to_owned());
    over.bars[0].changes.iter_mut().for_each(|ends| *ends = [change(-25.0, 29.0), change(8.6, 5.3)]);
    over.bars[1].changes.iter_mut().for_each(|ends| *ends = [change(-30.0, 40.0), None]);
    let page = html(&report, Language::En);
    let row = |table: &str, name: &str| {
        let table = page.split_once(&format!("class=\"{table}")).unwrap().1;
        table.split_once(&format!("<code>{name}</code>")).unwrap().1.split("</tr>").next().unwrap().to_owned()
    };
    assert!(row("parameters", "calls").contains("class=\"drives\" data-v=\"8.6\">9\u{a0}s"), "{}", row("parameters", "calls"));
    assert!(row("parameters", "no_help").contains("cannot be told apart from no change"));
    let ends = row("ranges", "calls");
    assert!(ends.contains("class=\"unclear\" data-v=\"-25\"") && ends.contains("<td data-v=\"8.6\">"), "{ends}");
    let first = page.split_once("class=\"ranges\"").unwrap().1.split_once("<tbody>").unwrap().1;
    assert!(first.find("<code>calls").unwrap() < first.find("<code>no_help").unwrap(), "what moves it most comes first");
}

/// Parts of a time make the whole, in its unit; and who cannot be told apart is given no gain.
#[test]
fn parts_add_up_and_what_is_unclear_gains_nothing() {
    let mut report = USUAL.report();
    let stages = &mut report.results.arms["separate"].stages["alarm_chain"];
    let exact = |value: f64| Some(Estimate { value, low: Some(value), high: Some(value) });
    let part = |value: f64| StageParts { working_s: exact(value), queue_s: None, blocked_s: None, redial_s: None };
    stages.clear();
    stages.extend([("answer", 445.0), ("travel", 611.0), ("gathering", 877.0)].map(|(name, value)| (name.to_owned(), part(value))));
    let Stats::Time(all) = &mut report.results.arms["separate"].measures["alarm_chain"].all else { panic!() };
    all.mean_s = exact(1933.0);
    let text = answer(&report, Language::En, 400);
    assert!(
        text.contains("The alarm chain is 7.42\u{a0}min of that (23%), turnout and travel 10.2\u{a0}min, the rest 14.6\u{a0}min."),
        "{text}"
    );
    let unclear = Likeness { difference: -0.9, ..USUAL }.report();
    let page = html(&unclear, Language::En);
    let sentences: Vec<&str> = page.split("<li class=\"unclear\">").skip(1).map(|rest| rest.split("</li>").next().unwrap()).collect();
    let unclear: Vec<_> = sentences.iter().filter(|said| said.contains("cannot be told apart from Separate centres")).collect();
    assert!(unclear.len() > 2 && unclear.iter().all(|said| !said.contains("more than a minute")), "{unclear:?}");
    assert!(plain(&html(&USUAL.report(), Language::En)).contains("gain more than a minute"));
}

/// What the scenario declares leads, whatever statistic it is, with its simultaneous interval; the rest is marked, and the doubt asks about it first.
#[test]
fn what_is_declared_leads_the_answer() {
    let mut report = USUAL.report();
    let primary = report.results.primary.as_mut().unwrap();
    primary.declared = true;
    let comparison = |value: f64, half: f64| Comparison {
        arm: "joint".to_owned(),
        against: "separate".to_owned(),
        difference: Some(Estimate { value, low: Some(value - half), high: Some(value + half) }),
        told_apart: value.abs() > half,
    };
    let ranking = |measure: &str, statistic: &str, unit: &str, comparison: Comparison| Ranking {
        measure: measure.to_owned(),
        stratum_kind: "agencies".to_owned(),
        stratum: "multi".to_owned(),
        statistic: statistic.to_owned(),
        unit: unit.to_owned(),
        arms: vec!["separate".to_owned(), "joint".to_owned()],
        comparisons: vec![comparison],
        groups: Vec::new(),
    };
    report.results.measures.get_mut("heard_at_once").unwrap().what = "count".to_owned();
    let primary = report.results.primary.as_mut().unwrap();
    primary.rankings = vec![
        ranking("alarm_chain", "within_target", "share", comparison(0.031, 0.01)),
        ranking("heard_at_once", "value", "1", comparison(-12.0, 30.0)),
    ];
    let asked = report.asked_about();
    assert_eq!(asked[..2], [("alarm_chain", "agencies", "multi", "within_target"), ("heard_at_once", "agencies", "multi", "value")]);
    assert_eq!(asked[2], ("alarm_chain", "agencies", "multi", "mean"));
    for (language, title, several, unclear, marked, exploratory) in [
        (
            Language::En,
            "What the study was declared to be about",
            "Several agencies needed",
            "cannot be told apart from",
            "(exploratory)",
            "Exploratory:",
        ),
        (Language::Sv, "Det som studien angavs gälla", "Flera aktörer behövs", "kan inte skiljas från", "(utforskande)", "Utforskande:"),
    ] {
        let text = answer(&report, language, 100);
        let at = |text: &str, words: &str| text.find(words).unwrap_or_else(|| panic!("{words}: {text}"));
        let (declared, mean) = (at(&text, &title.to_uppercase()), at(&text, &several.to_uppercase()));
        assert!(declared < mean && text[declared..mean].contains("+3") && text[declared..mean].contains(unclear), "{text}");
        assert!(text[mean..].contains(exploratory), "{text}");
        let how_long = ["per replication (28\u{a0}days)", "per replikation (28\u{a0}dygn)"][usize::from(language == Language::Sv)];
        let of_count = text.to_lowercase();
        assert!(of_count.split_whitespace().collect::<Vec<_>>().join(" ").contains(&how_long.replace('\u{a0}', " ")), "{text}");
        let page = plain(&html(&report, language));
        assert!(at(&page, title) < at(&page, marked) && page[at(&page, title)..].contains(unclear), "{page}");
    }
}
