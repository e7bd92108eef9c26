package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.scheduler.ThreadLoop;
import dev.muster.simulations.LocalPage;
import dev.muster.simulations.Program;
import dev.muster.simulations.TestServer;
import dev.muster.simulations.live.http.RawClient;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.watchdog.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** One seed of {@link CutWireIT}: two schedulers, some gangs, and what happens on the wires. */
final class CutWirePlay implements AutoCloseable {
  private static final String GANGS = "workload.codeflare.dev/v1beta2";
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Duration QUIET = Duration.ofSeconds(3);

  /** Who decides may not have heard for so long; and what is decided may be that late. */
  private static final long OLDEST_VIEW_MILLIS = 45_000;

  private static final int SCHEDULERS = 2;
  private static final int COUNT = 14;
  private static final int LINES = 30;

  private static final Pattern UNANSWERED =
      Pattern.compile("(?m)^muster_api_requests_total\\{[^}]*code=\"0\"[^}]*} (\\S+)$");

  private final TestServer server;
  private final Path folder;
  private final ThreadLoop weather;
  private final long seed;
  private final Chronicle chronicle;
  private final List<FaultyWire> wires = new ArrayList<>();
  private final List<Supervisor> schedulers = new ArrayList<>();
  private final Map<String, String> expected = new ConcurrentSkipListMap<>();
  private final long startedAt = System.nanoTime();
  private final AtomicInteger lives = new AtomicInteger();
  private final List<Integer> ports = new ArrayList<>();
  private long unanswered;

  /** {@code folder} holds {@code config.yaml}. What happens on the wires happens on a loop. */
  CutWirePlay(TestServer server, Path folder, ThreadLoop weather, long seed) {
    this.server = server;
    this.folder = folder;
    this.weather = weather;
    this.seed = seed;
    this.chronicle = new Chronicle(server);
    int port;
    try (var client = new RawClient(server.kubeconfig())) {
      port = URI.create(client.root()).getPort();
    }
    for (int i = 0; i < SCHEDULERS; i++) {
      var wire = new FaultyWire(port);
      wires.add(wire);
      var kubeconfig =
          server
              .kubeconfig()
              .replaceAll("https://[^:]+:" + port, "https://127.0.0.1:" + wire.port());
      write("kubeconfig-" + i, kubeconfig);
    }
  }

  private void write(String name, String text) {
    try {
      Files.writeString(folder.resolve(name), text);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Plays it; {@code ready} returns when pods are held. */
  void run(Runnable ready) {
    try {
      play(ready);
    } catch (RuntimeException | Error failure) {
      throw new AssertionError(line() + "; " + last(), failure);
    }
  }

  private void play(Runnable ready) {
    for (int i = 0; i < SCHEDULERS; i++) {
      var kubeconfig = "kubeconfig-" + i;
      int port = LocalPage.freePort();
      ports.add(port);
      schedulers.add(new Supervisor(() -> start(kubeconfig, port)));
    }
    await().atMost(PATIENCE).until(() -> leader().startsWith(name()));
    ready.run();
    var script = WireScript.of(seed, SCHEDULERS);
    script.blows().forEach(blow -> weather.after(blow.at(), () -> strike(blow)));
    submit(script.millis());
    await()
        .pollDelay(Duration.ofMillis(script.millis()))
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(expected).hasSize(COUNT));
    var healed = weather(() -> wires.forEach(FaultyWire::heal));
    await().atMost(PATIENCE).until(healed::isDone);
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> {
          schedulers.forEach(Supervisor::look);
          assertThat(Remains.of(server, expected)).isEmpty();
        });
    unanswered = countUnanswered();
    judge();
    clean();
    schedulers.forEach(Supervisor::dismiss);
  }

  private CompletableFuture<Void> weather(Runnable act) {
    return CompletableFuture.runAsync(act, weather::post);
  }

  private void strike(WireScript.Blow blow) {
    for (int wire : blow.wires()) {
      wires.get(wire).strike(blow.fault());
      weather.after(blow.millis(), () -> wires.get(wire).end(blow.fault()));
    }
    schedulers.forEach(Supervisor::look);
  }

  private void submit(int millis) {
    var random = new Random(seed);
    for (int i = 0; i < COUNT; i++) {
      var gang = "wire-" + seed + "-" + i;
      var shape = random.nextInt(5);
      weather.after(
          random.nextInt(millis),
          () -> {
            server.create(
                switch (shape) {
                  case 0 -> Gangs.ray(gang, 5, 4, "1");
                  case 1 -> Gangs.ray(gang, 1, 8, "1");
                  case 2 -> Gangs.ray(gang, 3, 2, "2");
                  case 3 -> Gangs.ray(gang, 1, 1, "3");
                  default -> Gangs.ray(gang, 2, 4, "1");
                });
            expected.put("default/" + gang, "Succeeded");
          });
    }
  }

  private void judge() {
    var before = chronicle.changes().size();
    await()
        .during(QUIET)
        .atMost(PATIENCE)
        .pollInterval(QUIET.dividedBy(4))
        .untilAsserted(() -> assertThat(chronicle.changes()).hasSize(before));
    var report = chronicle.judged(Settings.DEFAULT.withReactionMillis(OLDEST_VIEW_MILLIS));
    assertThat(report.violations()).isEmpty();
    assertThat(report.violationCount() + report.partialAdmissions() + report.overcommits())
        .isZero();
    assertThat(report.writes()).isGreaterThan(10L * COUNT);
    assertThat(Remains.madeTwice(chronicle.changes())).isEmpty();
  }

  /** Nothing of one seed is there for the next. */
  private void clean() {
    server
        .list(GANGS, "AppWrapper")
        .forEach(g -> server.delete(GANGS, "AppWrapper", Trees.name(g)));
    await().atMost(PATIENCE).until(() -> server.list(GANGS, "AppWrapper").isEmpty());
    await().atMost(PATIENCE).until(() -> server.list("v1", "Pod").isEmpty());
  }

  private Program start(String kubeconfig, int port) {
    return LiveStage.scheduler(
        folder,
        "--config",
        "config.yaml",
        "--kubeconfig",
        kubeconfig,
        "--identity",
        name() + lives.incrementAndGet(),
        "--http-port",
        Integer.toString(port));
  }

  private String name() {
    return "seed-" + seed + "-life-";
  }

  private String leader() {
    return server
        .find("coordination.k8s.io/v1", "Lease", "kube-system/muster-scheduler")
        .map(lease -> Trees.text(lease, "spec", "holderIdentity"))
        .orElse("");
  }

  /** How often each fault did something. */
  Map<WireFault, Integer> struck() {
    var struck = new EnumMap<WireFault, Integer>(WireFault.class);
    wires.forEach(
        wire -> wire.struck().forEach((f, times) -> struck.merge(f, times, Integer::sum)));
    return struck;
  }

  /** Of those that live, by their own count. */
  private long countUnanswered() {
    return ports.stream()
        .flatMap(port -> UNANSWERED.matcher(LocalPage.get(port, "/metrics").text()).results())
        .mapToLong(count -> Math.round(Double.parseDouble(count.group(1))))
        .sum();
  }

  /** How many calls were given up, as far as known; a life ends when a lease is not answered. */
  long givenUp() {
    return unanswered + lives.get() - SCHEDULERS;
  }

  /** What the schedulers said. */
  List<String> words() {
    return schedulers.stream().flatMap(scheduler -> scheduler.words().stream()).toList();
  }

  private String last() {
    var told = new StringBuilder();
    for (var scheduler : schedulers) {
      var words = scheduler.words();
      told.append('\n')
          .append(
              String.join("\n", words.subList(Math.max(0, words.size() - LINES), words.size())));
    }
    return told.toString();
  }

  /** What there was, in a line. */
  String line() {
    long seconds = (System.nanoTime() - startedAt) / 1_000_000_000;
    return "seed %d, %d s, %d lives, %d calls unanswered, %s"
        .formatted(seed, seconds, lives.get(), unanswered, struck());
  }

  @Override
  public void close() {
    schedulers.forEach(Supervisor::close);
    wires.forEach(FaultyWire::close);
    chronicle.close();
  }
}
