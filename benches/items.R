# Item statistics with R: facility, corrected item-total correlation, alpha. Called by items.rs.
file <- commandArgs(trailingOnly = TRUE)[1]
start <- proc.time()[["elapsed"]]
x <- as.matrix(read.csv(file)[, -1])
between <- proc.time()[["elapsed"]]
total <- rowSums(x)
p <- colMeans(x)
r <- sapply(seq_len(ncol(x)), function(j) cor(x[, j], total - x[, j]))
k <- ncol(x)
alpha <- k / (k - 1) * (1 - sum(apply(x, 2, var)) / var(total))
end <- proc.time()[["elapsed"]]
cat(sprintf("RESULT R-base %.1f %.1f %.6f %.6f %.6f\n", 1000 * (end - start), 1000 * (end - between), alpha, p[[1]], r[[1]]))
if (requireNamespace("psych", quietly = TRUE)) {
  start <- proc.time()[["elapsed"]]
  a <- suppressWarnings(psych::alpha(x, warnings = FALSE, check.keys = FALSE))
  end <- proc.time()[["elapsed"]]
  cat(sprintf("RESULT R-psych::alpha - %.1f %.6f %.6f %.6f\n", 1000 * (end - start), a$total$raw_alpha, p[[1]], a$item.stats$r.drop[1]))
}
