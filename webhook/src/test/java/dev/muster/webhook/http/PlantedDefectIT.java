package dev.muster.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A defect that is planted in the rules, and must be found by {@link FuzzedCalls}: what is never
 * met by them is not checked by them.
 */
final class PlantedDefectIT {
  private static final Path ROOT = Path.of(System.getProperty("muster.root"));
  private static final Path RULE =
      Path.of("webhook/src/main/java/dev/muster/webhook/decide/TemplateRule.java");
  private static final String RIGHT = "template.get(\"kind\").text(\"\").equals(KIND)";
  private static final String WRONG =
      "java.util.Objects.requireNonNull(template.get(\"kind\").value()).equals(KIND)";
  private static final int CALLS = 40_000;
  private static final int SEED = 20261129;

  @TempDir private Path folder;

  /** R21: what has no kind is refused for that, and then looked into for all that. */
  @Test
  void aRuleThatFailsOnAWrappedObjectWithoutAKindIsFound()
      throws IOException, InterruptedException {
    var text = Files.readString(ROOT.resolve(RULE));
    assertThat(text.split(Pattern.quote(RIGHT), -1)).as("once there").hasSize(2);
    compile(text.replace(RIGHT, WRONG));

    var told = new String[1];
    assertThat(play(told)).as(told[0]).isEqualTo(1);
    assertThat(told[0]).contains("500 at ");
  }

  private void compile(String text) throws IOException {
    var source = folder.resolve(RULE);
    Files.createDirectories(source.getParent());
    Files.writeString(source, text);
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                System.out,
                System.err,
                "-nowarn",
                "-proc:none",
                "-d",
                folder.resolve("classes").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                source.toString());
    assertThat(code).isZero();
  }

  private int play(String[] told) throws IOException, InterruptedException {
    var log = folder.resolve("told.txt");
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                folder.resolve("classes")
                    + File.pathSeparator
                    + System.getProperty("java.class.path"),
                FuzzedCalls.class.getName(),
                Integer.toString(CALLS),
                Integer.toString(SEED))
            .redirectOutput(log.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("it ends").isTrue();
    told[0] = Files.readString(log, StandardCharsets.UTF_8);
    return process.exitValue();
  }
}
