package dev.muster.simulations.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler in a process of its own, on an embedded API server with a large cluster in it, or on
 * the server of a kubeconfig: how much memory it takes, how long from its start to its first
 * correct decision, how long until one new gang is decided, and whether it is silent while nothing
 * changes.
 *
 * <p>All nodes are full of other people's pods as far as GPUs go, so that every queued gang waits.
 * Gangs of one small pod come first and fit; they are what is timed, in the server, from the
 * request's arrival to the write that shows the admission. The figures are printed as a table and
 * as one line of JSON; the exit code is 1 if one misses its target.
 */
public final class ScaleBench {
  private static final Pattern USED = Pattern.compile("used ([0-9]+)K");
  private static final Pattern OPTION = Pattern.compile("--([a-z]+)=(.+)");

  /** A start may take so many times as long as reading the same objects and no more. */
  private static final double OF_THE_LIST = 1.25;

  private static final long PATIENCE_SECONDS = 1_800;
  private static final int GAP_MILLIS = 100;

  private record Figure(String name, double value, String unit, double most) {
    boolean met() {
      return value <= most;
    }
  }

  private final Map<String, Integer> sizes = new LinkedHashMap<>();
  private final List<Figure> figures = new ArrayList<>();
  private final Path folder;
  private String kubeconfig = "";
  private int submitted;

  private ScaleBench(Path folder) {
    this.folder = folder;
    sizes.put("gangs", 100_000);
    sizes.put("nodes", 5_000);
    sizes.put("pods", 150_000);
    sizes.put("heap", 1_536);
    sizes.put("warm", 1_000);
    sizes.put("samples", 300);
    sizes.put("quiet", 300);
    sizes.put("rate", 5_000);
  }

  /**
   * Options, all of the form {@code --name=number}: gangs, nodes, pods; heap of the scheduler in
   * MiB; new gangs on which its Java warms up, and samples of them; quiet seconds; rate of the
   * scheduler's writes a second. And {@code --kubeconfig=FILE}.
   */
  public static void main(String[] arguments) throws IOException {
    var bench = new ScaleBench(Files.createTempDirectory("scale"));
    for (var argument : arguments) {
      var option = OPTION.matcher(argument);
      if (option.matches() && option.group(1).equals("kubeconfig")) {
        bench.kubeconfig = Files.readString(Path.of(option.group(2)));
        continue;
      }
      if (!option.matches() || !bench.sizes.containsKey(option.group(1))) {
        System.err.println("error: " + argument + "; known: kubeconfig, " + bench.sizes.keySet());
        System.exit(2);
      }
      bench.sizes.put(option.group(1), Integer.parseInt(option.group(2)));
    }
    System.exit(bench.run() ? 0 : 1);
  }

  private int size(String name) {
    return Objects.requireNonNull(sizes.get(name));
  }

  private boolean run() throws IOException {
    try (var server = kubeconfig.isEmpty() ? new ScaleServer(folder) : new ScalePlane(kubeconfig)) {
      say("filling: " + sizes);
      server.fill(size("gangs"), size("nodes"), size("pods"));
      Files.writeString(folder.resolve("kubeconfig"), server.kubeconfig());
      Files.writeString(
          folder.resolve("config.yaml"),
          """
          appwrapper: {userRBACAdmissionCheck: false}
          muster:
            placement: off
            writes: {perSecond: %d, burst: %d}
            leaderElection: {leaseNamespace: kube-system, leaseDuration: 3m, renewDeadline: 2m}
          """
              .formatted(size("rate"), size("rate")));
      first(server);
      restart(server);
    }
    return report();
  }

  /** Everything is new: each gang gets its first status, so this start is not one that counts. */
  private void first(ScaleCluster server) throws IOException {
    long start = System.nanoTime();
    try (var scheduler = scheduler("first")) {
      until("every gang has its status", () -> server.undecided() == 0, scheduler);
      add("first statuses of all gangs", seconds(System.nanoTime() - start), "s");
      add("processor time for them", scheduler.processorSeconds(), "s");
      scheduler.end();
    }
  }

  private void restart(ScaleCluster server) throws IOException {
    server.submit("waits-for-scheduler");
    long start = System.nanoTime();
    try (var scheduler = scheduler("second")) {
      until("it decides", () -> server.admitted("waits-for-scheduler"), scheduler);
      double taken = seconds(server.untilAdmitted("waits-for-scheduler", start));
      if (kubeconfig.isEmpty()) {
        add("restart to first correct decision", taken, "s", 30);
      } else {
        double list = Math.min(server.bareListSeconds(), server.bareListSeconds());
        add("bare list of the same objects", list, "s");
        add("restart to first correct decision", taken, "s", OF_THE_LIST * list);
      }
      add("processor time until then", scheduler.processorSeconds(), "s");
      server.withdraw("waits-for-scheduler");
      pause(10_000);
      add("heap in use after a collection", scheduler.heapMegabytes(), "MiB", 1_536);
      latency(server, scheduler);
      if (server instanceof ScaleServer own) {
        quiet(own, scheduler);
      }
      add("heap in use at the end", scheduler.heapMegabytes(), "MiB", 1_536);
    }
  }

  private void latency(ScaleCluster server, Running scheduler) {
    warm(server, scheduler);
    double before = scheduler.processorSeconds();
    long[] times = new long[size("samples")];
    for (int i = 0; i < times.length; i++) {
      times[i] = server.untilAdmitted(one(server, scheduler), null);
    }
    add(
        "processor time per new gang",
        (scheduler.processorSeconds() - before) * 1e3 / times.length,
        "ms");
    Arrays.sort(times);
    add("new gang decided, p50", times[times.length / 2] / 1e6, "ms");
    add("new gang decided, p99", times[times.length * 99 / 100] / 1e6, "ms", 50);
  }

  private void warm(ScaleCluster server, Running scheduler) {
    for (int i = 0; i < size("warm"); i++) {
      one(server, scheduler);
    }
  }

  private String one(ScaleCluster server, Running scheduler) {
    var name = "urgent-" + submitted++;
    server.submit(name);
    until(name + " is admitted", () -> server.admitted(name), scheduler);
    pause(GAP_MILLIS / 2);
    server.withdraw(name);
    pause(GAP_MILLIS / 2);
    return name;
  }

  private void quiet(ScaleServer server, Running scheduler) {
    pause(5_000);
    long writes = server.writes();
    long leases = server.leaseWrites();
    double before = scheduler.processorSeconds();
    var told = server.listen();
    pause(size("quiet") * 1_000L);
    add("writes while nothing changes", server.writes() - writes, "", 0);
    add("lease writes in that time", server.leaseWrites() - leases, "");
    add("processor time in that time", scheduler.processorSeconds() - before, "s");
    told.stream().limit(20).forEach(write -> say("written: " + write));
  }

  private void add(String name, double value, String unit) {
    add(name, value, unit, Double.MAX_VALUE);
  }

  private void add(String name, double value, String unit, double most) {
    var figure = new Figure(name, value, unit, most);
    figures.add(figure);
    say("%-36s %10.1f %s".formatted(name, value, unit));
  }

  private boolean report() throws IOException {
    var tree = new LinkedHashMap<String, @Nullable Object>(sizes);
    System.out.printf("%n| figure | value | at most | |%n|---|---|---|---|%n");
    for (var figure : figures) {
      boolean bound = figure.most < Double.MAX_VALUE;
      System.out.printf(
          "| %s | %.1f %s | %s | %s |%n",
          figure.name,
          figure.value,
          figure.unit,
          bound ? "%.0f %s".formatted(figure.most, figure.unit) : "",
          bound ? figure.met() ? "met" : "MISSED" : "");
      tree.put(figure.name, figure.value);
    }
    System.out.println(new ObjectMapper().writeValueAsString(tree));
    return figures.stream().allMatch(Figure::met);
  }

  private static double seconds(long nanos) {
    return nanos / 1e9;
  }

  private static void say(String text) {
    System.err.println(text);
  }

  private static void pause(long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  private static void until(String what, BooleanSupplier condition, Running scheduler) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end || !scheduler.process.isAlive()) {
        throw new IllegalStateException("it never came that " + what + "; see " + scheduler.log);
      }
      pause(1);
    }
  }

  /** A scheduler's process. */
  private record Running(Process process, Path log) implements AutoCloseable {
    double processorSeconds() {
      return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
    }

    /** What is in use once all that is not has been thrown away. */
    double heapMegabytes() throws IOException {
      ask("GC.run");
      var text = ask("GC.heap_info");
      long kilobytes = 0;
      for (var line : text.lines().toList()) {
        var used = USED.matcher(line);
        if (used.find() && !line.contains("Metaspace") && !line.contains("class space")) {
          kilobytes += Long.parseLong(used.group(1));
        }
      }
      if (kilobytes == 0) {
        throw new IOException("no heap in: " + text);
      }
      return kilobytes / 1024.0;
    }

    private String ask(String question) throws IOException {
      var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
      var asked =
          new ProcessBuilder(jcmd, Long.toString(process.pid()), question)
              .redirectErrorStream(true)
              .start();
      return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Tells it to end, so that it gives its lease back. */
    void end() {
      process.destroy();
      process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
      process.destroyForcibly().onExit().join();
    }
  }

  private Running scheduler(String name) throws IOException {
    var log = folder.resolve(name + ".log");
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + size("heap") + "m");
    command.add("-XX:+UseG1GC");
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.addAll(
        Arrays.stream(System.getProperty("scale.jvm", "").split(" "))
            .filter(option -> !option.isEmpty())
            .toList());
    command.addAll(
        List.of(
            "-cp", System.getProperty("java.class.path"), "dev.muster.scheduler.SchedulerMain"));
    command.addAll(List.of("--config", "config.yaml", "--kubeconfig", "kubeconfig"));
    command.addAll(List.of("--identity", name, "--http-port", "0"));
    var process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return new Running(process, log);
  }
}
