package dev.muster.simulations.cli;

import dev.muster.simulations.torture.Tally;
import java.util.ArrayList;
import java.util.Locale;

/** What came of a range of seeds, for people. */
final class TortureTable {
  private TortureTable() {}

  /** The sums, line by line, and at the end the row for the table of docs/reliability.md. */
  static String of(String name, Tally tally, String commit) {
    var text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s: %d seeds, %d broken; %d writes, %d decisions, %d faults, %.1f core-seconds%n",
            name,
            tally.seeds(),
            tally.failed(),
            tally.events(),
            tally.decisions(),
            tally.faultCount(),
            tally.coreSeconds()));
    tally.broken().forEach((rule, times) -> line(text, "broken " + rule, times));
    tally.faults().forEach((fault, times) -> line(text, fault, times));
    return text.append(row(name, tally, commit)).toString();
  }

  private static String row(String name, Tally tally, String commit) {
    var faults = new ArrayList<String>();
    tally.faults().forEach((fault, times) -> faults.add(fault + " " + times));
    return String.format(
        Locale.ROOT,
        "| %s | %s | %d | %d | %s | %.0f | %s |%n",
        commit,
        name,
        tally.seeds(),
        tally.events(),
        String.join(", ", faults),
        tally.coreSeconds(),
        tally.failed() == 0 ? "held" : tally.failed() + " broken");
  }

  private static void line(StringBuilder text, String name, long times) {
    text.append(String.format(Locale.ROOT, "  %-20s %10d%n", name, times));
  }
}
