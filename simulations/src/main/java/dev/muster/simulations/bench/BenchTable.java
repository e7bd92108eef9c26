package dev.muster.simulations.bench;

import dev.muster.simulations.report.Distribution;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;

/** What a bench found, for people. */
public final class BenchTable {
  private static final String NONE = "-";
  private final BenchReport report;
  private final StringBuilder text = new StringBuilder();

  private BenchTable(BenchReport report) {
    this.report = report;
  }

  /** All of it, several lines. */
  public static String of(BenchReport report) {
    var table = new BenchTable(report);
    table.write();
    return table.text.toString();
  }

  private void write() {
    var load = report.options().load();
    var pace = load.everyMillis() == 0 ? "at once" : "every " + load.everyMillis() + " ms";
    line("%d gangs of %s, %s", load.count(), load.gangs().title(), pace);
    line("");
    writeServer();
    writeTimes();
    writeWrites();
    writeScheduler();
  }

  private void writeServer() {
    if (!report.rates().isEmpty()) {
      line("%-22s  %10s  %14s", "server (per second)", "create", "status patch");
    }
    for (var row : report.rates()) {
      line("%-22s  %10s  %14s", row.inFlight() + " in flight", row.create(), row.statusPatch());
    }
    if (!report.rates().isEmpty()) {
      line("");
    }
  }

  private void writeTimes() {
    line("%-22s  %10s  %10s  %10s", "time (ms)", "p50", "p99", "max");
    times("create to admitted", report.millis(GangTimes::sentAt, GangTimes::admittedAt));
    if (report.count(GangTimes::isBound) > 0) {
      times("admitted to bound", report.millis(GangTimes::admittedAt, GangTimes::boundAt));
      times("create to bound", report.millis(GangTimes::sentAt, GangTimes::boundAt));
    }
    line("");
    line(
        "admitted   %d gangs in %s s, %s a second%s",
        report.count(GangTimes::isAdmitted),
        shown(report.seconds(GangTimes::admittedAt)),
        shown(report.admissionsPerSecond()),
        report
            .shareOfServer()
            .map(share -> ", " + share + " of the server's status patches")
            .orElse(""));
    came("bound", report.count(GangTimes::isBound), report.seconds(GangTimes::boundAt));
    came("succeeded", report.count(GangTimes::isSucceeded), report.seconds(GangTimes::succeededAt));
    long triedAgain = report.count(GangTimes::isTriedAgain);
    if (triedAgain > 0) {
      line("again      %d gangs needed more than one attempt", triedAgain);
    }
  }

  private void times(String name, Distribution times) {
    line(
        "%-22s  %10s  %10s  %10s",
        name, tenths(times.quantile(500)), tenths(times.quantile(990)), tenths(times.max()));
  }

  private void came(String word, long count, Optional<BigDecimal> seconds) {
    if (count > 0) {
      line("%-9s  %d gangs in %s s", word, count, shown(seconds));
    }
  }

  private void writeWrites() {
    line("");
    line("%-22s  %10s  %10s", "writes per gang", "p50", "max");
    writes(
        "queued to admitted", report.counts(GangTimes::isAdmitted, GangTimes::writesToAdmission));
    if (report.count(GangTimes::isBound) > 0) {
      writes("queued to bound", report.counts(GangTimes::isBound, GangTimes::writesToBound));
    }
    writes("all", report.counts(gang -> true, GangTimes::writes));
    var besides = report.besides();
    line(
        "besides    %d of the ledger, %d children, %d gates, %d Events",
        besides.ledger(), besides.children(), besides.gates(), besides.events());
    if (besides.watchBreaks() > 0) {
      line(
          "warning    watches broke %d times, so counts may be too low: %s",
          besides.watchBreaks(), besides.lastBreak());
    }
  }

  private void writes(String name, Distribution counts) {
    line("%-22s  %10s  %10s", name, shown(counts.quantile(500)), shown(counts.max()));
  }

  private void writeScheduler() {
    report
        .consumption()
        .ifPresent(figures -> {
          line("");
          line(
              "scheduler  %s s of CPU, %s MiB at most",
              shown(figures.cpuMillis().map(millis -> BigDecimal.valueOf(millis, 3))),
              shown(figures.peakBytes().map(bytes -> bytes >> 20)));
          figures.calls().forEach((call, count) -> line("           %s: %d", call, count));
        });
  }

  private static String tenths(Optional<BigDecimal> number) {
    return shown(number.map(n -> n.setScale(1, RoundingMode.HALF_UP)));
  }

  private static String shown(Optional<?> value) {
    return value.map(String::valueOf).orElse(NONE);
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }
}
