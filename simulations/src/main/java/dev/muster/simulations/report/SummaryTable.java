package dev.muster.simulations.report;

import dev.muster.simulations.world.Job;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The figures of one replay for people: times as {@code 2m14s}, units in the header. */
public final class SummaryTable {
  private static final String NONE = "-";
  private static final List<String> TIME_HEADER =
      List.of("", "mean", "p50", "p90", "p95", "p99", "p99.9", "max");
  private static final List<String> GROUP_HEADER =
      List.of("", "jobs", "mean wait", "p50", "p99", "max", "mean jct");

  private final Summary summary;
  private final StringBuilder text = new StringBuilder();

  private SummaryTable(Summary summary) {
    this.summary = summary;
  }

  /** The whole table, several lines. */
  public static String of(Summary summary) {
    var table = new SummaryTable(summary);
    table.write();
    return table.text.toString();
  }

  private void write() {
    var replayed = summary.replayed();
    var spec = replayed.spec();
    line(
        "%s, placed by %s: %d jobs of %s on %s (%s, %d GPUs)",
        replayed.policy(),
        replayed.place(),
        summary.jobs(),
        replayed.trace().file(),
        spec.text(),
        spec.nodeCount() == 1 ? "1 node" : spec.nodeCount() + " nodes",
        spec.total(Job.GPU) / 1000);
    line("");
    writeTimes();
    writeGroups("by GPUs of the gang (time)", summary.figures().byGangSize());
    writeGroups("by queue (time)", summary.figures().byQueue());
    writeTotals();
    writeFoot();
  }

  private void writeTimes() {
    var figures = summary.figures();
    Function<BigDecimal, String> ratio = n -> n.setScale(2, RoundingMode.HALF_UP).toPlainString();
    grid(
        List.of(
            TIME_HEADER,
            row("wait (time)", figures.waiting(), SummaryTable::duration),
            row("jct (time)", figures.completion(), SummaryTable::duration),
            row("slowdown (x)", figures.slowdown(), ratio)));
  }

  private void writeGroups(String title, Map<String, Figures> groups) {
    var rows = new ArrayList<List<String>>();
    rows.add(new ArrayList<>(GROUP_HEADER));
    rows.getFirst().set(0, title);
    groups.forEach((name, group) -> {
      var wait = group.waiting();
      rows.add(
          List.of(
              name,
              String.valueOf(group.jobs()),
              duration(wait.mean()),
              duration(wait.quantile(500)),
              duration(wait.quantile(990)),
              duration(wait.max()),
              duration(group.completion().mean())));
    });
    line("");
    grid(rows);
  }

  private void writeTotals() {
    var result = summary.replayed().result();
    var costs = summary.replayed().costs();
    var decisions = costs.decisions();
    line("");
    line(
        "makespan %s, GPU use %s, longest queue %d, unfinished %d",
        duration(BigDecimal.valueOf(summary.makespan(), 3)),
        summary.utilisation(Job.GPU).map(SummaryTable::percent).orElse(NONE),
        result.longestQueue(),
        summary.jobs() - summary.figures().jobs());
    line(
        "%d decisions (us): p50 %s, p99 %s, max %s; %s s since the start of the program",
        result.decisions(),
        plain(decisions.quantile(500)),
        plain(decisions.quantile(990)),
        plain(decisions.max()),
        BigDecimal.valueOf(costs.wallMillis(), 3).toPlainString());
    var invariants = result.invariants();
    line("invariants: %d checked, %d violated", invariants.checked(), invariants.violations());
    invariants.first().forEach(violation -> line("  %s", violation));
  }

  private void writeFoot() {
    var reasons = new ArrayList<String>();
    summary.rejected().forEach((reason, count) -> reasons.add(count + " " + reason));
    line(
        "rows rejected: %s; run times raised to 1 s: %d; quantile p of n = element"
            + " min(n-1, floor(n x p)); seed: none; digest %s",
        String.join(", ", reasons), summary.replayed().trace().clamped().size(), summary.digest());
  }

  private static List<String> row(
      String name, Distribution figures, Function<BigDecimal, String> format) {
    var cells = new ArrayList<String>();
    cells.add(name);
    cells.add(figures.mean().map(format).orElse(NONE));
    for (int thousandths : new int[] {500, 900, 950, 990, 999}) {
      cells.add(figures.quantile(thousandths).map(format).orElse(NONE));
    }
    cells.add(figures.max().map(format).orElse(NONE));
    return cells;
  }

  private void grid(List<List<String>> rows) {
    var widths = new int[rows.getFirst().size()];
    for (var row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (var row : rows) {
      var cells = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        var padding = " ".repeat(widths[i] - row.get(i).length());
        cells.append(i == 0 ? row.get(i) + padding : "  " + padding + row.get(i));
      }
      line("%s", cells.toString().stripTrailing());
    }
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static String plain(Optional<BigDecimal> number) {
    return number.map(BigDecimal::toPlainString).orElse(NONE);
  }

  private static String percent(BigDecimal share) {
    return share.movePointRight(2).setScale(1, RoundingMode.HALF_UP).toPlainString() + " %";
  }

  private static String duration(Optional<BigDecimal> seconds) {
    return seconds.map(SummaryTable::duration).orElse(NONE);
  }

  /** The two largest units that are not zero from the front: {@code 2m14s}, {@code 1d19h}. */
  static String duration(BigDecimal seconds) {
    long whole = seconds.setScale(0, RoundingMode.HALF_UP).longValueExact();
    long days = whole / 86_400;
    long hours = whole / 3600 % 24;
    long minutes = whole / 60 % 60;
    if (days > 0) {
      return days + "d" + hours + "h";
    }
    if (hours > 0) {
      return hours + "h" + minutes + "m";
    }
    return minutes > 0 ? minutes + "m" + whole % 60 + "s" : whole + "s";
  }
}
