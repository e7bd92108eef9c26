package dev.muster.scheduler.fuzz;

import com.code_intelligence.jazzer.Jazzer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Has targets read inputs: stored ones, changed ones, and those that a search comes to. */
public final class Fuzzing {
  private static final int CHANGED = 2_000;

  /** Where readers change their ways: what is refused, what recursion survives, and beyond. */
  private static final List<Integer> DEPTHS = List.of(64, 1_001, 9_900);

  private static final String SEED = "20261127";

  /** Inputs of a search that is not bounded by time: some seconds of the slowest reader. */
  private static final int RUNS = 20_000;

  private static final int MOST_SECONDS = 180;

  private static final String KEY_END = "\":";
  private static final int MOST_NESTED = 40;

  private Fuzzing() {}

  /** Reads what is stored, the same nested deep, and the same changed: always the same inputs. */
  public static void play(Target target) {
    var inputs = target.inputs();
    if (inputs.isEmpty()) {
      throw new AssertionError("nothing is stored in " + target.folder());
    }
    inputs.forEach(input -> read(target, input));
    for (int depth : DEPTHS) {
      inputs.forEach(input -> nested(input, depth).forEach(deep -> read(target, deep)));
    }
    var mutations = new Mutations(inputs, Long.parseLong(SEED));
    for (int i = 0; i < CHANGED; i++) {
      read(target, mutations.next());
    }
  }

  /** What becomes of the stored inputs by changes, without end; the same for the same seed. */
  public static Supplier<byte[]> changed(Target target, long seed) {
    return new Mutations(target.inputs(), seed)::next;
  }

  private static void read(Target target, byte[] input) {
    try {
      target.reader().read(input);
    } catch (RuntimeException | Error broken) {
      throw new AssertionError("%s: %s".formatted(target.name(), shown(input)), broken);
    }
  }

  private static String shown(byte[] input) {
    return input.length > 10_000
        ? input.length
            + " bytes, beginning with "
            + new String(input, 0, 1_000, StandardCharsets.UTF_8)
        : "base64 " + Base64.getEncoder().encodeToString(input);
  }

  /** The input with a deep value in the place of each of the first ones, which follow it. */
  private static List<byte[]> nested(byte[] input, int depth) {
    var text = new String(input, StandardCharsets.UTF_8);
    var deep =
        List.of(
            "{\"a\":".repeat(depth) + "1" + "}".repeat(depth),
            "[".repeat(depth) + "]".repeat(depth));
    var result = new ArrayList<byte[]>();
    for (int at = text.indexOf(KEY_END); at >= 0; at = text.indexOf(KEY_END, at + 1)) {
      var head = text.substring(0, at + KEY_END.length());
      var tail = ",\"rest\":" + text.substring(at + KEY_END.length());
      deep.forEach(value -> result.add((head + value + tail).getBytes(StandardCharsets.UTF_8)));
      if (result.size() >= MOST_NESTED) {
        break;
      }
    }
    return result;
  }

  /**
   * Searches for inputs that reach code which no other input reached, in a JVM of its own: the
   * search changes classes as they are loaded, and runs once in a JVM. As long as nobody says for
   * how many seconds, it reads the same number of inputs from the same beginning wherever it runs,
   * so that a change is not blamed for what a faster machine comes to.
   */
  public static void search(Target target) throws IOException, InterruptedException {
    int asked = Integer.getInteger("muster.fuzz.seconds", 0);
    int seconds = asked == 0 ? MOST_SECONDS : asked;
    var work = Path.of("target", "fuzz", target.name());
    if (asked == 0) {
      forget(work.resolve("found")); // a search for so many seconds goes on from what others found
    }
    Files.createDirectories(work.resolve("found"));
    Files.write(work.resolve("words.dict"), Mutations.words());
    var log = work.resolve("log.txt");
    var search =
        new ProcessBuilder(command(target, asked, work))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      if (!search.waitFor(seconds + 120L, TimeUnit.SECONDS)) {
        throw new AssertionError(target + " does not come to an end; see " + log.toAbsolutePath());
      }
      var text = Files.readString(log, StandardCharsets.ISO_8859_1);
      if (search.exitValue() != 0) {
        throw new AssertionError("%s broke a promise:\n%s".formatted(target, finding(text)));
      }
      if (!text.contains("DONE")) {
        throw new AssertionError("%s was not searched:\n%s".formatted(target, text));
      }
    } finally {
      search.destroyForcibly();
    }
  }

  private static void forget(Path found) throws IOException {
    if (Files.exists(found)) {
      try (var files = Files.list(found)) {
        for (var file : files.toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static String finding(String log) {
    int begin = Math.max(0, log.indexOf("== Java Exception"));
    return log.substring(begin, Math.min(log.length(), begin + 8_000));
  }

  private static List<String> command(Target target, int seconds, Path work) {
    var classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx700m",
        "-XX:+UseSerialGC",
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        classPath,
        Jazzer.class.getName(),
        "--target_class=" + target.home().getName(),
        "--instrumentation_includes=dev.muster.**",
        "--reproducer_path=" + work,
        "-seed=" + (seconds == 0 ? SEED : "0"), // 0: another one each time
        seconds == 0 ? "-runs=" + RUNS : "-max_total_time=" + seconds,
        "-max_len=65536",
        "-timeout=20", // seconds for one input
        "-rss_limit_mb=0", // the heap is bounded, and that is enough
        "-dict=" + work.resolve("words.dict"),
        "-artifact_prefix=" + work + "/",
        work.resolve("found").toString(),
        target.folder().toString());
  }
}
