//! The tables with a row per replication: numerators and denominators, for those who want to do their own statistics.
//!
//! - `replications.csv`: by replication, arm, measure and stratum. `sum` is over those that reached the measure, in `unit`;
//!   the columns from `pairs_both` on compare with the baseline and are empty for the baseline itself.
//! - `replications_arms.csv`: by replication and arm, counted incidents, and the limit that was met, if any.
//! - `replications_pools.csv`: by replication, arm and pool, seat times within the window.

use super::exact::Seconds;
use super::{Folder, FolderError, Stream};
use crate::model::{Model, What};
use crate::study::ReplicationRows;
use std::io::{self, Write};
use std::path::Path;

const MEASURES: &str = "replication,arm,measure,stratum_kind,stratum,unit,count,reached,sum,within_target,\
    pairs_both,pairs_baseline_sum,pairs_arm_sum,pairs_quicker,pairs_slower,pairs_identical\n";
const ARMS: &str = "replication,arm,arrived,closed,abandoned,met_limit\n";
const POOLS: &str = "replication,arm,pool,on_duty_s,working_s,held_s,reserved_s,background_s,requests,waited,wait_s\n";

/// The tables while they grow.
#[derive(Debug)]
pub struct ReplicationTables {
    measures: Stream,
    arms: Stream,
    pools: Stream,
}

impl ReplicationTables {
    /// Begins the tables.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn begin(folder: &Folder) -> Result<ReplicationTables, FolderError> {
        let begin = |name: &str, columns: &str| {
            let mut stream = folder.stream(name)?;
            stream.write_all(columns.as_bytes()).map_err(FolderError::write(&folder.path().join(name)))?;
            Ok(stream)
        };
        Ok(ReplicationTables {
            measures: begin("replications.csv", MEASURES)?,
            arms: begin("replications_arms.csv", ARMS)?,
            pools: begin("replications_pools.csv", POOLS)?,
        })
    }

    /// Goes on from the tables of another folder of the same model.
    ///
    /// # Errors
    /// If they cannot be read or written.
    pub fn go_on(folder: &Folder, from: &Path) -> Result<ReplicationTables, FolderError> {
        let after = |name: &str| folder.stream_after(name, &from.join(name));
        Ok(ReplicationTables {
            measures: after("replications.csv")?,
            arms: after("replications_arms.csv")?,
            pools: after("replications_pools.csv")?,
        })
    }

    /// Adds a replication.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn add(&mut self, model: &Model, rows: &ReplicationRows) -> Result<(), FolderError> {
        self.add_measures(model, rows).map_err(FolderError::write(self.measures.path()))?;
        self.add_arms(model, rows).map_err(FolderError::write(self.arms.path()))?;
        self.add_pools(model, rows).map_err(FolderError::write(self.pools.path()))
    }

    /// Writes what is still on its way.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(self) -> Result<(), FolderError> {
        self.measures.finish()?;
        self.arms.finish()?;
        self.pools.finish()
    }

    // Names of arms, measures, pools and strata are made of letters, digits and `_`, so that nothing needs quotes.
    fn add_measures(&mut self, model: &Model, rows: &ReplicationRows) -> io::Result<()> {
        for row in &rows.rows {
            let measure = &model.measures[row.measure];
            let timed = matches!(measure.what, What::Time { .. } | What::Work(_));
            let sum = |value: i128| if timed { Seconds(value).to_string() } else { value.to_string() };
            write!(
                self.measures,
                "{},{},{},{},{},{},{},{},{},",
                rows.replication,
                model.arms[row.arm].name,
                measure.name,
                row.stratum.kind(),
                row.stratum.name(model),
                if timed { "s" } else { "1" },
                row.count,
                row.reached,
                sum(row.sum),
            )?;
            if measure.target.is_some() {
                write!(self.measures, "{}", row.within_target)?;
            }
            match &row.pairs {
                None => writeln!(self.measures, ",,,,,,")?,
                Some(pairs) => writeln!(
                    self.measures,
                    ",{},{},{},{},{},{}",
                    pairs.both,
                    sum(pairs.baseline_sum),
                    sum(pairs.arm_sum),
                    pairs.quicker,
                    pairs.slower,
                    pairs.identical
                )?,
            }
        }
        Ok(())
    }

    fn add_arms(&mut self, model: &Model, rows: &ReplicationRows) -> io::Result<()> {
        for (arm, end) in model.arms.iter().zip(&rows.ends) {
            let (number, name, limit) = (rows.replication, &arm.name, end.finding.is_some());
            writeln!(self.arms, "{number},{name},{},{},{},{limit}", end.arrived, end.closed, end.abandoned)?;
        }
        Ok(())
    }

    fn add_pools(&mut self, model: &Model, rows: &ReplicationRows) -> io::Result<()> {
        for (arm, end) in model.arms.iter().zip(&rows.ends) {
            for (pool, book) in model.pools.iter().zip(&end.pools) {
                let [on_duty, working, held, reserved, background, wait] =
                    [book.on_duty, book.working, book.held, book.reserved, book.background, book.wait].map(|time| Seconds(time.0.into()));
                writeln!(
                    self.pools,
                    "{},{},{},{on_duty},{working},{held},{reserved},{background},{},{},{wait}",
                    rows.replication, arm.name, pool.name, book.requests, book.waited
                )?;
            }
        }
        Ok(())
    }
}
