package dev.muster.simulations.live.demo;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Shows gangs to a person: a table that is painted over on a terminal, one line per change in a
 * pipe. Called from any thread.
 */
public final class DemoTable {
  /** How large the screen is, in characters. */
  public record Size(int rows, int columns) {}

  /** Header, footer, and the line that the cursor stands on. */
  private static final int OTHER_ROWS = 3;

  private static final String GREEN = "\u001b[32m";
  private static final String YELLOW = "\u001b[33m";
  private static final String RED = "\u001b[31m";
  private static final String PLAIN = "\u001b[0m";
  private static final String ROW = "%-10s %-18s %-11s %4s %7s %6s  %s";

  private final PrintWriter out;
  private final boolean terminal;
  private final boolean colour;
  private final Size size;
  private final long start;
  private int painted;

  /** {@code start} (epoch milliseconds) is what times are shown relative to. */
  DemoTable(DemoRun.Screen screen, long start) {
    this.out = screen.out();
    this.terminal = screen.terminal();
    this.colour = screen.colour();
    this.size = screen.size();
    this.start = start;
  }

  /** One gang changed. */
  synchronized void changed(GangLog.Row row, long now) {
    if (terminal) {
      return; // the next painting shows it
    }
    var why = row.waits() && !row.code().isEmpty() ? row.code() + ": " + row.reason() : "";
    var phase = row.phase().isEmpty() ? "Submitted" : row.phase();
    out.println(
        String.format(
                Locale.ROOT,
                "%7.1fs  %-10s %-18s %-11s %s",
                (now - start) / 1000.0,
                row.namespace(),
                row.name(),
                phase,
                why)
            .stripTrailing());
    out.flush();
  }

  /**
   * Paints the gangs over the last painting, those that are over last if the screen is too small
   * for all; does nothing in a pipe.
   */
  synchronized void paint(List<GangLog.Row> rows, String footer) {
    if (!terminal) {
      return;
    }
    var shown = visible(rows);
    var text = new StringBuilder();
    if (painted > 0) {
      text.append("\u001b[").append(painted).append('A');
    }
    var header = ROW.formatted("NAMESPACE", "NAME", "STATE", "PODS", "WAITED", "RAN", "REASON");
    line(text, "", header);
    for (var row : shown) {
      line(text, colour(row), text(row));
    }
    int hidden = rows.size() - shown.size();
    line(text, "", hidden == 0 ? footer : footer + "; " + hidden + " more gangs not shown");
    text.append("\u001b[J"); // what an earlier painting had more
    painted = shown.size() + 2;
    out.print(text);
    out.flush();
  }

  /**
   * A sentence that stays: on a terminal it takes the place of the last painting, and the next
   * stands below. Said even when only the end is to be shown, for no document is printed here.
   */
  synchronized void notice(String sentence) {
    if (painted > 0) {
      out.print("\u001b[" + painted + "A\u001b[J");
      painted = 0;
    }
    out.println(sentence);
    out.flush();
  }

  private List<GangLog.Row> visible(List<GangLog.Row> rows) {
    int room = Math.max(1, size.rows() - OTHER_ROWS);
    var chosen =
        Stream.concat(
                rows.stream().filter(row -> !row.over()), rows.stream().filter(GangLog.Row::over))
            .limit(room)
            .toList();
    return rows.stream().filter(chosen::contains).toList();
  }

  private void line(StringBuilder text, String paint, String content) {
    int end = Math.min(content.length(), Math.max(1, size.columns() - 1));
    text.append(paint).append(content, 0, end).append(paint.isEmpty() ? "" : PLAIN);
    text.append("\u001b[K\n");
  }

  private String colour(GangLog.Row row) {
    if (!colour) {
      return "";
    }
    return switch (row.phase()) {
      case "Succeeded" -> GREEN;
      case "Failed" -> RED;
      case "Suspended", "" -> YELLOW;
      default -> "";
    };
  }

  private static String text(GangLog.Row row) {
    var waited = row.admitted() == 0 ? "" : seconds(row.admitted() - row.submitted());
    var ran = row.finished() == 0 ? "" : seconds(row.finished() - row.admitted());
    var why = row.code().isEmpty() ? "" : row.code() + ": " + row.reason();
    return String.format(
            ROW,
            row.namespace(),
            row.name(),
            row.phase().isEmpty() ? "-" : row.phase(),
            row.pods(),
            waited,
            ran,
            why)
        .stripTrailing();
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.1fs", millis / 1000.0);
  }

  /** The last word of a person's demo. */
  synchronized void summary(DemoReport report) {
    var text = report.toTree();
    out.println();
    out.println("Done after " + text.get("wallSeconds") + " s: " + text.get("summary"));
    out.println("Invariants: " + text.get("invariants"));
    report.checks().first().forEach(violation -> out.println("VIOLATED: " + violation));
    out.flush();
  }
}
