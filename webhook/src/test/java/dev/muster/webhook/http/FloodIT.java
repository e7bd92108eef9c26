package dev.muster.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many bodies at once that are far too long: a process with 256 MB of heap bears them. */
final class FloodIT {
  private static final Duration LASTS =
      Duration.ofSeconds(Integer.getInteger("muster.flood.seconds", 20));
  private static final int CALLERS = 32;
  private static final int TOO_LONG = 10 << 20;

  @TempDir private Path folder;

  /** What one caller sends again and again. */
  private record Wave(String path, byte[] body, boolean inPieces) {}

  @Test
  void heapOf256MegabytesHoldsUnderAFloodOfTenMegabyteBodies() throws Exception {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var errors = folder.resolve("err");
    var process =
        new ProcessBuilder(
                java,
                "-Xmx256m",
                "-XX:+UseG1GC",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                StandingServer.class.getName())
            .redirectError(errors.toFile())
            .start();
    try (BufferedReader out = process.inputReader()) {
      int port = Integer.parseInt(out.readLine().replace("port ", ""));
      var codes = flood(port);

      System.out.printf("%d s of flood: answers %s; %s%n", LASTS.toSeconds(), codes, peak(process));
      assertThat(process.isAlive()).as(() -> text(errors)).isTrue();
      assertThat(text(errors)).doesNotContain("OutOfMemory").doesNotContain("ERROR");
      assertThat(codes.keySet()).isSubsetOf(0, 200, 400, 408, 413, 429).contains(413);
      try (var caller = new Caller(port)) {
        await().until(() -> caller.post(StandingServer.CHECK, good()) == 200);
      }
    } finally {
      process.destroyForcibly();
    }
  }

  private static byte[] good() {
    return ForeignBytesTest.REVIEW.inputs().getFirst();
  }

  private static List<Wave> waves() {
    var long1 = new byte[TOO_LONG];
    Arrays.fill(long1, (byte) ' ');
    long1[0] = '{';
    var list = "{\"a\":[" + "[],".repeat((Limits.STANDARD.bodyBytes() - 100) / 3) + "1]}";
    var many = list.getBytes(StandardCharsets.US_ASCII); // costs many times its length to read
    return List.of(
        new Wave(StandingServer.CHECK, long1, false),
        new Wave(StandingServer.PODS, long1, true),
        new Wave(StandingServer.CONVERT, long1, true),
        new Wave(StandingServer.CHECK, many, false),
        new Wave(StandingServer.CONVERT, many, false));
  }

  /** How many answers there were of each code; 0 where the connection was gone before one came. */
  private static Map<Integer, Long> flood(int port) {
    var codes = new ConcurrentHashMap<Integer, Long>();
    var over = new AtomicBoolean();
    var failures = new ConcurrentHashMap<String, Long>();
    var waves = waves();
    var small = new Wave(StandingServer.CHECK, good(), false);
    try (var threads = Executors.newFixedThreadPool(CALLERS + 1)) {
      for (int i = 0; i < CALLERS; i++) {
        var wave = waves.get(i % waves.size());
        threads.execute(() -> send(port, wave, codes, over, failures));
      }
      threads.execute(() -> send(port, small, codes, over, failures));
      try {
        await()
            .atMost(LASTS.plusSeconds(60))
            .during(LASTS)
            .failFast(() -> assertThat(failures).isEmpty())
            .until(failures::isEmpty);
      } finally {
        over.set(true); // else those who call go on, and are waited for
      }
    }
    assertThat(failures).isEmpty();
    return new TreeMap<>(codes);
  }

  private static void send(
      int port,
      Wave wave,
      Map<Integer, Long> codes,
      AtomicBoolean over,
      Map<String, Long> failures) {
    try {
      var caller = new Caller(port);
      while (!over.get()) {
        int code =
            wave.inPieces()
                ? caller.postInPieces(wave.path(), wave.body())
                : caller.post(wave.path(), wave.body());
        codes.merge(code, 1L, Long::sum);
      }
      caller.close();
    } catch (IOException broken) {
      failures.merge(wave.path() + ": " + broken, 1L, Long::sum);
    }
  }

  /** What the process took at most, as its system says; where that does not say, nothing. */
  private static String peak(Process process) throws IOException {
    var status = Path.of("/proc", Long.toString(process.pid()), "status");
    var lines = Files.exists(status) ? Files.readAllLines(status) : List.<String>of();
    return lines.stream().filter(line -> line.startsWith("VmHWM")).findFirst().orElse("unknown");
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
