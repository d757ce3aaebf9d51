//! Every kind of report as files, to be looked at: `cargo run --example gallery FOLDER` makes pages, terminal answers and charts of
//! results that no study found, one arm to eight, nothing to hours, in both languages.

#[path = "../tests/suite/report/fixture.rs"]
mod fixture;

use larmkedja::model::Language;
use larmkedja::report::{answer, charts, html};
use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "output/gallery".to_owned()));
    for (name, likeness) in fixture::likenesses() {
        let report = likeness.report();
        for (tag, language) in [("en", Language::En), ("sv", Language::Sv)] {
            let folder = folder.join(format!("{name}_{tag}"));
            std::fs::create_dir_all(&folder)?;
            std::fs::write(folder.join("report.html"), html(&report, language))?;
            std::fs::write(folder.join("answer.txt"), answer(&report, language, 80))?;
            for chart in charts(&report, language) {
                std::fs::write(folder.join(format!("{}.svg", chart.name)), chart.svg)?;
                std::fs::write(folder.join(format!("{}.png", chart.name)), chart.png)?;
            }
        }
    }
    println!("{}", folder.display());
    Ok(())
}
