package dev.muster.simulations.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What the scheduler takes of its machine, and what it asks of the API server, as its own metrics
 * or the system's account of its process tell. Used on the bench's own thread.
 */
final class Consumption implements AutoCloseable {
  /**
   * What was taken between start and end.
   *
   * @param source what told it
   * @param cpuMillis of processor time
   * @param peakBytes of memory: of the process, else what its JVM has in use
   * @param calls answered calls to the API server, by verb and code
   */
  record Figures(
      String source, Optional<Long> cpuMillis, Optional<Long> peakBytes, Map<String, Long> calls) {}

  private record Sample(Optional<Double> cpuMillis, Optional<Long> bytes, Map<String, Long> calls) {
    static final Sample NOTHING = new Sample(Optional.empty(), Optional.empty(), Map.of());
  }

  private static final Pattern LINE = Pattern.compile("([a-z_]+)(?:\\{(.*)})? ([-+0-9.Ee]+)");
  private static final Pattern CALL = Pattern.compile("code=\"(\\d+)\".*verb=\"([A-Z]+)\"");
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s*(\\d+) kB");
  private static final String CALLS = "muster_api_requests_total";
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long GAP_NANOS = 1_000_000_000L;

  private final BenchOptions.Probe probe;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private Sample first = Sample.NOTHING;
  private Sample last = Sample.NOTHING;
  private long peak;
  private long sampledAt;

  Consumption(BenchOptions.Probe probe) {
    this.probe = probe;
  }

  /**
   * From now on it counts.
   *
   * @throws BenchProblem if nobody is where the scheduler should be
   */
  void start(long nanos) {
    first = sample();
    sampledAt = nanos;
  }

  /** Looks again if it is time to. */
  void look(long nanos) {
    if (nanos - sampledAt > GAP_NANOS) {
      sampledAt = nanos;
      sample();
    }
  }

  /** What it came to; empty if nobody told where to look. */
  Optional<Figures> end() {
    if (probe.metrics().isEmpty() && probe.pid().isEmpty()) {
      return Optional.empty();
    }
    sample();
    var calls = new TreeMap<String, Long>();
    last.calls()
        .forEach((key, count) -> {
          long more = count - first.calls().getOrDefault(key, 0L);
          if (more > 0) {
            calls.put(key, more);
          }
        });
    var cpu = last.cpuMillis().map(now -> Math.round(now - first.cpuMillis().orElse(0.0)));
    return Optional.of(
        new Figures(
            probe.pid().isPresent() ? "process" : "metrics",
            cpu,
            peak > 0 ? Optional.of(peak) : Optional.empty(),
            calls));
  }

  private Sample sample() {
    var told = probe.metrics().map(this::scrape).orElse(Sample.NOTHING);
    if (probe.pid().isPresent()) {
      var process = process(probe.pid().getAsLong());
      told = new Sample(process.cpuMillis(), process.bytes(), told.calls());
    }
    last = told;
    peak = Math.max(peak, told.bytes().orElse(0L));
    return told;
  }

  private static Sample process(long pid) {
    var handle =
        ProcessHandle.of(pid)
            .orElseThrow(() ->
                new BenchProblem(
                    "there is no process " + pid, "name the scheduler's with --scheduler-pid"));
    var cpu = handle.info().totalCpuDuration().map(time -> time.toNanos() / 1e6);
    var file = Path.of("/proc", Long.toString(pid), "status");
    if (!Files.isReadable(file)) {
      return new Sample(cpu, Optional.empty(), Map.of()); // no such account on this system
    }
    try {
      var resident = RESIDENT.matcher(Files.readString(file));
      var bytes =
          resident.find()
              ? Optional.of(Long.parseLong(resident.group(1)) * 1024)
              : Optional.<Long>empty();
      return new Sample(cpu, bytes, Map.of());
    } catch (IOException ended) {
      throw new BenchProblem("process " + pid + " ended", "see why in the scheduler's log");
    }
  }

  private Sample scrape(URI metrics) {
    try {
      var request = HttpRequest.newBuilder(metrics).timeout(PATIENCE).build();
      var response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw unreadable(metrics, "HTTP " + response.statusCode());
      }
      return read(response.body());
    } catch (IOException broken) {
      throw unreadable(metrics, broken.getClass().getSimpleName() + " " + broken.getMessage());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new Session.Stopped();
    }
  }

  private static BenchProblem unreadable(URI metrics, String why) {
    return new BenchProblem(
        "cannot read the scheduler's metrics at " + metrics + ": " + why,
        "name its /metrics with --metrics, as http://127.0.0.1:8080/metrics");
  }

  private static Sample read(String text) {
    double cpuMillis = -1;
    long bytes = 0;
    var calls = new TreeMap<String, Long>();
    for (var line : text.lines().toList()) {
      var form = LINE.matcher(line);
      if (!form.matches()) {
        continue;
      }
      double value = Double.parseDouble(form.group(3));
      switch (form.group(1)) {
        case "process_cpu_time_ns_total" -> cpuMillis = value / 1e6;
        case "process_cpu_seconds_total" -> cpuMillis = value * 1e3;
        case "jvm_memory_used_bytes", "process_resident_memory_bytes" -> bytes += (long) value;
        case CALLS -> {
          var call = CALL.matcher(form.group(2));
          if (call.find()) {
            calls.merge(call.group(2) + " " + call.group(1), (long) value, Long::sum);
          }
        }
        default -> {} // says nothing that is asked for here
      }
    }
    return new Sample(
        cpuMillis < 0 ? Optional.empty() : Optional.of(cpuMillis),
        bytes == 0 ? Optional.empty() : Optional.of(bytes),
        calls);
  }

  @Override
  public void close() {
    http.close();
  }
}
