package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.ThreadLoop;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Api.Kind;
import dev.muster.scheduler.kube.Api.Listing;
import dev.muster.scheduler.kube.Api.PatchType;
import dev.muster.scheduler.kube.Api.Ref;
import dev.muster.scheduler.kube.client.Client;
import dev.muster.scheduler.kube.client.Limits;
import dev.muster.simulations.live.objects.Trees;
import io.fabric8.kubernetes.client.Config;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What the client promises over TLS and WebSocket, whatever server it talks to through a wire that
 * can be cut. A subclass brings the server, and acts on it as somebody else.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ClientBehaviour {
  static final Kind MAPS = new Kind("", "v1", "configmaps", true);
  private static final String HEAVY =
      "test in (heavy-a,heavy-b,heavy-c,heavy-d,heavy-e,heavy-f,heavy-g,heavy-h,heavy-i,heavy-j,heavy-k,heavy-l)";
  private static final Kind NAMESPACES = new Kind("", "v1", "namespaces", false);

  final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final ThreadLoop loop = new ThreadLoop("shell", Clock.systemUTC(), failures::add);
  private @Nullable Wire wire;
  private @Nullable Client client;

  /** For the administrator of the server. */
  abstract String kubeconfig();

  /** Ends the server. */
  abstract void stop();

  /** Somebody else creates a ConfigMap. */
  abstract void addElsewhere(String name, String value);

  /** Somebody else changes it. */
  abstract void changeElsewhere(String name, String value);

  @BeforeAll
  void connect() {
    wire = new Wire(URI.create(direct().getMasterUrl()).getPort());
    client = new Client(config(), loop, Limits.ACT);
  }

  private Config direct() {
    return Config.fromKubeconfig(kubeconfig());
  }

  /** How to reach the server, over the wire that can be cut. */
  private Config config() {
    return config(wire().port());
  }

  private Config config(int port) {
    var config = direct();
    config.setMasterUrl("https://127.0.0.1:" + port + "/");
    return config;
  }

  @AfterAll
  void disconnect() {
    client().close();
    wire().close();
    stop();
    loop.close();
    assertThat(failures).isEmpty();
  }

  private Client client() {
    return Objects.requireNonNull(client);
  }

  final Wire wire() {
    return Objects.requireNonNull(wire);
  }

  private <T> T ask(Consumer<Consumer<T>> question) {
    var answer = new CompletableFuture<T>();
    loop.post(() -> question.accept(answer::complete));
    return answer.orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static Ref ref(String name) {
    return new Ref(MAPS, "default", name);
  }

  static Map<String, @Nullable Object> map(String name, String value) {
    return Trees.object(
        "metadata",
        Trees.object("name", name, "labels", Trees.object("test", name)),
        "data",
        Trees.object("value", value));
  }

  final Map<String, @Nullable Object> create(String name, String value) {
    Answer answer = ask(then -> client().create(MAPS, "default", map(name, value), then));
    assertThat(answer).isInstanceOf(Answer.Done.class);
    return ((Answer.Done) answer).object();
  }

  private Answer get(String name) {
    return ask(then -> client().get(ref(name), then));
  }

  private Answer patch(String name, String version, String value) {
    var body =
        Trees.object(
            "metadata",
            Trees.object("resourceVersion", version),
            "data",
            Trees.object("value", value));
    return ask(then -> client().patch(ref(name), "", PatchType.MERGE, body, then));
  }

  private static int code(Answer answer) {
    return answer instanceof Answer.Refused refused ? refused.code() : 0;
  }

  @Test
  void whatIsCreatedIsReadAsItWas() {
    var created = create("read", "café ☕");

    assertThat(get("read")).isEqualTo(new Answer.Done(created));
    assertThat(Trees.text(created, "data", "value")).isEqualTo("café ☕");
  }

  @Test
  void refusalsAreToldWithCodeAndReason() {
    create("taken", "1");

    Answer again = ask(then -> client().create(MAPS, "default", map("taken", "2"), then));

    assertThat(again)
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            refused -> {
              assertThat(refused.code()).isEqualTo(409);
              assertThat(refused.reason()).isEqualTo("AlreadyExists");
              assertThat(refused.message()).contains("taken");
            });
    assertThat(code(get("no-such"))).isEqualTo(404);
  }

  @Test
  void patchOfAnOldVersionIsAConflict() {
    var created = create("swapped", "1");
    var version = Trees.text(created, "metadata", "resourceVersion");

    assertThat(patch("swapped", version, "2")).isInstanceOf(Answer.Done.class);
    assertThat(code(patch("swapped", version, "3"))).isEqualTo(409);
  }

  @Test
  void deletionIsBoundToTheUid() {
    var uid = Trees.text(create("deleted", "1"), "metadata", "uid");

    assertThat(code(delete("deleted", "another"))).isEqualTo(409);
    assertThat(delete("deleted", uid)).isInstanceOf(Answer.Done.class);
    assertThat(code(get("deleted"))).isEqualTo(404);
  }

  private Answer delete(String name, String uid) {
    Map<String, @Nullable Object> options = Trees.object("preconditions", Trees.object("uid", uid));
    return ask(then -> client().delete(ref(name), options, then));
  }

  @Test
  void listsOfManyPagesAreComplete() {
    for (int i = 0; i < 250; i++) {
      addElsewhere("paged-" + i, "1");
    }

    Listing all = ask(then -> client().list(MAPS, "default", "", then));
    Listing one = ask(then -> client().list(MAPS, "default", "test=paged-7", then));

    assertThat(names(all)).contains("paged-0", "paged-100", "paged-249").doesNotHaveDuplicates();
    assertThat(names(one)).containsExactly("paged-7");
  }

  private static List<String> names(Listing listing) {
    var complete = (Listing.Complete) listing;
    return complete.objects().stream().map(Trees::name).toList();
  }

  @Test
  void aPageThatIsTooLongIsAskedForInSmallerOnes() {
    var text = "as ever ".repeat(100_000);
    for (int i = 0; i < 12; i++) {
      addElsewhere("heavy-" + (char) ('a' + i), text);
    }

    var calls = new AtomicInteger();
    Listing all;
    try (var counted =
        new Client(config(), loop, Limits.ACT, (method, code, nanos) -> calls.incrementAndGet())) {
      all = ask(then -> counted.list(MAPS, "default", HEAVY, then));
    }

    assertThat(((Listing.Complete) all).objects())
        .hasSize(12)
        .allSatisfy(map -> assertThat(Trees.text(map, "data", "value")).isEqualTo(text));
    assertThat(names(all)).doesNotHaveDuplicates();
    assertThat(calls.get()).isBetween(4, 9);
  }

  @Test
  void longListsComePacked() {
    var text = "as ever ".repeat(25_000);
    addElsewhere("long-1", text);
    addElsewhere("long-2", text);
    long before = wire().carried();

    Listing all = ask(then -> client().list(MAPS, "default", "test in (long-1,long-2)", then));

    assertThat(wire().carried() - before).isLessThan(text.length());
    assertThat(((Listing.Complete) all).objects())
        .extracting(map -> Trees.text(map, "data", "value"))
        .containsExactly(text, text);
  }

  @Test
  void kindsAreFoundByTheirNames() {
    Optional<Kind> served = ask(then -> client().resolve("v1", "ConfigMap", then));
    Optional<Kind> job = ask(then -> client().resolve("batch/v1", "Job", then));
    Optional<Kind> notServed = ask(then -> client().resolve("v1", "Gadget", then));
    Optional<Kind> noGroup = ask(then -> client().resolve("none.example/v9", "Thing", then));

    assertThat(served).contains(MAPS);
    assertThat(job).contains(new Kind("batch", "v1", "jobs", true));
    assertThat(notServed).isEmpty();
    assertThat(noGroup).isEmpty();
    assertThat(NAMESPACES.apiVersion()).isEqualTo("v1");
  }

  @Test
  void watchTellsTheListThenEveryChange() {
    create("watched", "1");
    try (var watch = follow("test=watched")) {
      watch.until(event -> event.startsWith("listed"));
      changeElsewhere("watched", "é 日本 🚀");
      watch.until(event -> event.equals("put watched é 日本 🚀"));
      assertThat(delete("watched", uid("watched"))).isInstanceOf(Answer.Done.class);
      watch.until(event -> event.equals("gone watched"));

      assertThat(watch.seen)
          .startsWith("relisting", "put watched 1", "listed")
          .endsWith("put watched é 日本 🚀", "gone watched");
    }
  }

  final SeenEvents follow(String selector) {
    return new SeenEvents(client(), loop, MAPS, selector);
  }

  private String uid(String name) {
    return Trees.text(((Answer.Done) get(name)).object(), "metadata", "uid");
  }

  @Test
  void brokenWatchGoesOnWhereItWas() {
    create("cut", "1");
    try (var watch = follow("test=cut")) {
      watch.until(event -> event.startsWith("listed"));
      wire().cut(true);
      changeElsewhere("cut", "2");
      watch.until(event -> event.startsWith("broken"));
      wire().mend();
      watch.until(event -> event.equals("put cut 2"));

      assertThat(watch.seen).filteredOn(event -> event.equals("relisting")).hasSize(1);
    }
  }

  @Test
  void lostConnectionLeavesTheOutcomeOpen() {
    create("lost", "1");
    wire().cut(true);
    try {
      assertThat(patch("lost", "", "2")).isInstanceOf(Answer.Unknown.class);
      Listing listing = ask(then -> client().list(MAPS, "default", "", then));
      assertThat(listing).isInstanceOf(Listing.Failed.class);
    } finally {
      wire().mend();
    }
    assertThat(get("lost")).isInstanceOf(Answer.Done.class);
  }

  @Test
  void aCallThatIsGivenUpTakesItsConnectionWithIt() {
    create("dead", "1");
    try (var dying = new FaultyWire(URI.create(direct().getMasterUrl()).getPort());
        var one = new Client(config(dying.port()), loop, new Limits(1, 1_000, 1_000, 1_000))) {
      Answer before = ask(then -> one.get(ref("dead"), then));
      dying.deaden(0);
      Answer lost = ask(then -> one.get(ref("dead"), then));
      Answer after = ask(then -> one.get(ref("dead"), then));

      assertThat(before).isInstanceOf(Answer.Done.class);
      assertThat(lost).isInstanceOf(Answer.Unknown.class);
      assertThat(after).isEqualTo(before);
      assertThat(dying.struck()).containsExactly(Map.entry(WireFault.DEAD, 1));
    }
  }

  @Test
  void aWriteThatWaitedIsNotSentWhenTheRightToWriteIsGone() {
    var may = new AtomicBoolean(true);
    var limits = new Limits(1, 1_000, 1_000, 10_000);
    try (var one = new Client(config(), loop, limits)) {
      one.writeOnlyWhile(may::get);
      var first = new CompletableFuture<Answer>();
      var second = new CompletableFuture<Answer>();
      loop.post(() -> {
        one.create(MAPS, "default", map("in-time", "1"), first::complete);
        one.create(MAPS, "default", map("too-late", "1"), second::complete);
        may.set(false);
      });

      assertThat(first.orTimeout(20, TimeUnit.SECONDS).join()).isInstanceOf(Answer.Done.class);
      assertThat(second.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(Answer.Unknown.HELD_BACK);
      Answer late = ask(then -> one.get(ref("too-late"), then));
      assertThat(late).isInstanceOf(Answer.Refused.class);
    }
  }
}
