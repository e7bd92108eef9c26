package dev.muster.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What administrators read about the configuration is what the code reads. */
class ConfigurationDocumentTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "configuration.md");

  /** A line of a table: the key, its default, and what it means. */
  private static final Pattern LINE = Pattern.compile("\\| `([^`]+)` \\| ([^|]*) \\| [^|]+ \\|");

  @Test
  void documentListsEveryKeyWithItsDefaultAndNoOther() throws IOException {
    Map<String, String> listed = new LinkedHashMap<>();
    for (var line : Files.readAllLines(DOCUMENT)) {
      var matcher = LINE.matcher(line);
      if (matcher.matches()) {
        var before = listed.put(matcher.group(1), shown(matcher.group(2)));
        assertThat(before).as("listed twice: %s", matcher.group(1)).isNull();
      }
    }

    assertThat(listed).containsExactlyInAnyOrderEntriesOf(SchedulerConfig.keys());
  }

  private static String shown(String cell) {
    return cell.equals("empty") ? "" : cell.replace("`", "");
  }
}
