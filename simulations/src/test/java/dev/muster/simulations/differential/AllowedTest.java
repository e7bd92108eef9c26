package dev.muster.simulations.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AllowedTest {
  private static final String HEADING = "## What the comparison lets pass";

  private record Row(String title, String reason) {}

  @Test
  void whatIsAllowedIsWrittenDownWithItsReason() throws IOException {
    var rows = documented();
    assertThat(rows)
        .extracting(Row::title)
        .containsExactlyElementsOf(Allowed.ALL.stream().map(Allowed::title).toList());
    assertThat(rows).extracting(Row::reason).allMatch(reason -> reason.length() > 20);
    assertThat(rows).hasSizeLessThanOrEqualTo(10);
  }

  /** The rows of the table below the heading, without its head. */
  private static List<Row> documented() throws IOException {
    var text =
        Files.readString(Path.of(System.getProperty("muster.root"), "docs", "embedded-cluster.md"));
    var section = text.substring(text.indexOf(HEADING) + HEADING.length()).split("\n## ", 2)[0];
    var rows = new ArrayList<Row>();
    for (var line : section.lines().filter(line -> line.startsWith("| ")).skip(1).toList()) {
      var cells = line.split("\\|", -1);
      rows.add(new Row(cells[1].strip(), cells[2].strip()));
    }
    return rows;
  }
}
