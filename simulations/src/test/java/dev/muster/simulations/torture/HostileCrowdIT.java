package dev.muster.simulations.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.simulations.Objects;
import dev.muster.simulations.Program;
import dev.muster.simulations.TestServer;
import dev.muster.simulations.live.objects.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A scheduler with little memory among thousands of objects that mean it harm: gangs that cannot be
 * read, gangs and pods as large as a server takes, pods with labels that are Muster's own, nodes
 * that offer more than there is. It neither ends nor wedges: each gang gets its reason, and a good
 * gang is admitted soon.
 *
 * <p>{@code -Dmuster.hostile.gangs=100000 -Dmuster.hostile.large=300 -Dmuster.hostile.heap=1434
 * -Dmuster.hostile.used=1000} plays it with as many objects as there may be, and the heap of an
 * installed scheduler in MiB.
 */
final class HostileCrowdIT {
  private static final String GANGS = "workload.codeflare.dev/v1beta2";
  private static final int POISONED = Integer.getInteger("muster.hostile.gangs", 1_500);
  private static final int LARGE = Integer.getInteger("muster.hostile.large", 150);
  private static final int HEAP = Integer.getInteger("muster.hostile.heap", 512);

  /** What is in use when all is judged; answers that are dealt with do not count. */
  private static final int MOST_USED = Integer.getInteger("muster.hostile.used", 120);

  private static final int SIZE = 900_000;
  private static final Duration PATIENCE = Duration.ofMinutes(8).plusMillis(20L * POISONED);
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Pattern USED = Pattern.compile("used (\\d+)K");

  @TempDir private Path folder;

  private final TestServer server = TestServer.bare();
  private final String junk = junk();

  @Test
  void neitherTheirNumberNorTheirSizeStopsAGoodGang() throws IOException {
    try (server) {
      crowd();
      Files.writeString(folder.resolve("kubeconfig"), server.kubeconfig());
      long start = System.nanoTime();
      try (var scheduler = scheduler()) {
        await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofSeconds(2))
            .failFast(() -> assertThat(scheduler.isAlive()).as(() -> words(scheduler)).isTrue())
            .untilAsserted(() -> assertThat(withoutReason()).isZero());
        long judged = System.nanoTime();
        server.create(new Shape(Shape.Kind.JOB, 1, 0, 10, "").gang("good"));
        await()
            .atMost(SOON)
            .pollInterval(Duration.ofMillis(20))
            .untilAsserted(() -> assertThat(phase("good")).isIn("Resuming", "Running"));
        long admitted = System.nanoTime();
        long used = usedMegabytes(scheduler);
        System.out.printf(
            "hostile: %d gangs, %d large gangs and pods, heap of %d MiB: all judged after %.1f s, a"
                + " good gang admitted after %.2f s, %d MiB in use then; reasons %s%n",
            POISONED,
            LARGE,
            HEAP,
            (judged - start) / 1e9,
            (admitted - judged) / 1e9,
            used,
            reasons());
        assertThat(reasons()).doesNotContainKey("");
        assertThat(used).isLessThan(MOST_USED);
        assertThat(scheduler.isAlive()).isTrue();
        assertThat(scheduler.err()).noneMatch(line -> line.contains("OutOfMemoryError"));
      }
    }
  }

  private void crowd() {
    for (Map<String, @Nullable Object> node : HostileThings.nodes()) {
      var taken = server.create(node);
      assertThat(Trees.name(taken)).isNotEmpty();
    }
    IntStream.range(0, LARGE)
        .parallel()
        .forEach(i -> {
          server.create(HostileThings.pod("large-" + i, junk, i));
          server.create(HostileThings.largeGang("large-" + i, junk));
        });
    var taken =
        IntStream.range(0, POISONED)
            .parallel()
            .map(i -> submit("poison-" + i, Poison.KINDS.get(i % Poison.KINDS.size())))
            .filter(code -> code == 201)
            .count();
    assertThat(taken).as("the rest the server did not want").isGreaterThan(POISONED / 2);
  }

  private int submit(String name, String poison) {
    var gang = Objects.json(Poison.gang(name, poison));
    var answer = server.raw().post("/apis/" + GANGS + "/namespaces/default/appwrappers", gang);
    assertThat(answer.code()).as(() -> answer.body().toString()).isIn(201, 422);
    return answer.code();
  }

  private Program scheduler() throws IOException {
    Files.writeString(
        folder.resolve("config"),
        "appwrapper: {userRBACAdmissionCheck: false}\n"
            + "muster: {leaderElection: {leaseNamespace: kube-system, leaseDuration: 3m, renewDeadline: 2m}}");
    return Program.java(
        folder,
        "-Xmx" + HEAP + "m",
        "-XX:+ExitOnOutOfMemoryError",
        "-cp",
        Program.jar().toString(),
        "dev.muster.scheduler.SchedulerMain",
        "--config",
        "config",
        "--kubeconfig",
        "kubeconfig",
        "--http-port",
        "0");
  }

  private static String words(Program scheduler) {
    return scheduler.outText() + String.join("\n", scheduler.err());
  }

  private long withoutReason() {
    return reasons().getOrDefault("", 0);
  }

  /** How many gangs were told what. */
  private Map<String, Integer> reasons() {
    var reasons = new TreeMap<String, Integer>();
    for (var gang : server.list(GANGS, "AppWrapper")) {
      reasons.merge(reason(gang), 1, Integer::sum);
    }
    return reasons;
  }

  private static String reason(Map<String, @Nullable Object> gang) {
    var verdict = Trees.text(gang, "status", "verdict", "code");
    var phase = Trees.text(gang, "status", "phase");
    return verdict.isEmpty() && !phase.equals("Suspended") ? phase : verdict;
  }

  private String phase(String name) {
    return Trees.text(server.get(GANGS, "AppWrapper", name), "status", "phase");
  }

  private static long usedMegabytes(Program program) {
    var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    ask(jcmd, program, "GC.run");
    var used = USED.matcher(ask(jcmd, program, "GC.heap_info"));
    long kilobytes = 0;
    for (int generation = 0; generation < 2 && used.find(); generation++) {
      kilobytes += Long.parseLong(used.group(1));
    }
    assertThat(kilobytes).isPositive();
    return kilobytes / 1024;
  }

  private static String ask(String jcmd, Program program, String question) {
    var command = java.util.List.of(jcmd, Long.toString(program.pid()), question);
    try (var asked = Program.start(Path.of("."), Map.of(), command)) {
      assertThat(asked.exit()).isZero();
      return asked.outText();
    }
  }

  /** It does not shrink when it is packed. */
  private static String junk() {
    var random = new java.util.SplittableRandom(7);
    var text = new StringBuilder();
    while (text.length() < SIZE) {
      text.append((char) ('0' + random.nextInt(75)));
    }
    return text.toString().replace('\\', '/');
  }
}
