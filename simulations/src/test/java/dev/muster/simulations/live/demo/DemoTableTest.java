package dev.muster.simulations.live.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DemoTableTest {
  private static final String UP = "\u001b[%dA";
  private static final String TO_THE_END = "\u001b[K";
  private static final String BELOW = "\u001b[J";

  private final StringWriter out = new StringWriter();

  private DemoTable table(boolean terminal, int rows, int columns) {
    var size = new DemoTable.Size(rows, columns);
    return new DemoTable(
        new DemoRun.Screen(new PrintWriter(out), terminal, false, false, size), 1_000);
  }

  private static GangLog.Row row(String name, String phase, String code, String reason) {
    boolean waits = phase.equals("Suspended");
    boolean over = phase.equals("Succeeded");
    return new GangLog.Row(
        "team", name, phase, "", 1_000, waits ? 0 : 2_500, over ? 4_000 : 0, 3, code, reason);
  }

  private List<String> lines() {
    return out.toString().lines().map(line -> line.replace(TO_THE_END, "")).toList();
  }

  @Test
  void everyGangHasALineWithWhatIsKnown() {
    table(true, 24, 100)
        .paint(
            List.of(
                row("done", "Succeeded", "", ""), row("waits", "Suspended", "NodesInUse", "2 fit")),
            "footer");

    assertThat(lines())
        .containsExactly(
            "NAMESPACE  NAME               STATE       PODS  WAITED    RAN  REASON",
            "team       done               Succeeded      3    1.5s   1.5s",
            "team       waits              Suspended      3                 NodesInUse: 2 fit",
            "footer",
            BELOW);
  }

  @Test
  void theNextPaintingGoesOverTheLast() {
    var table = table(true, 24, 80);
    table.paint(List.of(row("a", "Running", "", ""), row("b", "Running", "", "")), "one");
    out.getBuffer().setLength(0);

    table.paint(List.of(row("a", "Running", "", "")), "two");

    assertThat(out.toString()).startsWith(UP.formatted(4)).endsWith(BELOW);
  }

  @Test
  void aSmallScreenIsNeverLeftAndThoseThatAreOverGiveWay() {
    var rows = new ArrayList<GangLog.Row>();
    for (int i = 0; i < 6; i++) {
      rows.add(row("done-" + i, "Succeeded", "", ""));
      rows.add(row("runs-" + i, "Running", "", ""));
    }

    table(true, 11, 30).paint(rows, "footer");

    assertThat(lines()).hasSize(8 + 2 + 1);
    assertThat(lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(30));
    assertThat(lines().stream().map(line -> line.split(" +")).map(words -> words[1]).limit(9))
        .containsExactly(
            "NAME", "done-0", "runs-0", "done-1", "runs-1", "runs-2", "runs-3", "runs-4", "runs-5");
    assertThat(lines().get(9)).startsWith("footer; 4 more gangs not show");
  }

  @Test
  void inAPipeThereIsALineForEachChangeAndNoPainting() {
    var table = table(false, 24, 80);
    table.paint(List.of(row("a", "Running", "", "")), "footer");
    assertThat(out.toString()).isEmpty();

    table.changed(row("a", "Suspended", "NodesInUse", "2 fit"), 3_000);

    assertThat(lines())
        .containsExactly("    2.0s  team       a                  Suspended   NodesInUse: 2 fit");
  }

  @Test
  void aNoticeStaysAboveTheNextPainting() {
    var table = table(true, 24, 80);
    table.paint(List.of(row("a", "Running", "", "")), "one");
    out.getBuffer().setLength(0);

    table.notice("a long sentence");
    table.paint(List.of(row("a", "Running", "", "")), "two");

    assertThat(out.toString()).startsWith(UP.formatted(3) + BELOW + "a long sentence\nNAMESPACE");
  }

  @Test
  void aNoticeInAPipeIsALine() {
    table(false, 24, 80).notice("a long sentence");

    assertThat(out.toString()).isEqualTo("a long sentence\n");
  }
}
