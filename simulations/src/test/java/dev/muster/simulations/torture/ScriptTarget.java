package dev.muster.simulations.torture;

import java.nio.charset.StandardCharsets;

/**
 * Any file is a script, or is refused with the line that is wrong; and a script that is written
 * reads as it was.
 */
public final class ScriptTarget {
  private ScriptTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    Script script;
    try {
      script = Script.parse(new String(input, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException refused) {
      if (!String.valueOf(refused.getMessage()).matches("(?s)line \\d+: .{5,}")) {
        throw new AssertionError("refused with: " + refused.getMessage(), refused);
      }
      return;
    }
    if (!Script.parse(script.text()).equals(script)) {
      throw new AssertionError("written and read it is not the same: " + script.text());
    }
    script
        .events()
        .forEach(event -> {
          if (event.sentence().isBlank() || event.end() < event.at()) {
            throw new AssertionError("no event: " + event);
          }
        });
  }
}
