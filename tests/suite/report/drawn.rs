//! Do charts show what the results say, whole and in every form?

use super::both;
use super::fixture::{Likeness, USUAL, likenesses};
use ab_glyph::{Font, FontRef, ScaleFont};
use larmkedja::model::Language;
use larmkedja::report::{Report, charts, html};
use larmkedja::results::{Beyond, Difference, Estimate};

/// Classes of paired differences are what was counted.
#[test]
fn classes_of_pairs_keep_the_exact_shares() {
    let mut report = USUAL.report();
    let Difference::Time(found) = &mut report.results.differences["joint"]["alarm_chain"].agencies["multi"] else { panic!() };
    let exact = |value| Some(Estimate { value, low: None, high: None });
    (found.of_pairs.quicker, found.of_pairs.slower) = (exact(0.5), exact(0.25));
    found.beyond = vec![Beyond { edge_s: 10.0, shorter: 0.375, longer: 0.125 }, Beyond { edge_s: 60.0, shorter: 0.25, longer: 0.0 }];
    let charts = charts(&report, Language::En);
    let csv = &charts.iter().find(|chart| chart.name == "paired_differences").unwrap().csv;
    let shares: Vec<&str> = csv.lines().filter(|row| row.starts_with("multi,joint,")).map(|row| row.rsplit(',').next().unwrap()).collect();
    assert_eq!(shares, ["0.25", "0.125", "0.125", "0.25", "0.125", "0.125", "0"]);
}

/// Classes lie where differences do: of hours as of milliseconds no class holds everything.
#[test]
fn classes_of_pairs_follow_the_differences() {
    let edges = |listed: &[(f64, f64)]| {
        let mut report = USUAL.report();
        for difference in report.results.differences.values_mut().flat_map(|arm| arm["alarm_chain"].agencies.values_mut()) {
            let Difference::Time(found) = difference else { panic!() };
            found.beyond = listed.iter().map(|&(edge_s, shorter)| Beyond { edge_s, shorter, longer: 0.0 }).collect();
        }
        let charts = charts(&report, Language::En);
        let csv = charts.into_iter().find(|chart| chart.name == "paired_differences").unwrap().csv;
        let bounds = csv.lines().filter(|row| row.starts_with("multi,joint,") && row.contains("longer"));
        bounds.map(|row| row.split(',').nth(3).unwrap().parse().unwrap()).collect::<Vec<f64>>()
    };
    let hours = [(10.0, 1.0), (60.0, 1.0), (300.0, 1.0), (1_800.0, 0.9), (7_200.0, 0.8), (21_600.0, 0.4), (43_200.0, 0.02)];
    assert_eq!(edges(&hours), [1.0, 60.0, 21_600.0]);
    assert_eq!(edges(&[(10.0, 0.3), (60.0, 0.01), (300.0, 0.001)]), [1.0, 10.0, 60.0]);
    assert_eq!(edges(&[(0.01, 0.6), (0.1, 0.3), (1.0, 0.0)]), [1.0, 0.01, 0.1]);
}

/// What has no interval is not said to hold zero.
#[test]
fn a_map_of_hours_tells_what_has_no_interval() {
    let named = |report: &Report, name: &str| charts(report, Language::Sv).into_iter().find(|chart| chart.name == name);
    let bare = Likeness { half: f64::NAN, replications: 2, ..USUAL }.report();
    assert!(named(&bare, "hours_joint").is_none(), "of numbers without intervals no picture is made");
    assert!(!html(&bare, Language::Sv).contains("class=\"heat\""));
    let mut mixed = USUAL.report();
    let hours = &mut mixed.results.arms["joint"].hours["alarm_chain"]["multi"].hour_of_week;
    hours[3].difference_s = Some(Estimate { value: -775.0, low: None, high: None });
    hours[4].difference_s = None;
    let chart = named(&mixed, "hours_joint").unwrap();
    assert!(chart.svg.contains("inget intervall") && chart.svg.contains("Flera aktörer behövs, i s"));
    assert!(!named(&USUAL.report(), "hours_joint").unwrap().svg.contains(">\ninget intervall"));
    let page = html(&mixed, Language::Sv);
    assert!(page.contains("<td class=\"bare\">−775\u{a0}s"));
}

/// Many pools go to several pictures, none of them taller than a page.
#[test]
fn people_are_drawn_in_parts() {
    let mut report = Likeness { arms: 8, ..USUAL }.report();
    for arm in report.results.arms.values_mut() {
        let pools: Vec<_> = arm.pools.iter().map(|(name, stats)| (format!("{name}_night"), stats.clone())).collect();
        arm.pools.extend(pools);
    }
    let charts = charts(&report, Language::Sv);
    let people: Vec<_> = charts.iter().filter(|chart| matches!(chart.name.as_str(), "people" | "people_2" | "people_3")).collect();
    assert_eq!(people.iter().map(|chart| chart.name.as_str()).collect::<Vec<_>>(), ["people", "people_2"]);
    assert!(people[1].title.ends_with("(2 av 2)") && people[1].csv.contains("leader_night"));
    for chart in people {
        let height: f64 = chart.svg.split_once(" height=\"").unwrap().1.split('"').next().unwrap().parse().unwrap();
        assert!(height < 2_311.0, "{} is {height} pixels high", chart.name);
    }
}

/// The bars of a waterfall, with what lies between the totals, sum to the difference, in the file and in what is drawn.
#[test]
fn the_parts_of_a_waterfall_equal_their_whole() {
    let mut report = USUAL.report();
    let Difference::Time(found) = &mut report.results.differences["joint"]["alarm_chain"].agencies["multi"] else { panic!() };
    let parts = found.stages.values().flat_map(|parts| [parts.working_s, parts.queue_s, parts.blocked_s, parts.redial_s]);
    let sum: f64 = parts.flatten().map(|part| part.value).sum();
    found.of_arms.mean_s = Some(Estimate { value: sum, low: Some(sum - 1.0), high: Some(sum + 1.0) });
    let charts = charts(&report, Language::En);
    let csv = &charts.iter().find(|chart| chart.name == "stages_joint").unwrap().csv;
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.unwrap()).filter(|row| &row[0] == "multi").collect();
    let value = |row: &csv::StringRecord| row[3].parse::<f64>().unwrap();
    let bars: f64 = rows.iter().filter(|row| !matches!(&row[1], "baseline" | "difference")).map(value).sum();
    let whole = rows.iter().find(|row| &row[1] == "difference").map(value).unwrap();
    assert!((bars - whole).abs() < 1e-9 && whole < -10.0, "{bars} {whole}");
}

/// A text of a chart: its letters and left, top, right, bottom.
fn texts(svg: &str) -> Vec<(String, [f64; 4])> {
    let fonts = ["Regular", "SemiBold"]
        .map(|weight| std::fs::read(format!("{}/assets/fonts/Inter-{weight}.otf", env!("CARGO_MANIFEST_DIR"))).unwrap());
    let fonts = fonts.each_ref().map(|bytes| FontRef::try_from_slice(bytes).unwrap());
    let value = |tag: &str, name: &str| tag.split_once(&format!(" {name}=\"")).map(|(_, rest)| rest.split('"').next().unwrap().to_owned());
    // A text on a page has its look from the group around it, and lies on its baseline; one of plotters hangs below its own.
    let measure = |group: &str, part: &str| {
        let (tag, text) = part.split_once('>').unwrap();
        let hangs = tag.contains(" dy=");
        let tag = format!("{tag} {group}");
        let text = text
            .trim_matches('\n')
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&apos;", "'")
            .replace("&amp;", "&");
        let number = |name: &str| value(&tag, name).unwrap().parse::<f64>().unwrap();
        let (x, size) = (number("x"), number("font-size"));
        let font = &fonts[usize::from(tag.contains("font-weight"))];
        let scaled = font.as_scaled(size as f32 * font.height_unscaled() / font.units_per_em().unwrap());
        // Letters of other fonts may be wider than any of this one.
        let wide = |letter: char| match scaled.glyph_id(letter) {
            ab_glyph::GlyphId(0) => 1.25 * size as f32,
            id => scaled.h_advance(id),
        };
        let width = f64::from(text.chars().map(wide).sum::<f32>());
        let left = x - match value(&tag, "text-anchor").as_deref() {
            None | Some("start") => 0.0,
            Some("middle") => width / 2.0,
            Some(_) => width,
        };
        let base = number("y") + if hangs { 0.76 * size } else { 0.0 };
        (text, [left, base - 0.74 * size, left + width, base + 0.2 * size])
    };
    let mut group = "";
    let mut found = Vec::new();
    for part in svg.split('<') {
        match part.split_once(' ') {
            Some(("g", look)) => group = look.split('>').next().unwrap(),
            Some(("text", _)) => found.push(measure(group, &part["text".len()..])),
            _ => {}
        }
    }
    assert!(!found.is_empty(), "a picture without words");
    found
}

/// No text of a picture leaves it or lies over another.
#[track_caller]
pub(crate) fn nothing_is_cut_or_covered(name: &str, svg: &str) {
    let view = svg.split_once("viewBox=\"0 0 ").unwrap().1.split('"').next().unwrap();
    let (width, height) =
        view.split_once(' ').map(|(width, height)| (width.parse::<f64>().unwrap(), height.parse::<f64>().unwrap())).unwrap();
    let texts = texts(svg);
    for (place, (text, [left, top, right, bottom])) in texts.iter().enumerate() {
        assert!(
            *left >= 0.0 && *top >= 0.0 && *right <= width && *bottom <= height,
            "{name}: {text:?} leaves the paper: {left} {right} of {width}"
        );
        for (other, [l, t, r, b]) in &texts[place + 1..] {
            assert!(right <= l || r <= left || bottom <= t || b <= top, "{name}: {text:?} and {other:?} overlap");
        }
    }
}

#[test]
fn charts_are_whole_whatever_the_results() {
    for (name, likeness) in likenesses() {
        let page = both(&html(&likeness.report(), Language::En));
        let drawn: Vec<&str> = page.split("<svg ").skip(1).map(|part| part.split("</svg>").next().unwrap()).collect();
        assert!(!drawn.is_empty());
        for svg in drawn {
            nothing_is_cut_or_covered(name, svg);
        }
    }
}

#[test]
fn charts_come_in_every_form() {
    let names = |likeness: Likeness| charts(&likeness.report(), Language::En).into_iter().map(|chart| chart.name).collect::<Vec<_>>();
    let usual = [
        "difference_multi",
        "difference_single",
        "difference_none",
        "share_over_time",
        "paired_differences",
        "stages_sos_fire",
        "stages_virtual",
        "stages_joint",
        "people",
        "people_hours",
        "difference",
        "hours_sos_fire",
        "hours_virtual",
        "hours_joint",
    ];
    assert_eq!(names(USUAL), usual);
    assert_eq!(names(Likeness { arms: 1, ..USUAL }), ["share_over_time", "people", "people_hours"]);
    // What the page has no room for is whole as well.
    for likeness in [USUAL, Likeness { arms: 2, scale: 60.0, long_labels: true, ..USUAL }] {
        for hours in charts(&likeness.report(), Language::Sv).iter().filter(|chart| chart.name.starts_with("hours_")) {
            nothing_is_cut_or_covered(&hours.name, &hours.svg);
        }
    }
    for chart in charts(&USUAL.report(), Language::Sv) {
        assert!(chart.svg.contains("font-family=\"Inter, ") && chart.svg.starts_with("<svg "));
        let mut reader = png::Decoder::new(std::io::Cursor::new(&chart.png)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        // What is made of rows is as high as they are many.
        let least = if chart.name.starts_with("difference") { 300 } else { 900 };
        assert!(info.width == 1600 && info.height >= least && pixels.iter().any(|byte| *byte < 64), "{}", chart.name);
        let size = format!("<svg width=\"{}\" height=\"{}\"", info.width, info.height);
        assert!(chart.svg.starts_with(&size), "{}: {size}", chart.name);
        assert!(chart.csv.lines().count() > 1 && !chart.csv.contains("NaN"));
    }
}
