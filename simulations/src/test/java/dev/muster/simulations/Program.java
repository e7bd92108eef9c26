package dev.muster.simulations;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process that a test starts: what it prints is kept, and it never outlives the test. */
public final class Program implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final Process process;
  private final StringBuffer out = new StringBuffer();
  private final StringBuffer err = new StringBuffer();
  private final List<Thread> readers;

  private Program(Process process) {
    this.process = process;
    this.readers =
        List.of(
            Thread.ofVirtual().start(() -> collect(process.getInputStream(), out)),
            Thread.ofVirtual().start(() -> collect(process.getErrorStream(), err)));
  }

  /** Starts a command in a folder, with these variables besides the usual ones. */
  public static Program start(Path folder, Map<String, String> variables, List<String> command) {
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(variables);
    try {
      return new Program(builder.start());
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Starts a Java program on this test's JDK: options, then {@code -jar} or a class, and so on. */
  public static Program java(Path folder, String... arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // A short life: what the launcher sets, too.
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("--enable-native-access=ALL-UNNAMED");
    if (Runtime.version().feature() >= 23) {
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    Stream.of(arguments).forEach(command::add);
    return start(folder, Map.of(), command);
  }

  /** Starts {@code ./muster} with these arguments, as it was packaged. */
  public static Program muster(Path folder, String... arguments) {
    var start = Stream.of("-jar", jar().toString());
    return java(folder, Stream.concat(start, Stream.of(arguments)).toArray(String[]::new));
  }

  /** What was packaged; it names everything else that belongs on the class path. */
  public static Path jar() {
    var root = Path.of(System.getProperty("muster.root")).toAbsolutePath();
    return root.resolve(Path.of("simulations", "target", "muster.jar"));
  }

  private static void collect(InputStream stream, StringBuffer text) {
    try (var reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
      var some = new char[8192];
      for (int n = reader.read(some); n >= 0; n = reader.read(some)) {
        text.append(some, 0, n);
      }
    } catch (IOException ended) {
      text.append("(cut off: ").append(ended.getMessage()).append(")\n");
    }
  }

  /** Gives it this on its standard input, and no more. */
  public void type(String text) {
    try (var stdin = process.getOutputStream()) {
      stdin.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Standard output so far. */
  public String outText() {
    return out.toString();
  }

  /** Lines of standard output so far. */
  public List<String> out() {
    return outText().lines().toList();
  }

  /** Lines of standard error so far. */
  public List<String> err() {
    return err.toString().lines().toList();
  }

  /** Its process number. */
  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Waits until it ends by itself; returns its exit code. */
  public int exit() {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("does not end; so far: " + out + " " + err);
      }
      for (var reader : readers) {
        reader.join();
      }
      return process.exitValue();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  /** Sends a signal, as {@code STOP}. */
  public void signal(String name) {
    var pid = Long.toString(pid());
    try (var kill = start(Path.of("."), Map.of(), List.of("kill", "-" + name, pid))) {
      if (kill.exit() != 0) {
        throw new AssertionError("kill -" + name + ": " + kill.err());
      }
    }
  }

  /** Kills it at once, if it still runs, and waits until it is gone. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
