# Incidents and steps in R. Usage: Rscript read.R DIR, where DIR was written with --incidents --csv (nothing but R is needed), or with
# --incidents, which is Parquet: that takes the package arrow from CRAN.
folder <- commandArgs(trailingOnly = TRUE)[1]
read <- function(name) {
  csv <- file.path(folder, paste0(name, ".csv"))
  if (file.exists(csv)) return(read.csv(csv, stringsAsFactors = FALSE))
  if (!requireNamespace("arrow", quietly = TRUE)) stop('the package arrow is not here: install.packages("arrow"), or write CSV (--incidents --csv)')
  as.data.frame(arrow::read_parquet(file.path(folder, paste0(name, ".parquet"))))
}
incidents <- read("incidents")
steps <- read("steps")

cat("incidents by arm\n")
print(table(incidents$arm))

# The same incident in two arms stands in two rows with the same replication and number.
arms <- unique(incidents$arm)
times <- setdiff(grep("_s$", names(incidents), value = TRUE), c("arrival_s", "closed_s"))
for (arm in arms[-1]) {
  pairs <- merge(incidents[incidents$arm == arms[1], ], incidents[incidents$arm == arm, ],
                 by = c("replication", "number"), suffixes = c("", ".other"))
  for (time in times) {
    difference <- pairs[[paste0(time, ".other")]] - pairs[[time]]
    cat(sprintf("%s against %s, %s: %.3f s in the mean of %d pairs\n",
                arm, arms[1], time, mean(difference, na.rm = TRUE), sum(!is.na(difference))))
  }
}

steps$wait_s <- steps$begin_s - steps$ready_s
done <- steps[!is.na(steps$begin_s), ]
cat("mean wait by stage and arm, s\n")
print(round(tapply(done$wait_s, list(done$stage, done$arm), mean), 3))
