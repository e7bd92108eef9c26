package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.scheduler.ThreadLoop;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Api.Kind;
import dev.muster.scheduler.kube.Api.Listing;
import dev.muster.scheduler.kube.Api.PatchType;
import dev.muster.scheduler.kube.Api.Ref;
import dev.muster.scheduler.kube.client.Client;
import dev.muster.scheduler.kube.client.Limits;
import dev.muster.simulations.live.http.ApiServer;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.PatchKind;
import dev.muster.simulations.live.store.Request;
import dev.muster.simulations.live.store.Store;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The client over TLS and WebSocket against the embedded API server. */
final class ClientTest {
  private static final Kind MAPS = new Kind("", "v1", "configmaps", true);
  private static final Kind NAMESPACES = new Kind("", "v1", "namespaces", false);
  private static final ConcurrentLinkedQueue<Throwable> FAILURES = new ConcurrentLinkedQueue<>();
  private static final ThreadLoop SERVER_LOOP =
      new ThreadLoop("server", Clock.systemUTC(), FAILURES::add);
  private static final ThreadLoop LOOP = new ThreadLoop("shell", Clock.systemUTC(), FAILURES::add);
  private static final Store STORE = new Store(SERVER_LOOP::now);
  private static @Nullable ApiServer server;
  private static @Nullable Wire wire;
  private static @Nullable Client client;

  @BeforeAll
  static void start() throws IOException {
    var started = ApiServer.start(STORE, SERVER_LOOP, 0, Files.createTempDirectory("muster"));
    server = started;
    var direct = Config.fromKubeconfig(started.kubeconfig());
    wire = new Wire(java.net.URI.create(direct.getMasterUrl()).getPort());
    client = new Client(config(), LOOP, Limits.ACT);
  }

  /** How to reach the server, over the wire that can be cut. */
  private static Config config() {
    var config = Config.fromKubeconfig(java.util.Objects.requireNonNull(server).kubeconfig());
    config.setMasterUrl("https://127.0.0.1:" + wire().port() + "/");
    return config;
  }

  @AfterAll
  static void end() {
    client().close();
    wire().close();
    if (server != null) {
      server.close();
    }
    LOOP.close();
    SERVER_LOOP.close();
    assertThat(FAILURES).isEmpty();
  }

  private static Client client() {
    return java.util.Objects.requireNonNull(client);
  }

  private static Wire wire() {
    return java.util.Objects.requireNonNull(wire);
  }

  private static <T> T ask(Consumer<Consumer<T>> question) {
    var answer = new CompletableFuture<T>();
    LOOP.post(() -> question.accept(answer::complete));
    return answer.orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static Ref ref(String name) {
    return new Ref(MAPS, "default", name);
  }

  private static Map<String, @Nullable Object> map(String name, String value) {
    return Trees.object(
        "metadata",
        Trees.object("name", name, "labels", Trees.object("test", name)),
        "data",
        Trees.object("value", value));
  }

  private static Map<String, @Nullable Object> create(String name, String value) {
    Answer answer = ask(then -> client().create(MAPS, "default", map(name, value), then));
    assertThat(answer).isInstanceOf(Answer.Done.class);
    return ((Answer.Done) answer).object();
  }

  private static Answer get(String name) {
    return ask(then -> client().get(ref(name), then));
  }

  private static Answer patch(String name, String version, String value) {
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

  private static Answer delete(String name, String uid) {
    Map<String, @Nullable Object> options = Trees.object("preconditions", Trees.object("uid", uid));
    return ask(then -> client().delete(ref(name), options, then));
  }

  @Test
  void listsOfManyPagesAreComplete() {
    SERVER_LOOP.post(() -> {
      for (int i = 0; i < 250; i++) {
        store("paged-" + i, "1");
      }
    });
    await().until(() -> get("paged-249") instanceof Answer.Done);

    Listing all = ask(then -> client().list(MAPS, "default", "", then));
    Listing one = ask(then -> client().list(MAPS, "default", "test=paged-7", then));

    assertThat(names(all)).contains("paged-0", "paged-100", "paged-249").doesNotHaveDuplicates();
    assertThat(names(one)).containsExactly("paged-7");
  }

  private static List<String> names(Listing listing) {
    var complete = (Listing.Complete) listing;
    return complete.objects().stream().map(Trees::name).toList();
  }

  private static void store(String name, String value) {
    var type = STORE.type("", "v1", "configmaps").orElseThrow();
    var unused = STORE.handle(Request.create(type, "default", map(name, value)).withUser("test"));
  }

  private static void change(String name, String value) {
    var type = STORE.type("", "v1", "configmaps").orElseThrow();
    var patch = Trees.object("data", Trees.object("value", value));
    var unused =
        STORE.handle(Request.patch(type, "default", name, PatchKind.MERGE, patch).withUser("test"));
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
      change(() -> change("watched", "é 日本 🚀"));
      watch.until(event -> event.equals("put watched é 日本 🚀"));
      assertThat(delete("watched", uid("watched"))).isInstanceOf(Answer.Done.class);
      watch.until(event -> event.equals("gone watched"));

      assertThat(watch.seen)
          .startsWith("relisting", "put watched 1", "listed")
          .endsWith("put watched é 日本 🚀", "gone watched");
    }
  }

  private static SeenEvents follow(String selector) {
    return new SeenEvents(client(), LOOP, MAPS, selector);
  }

  private static void change(Runnable work) {
    SERVER_LOOP.post(work);
  }

  private static String uid(String name) {
    return Trees.text(((Answer.Done) get(name)).object(), "metadata", "uid");
  }

  @Test
  void brokenWatchGoesOnWhereItWas() {
    create("cut", "1");
    try (var watch = follow("test=cut")) {
      watch.until(event -> event.startsWith("listed"));
      wire().cut(true);
      change(() -> change("cut", "2"));
      watch.until(event -> event.startsWith("broken"));
      wire().mend();
      watch.until(event -> event.equals("put cut 2"));

      assertThat(watch.seen).filteredOn(event -> event.equals("relisting")).hasSize(1);
    }
  }

  @Test
  void watchThatFellTooFarBehindListsAgain() {
    create("behind", "1");
    create("noise", "0");
    try (var watch = follow("test=behind")) {
      watch.until(event -> event.startsWith("listed"));
      wire().cut(true);
      change(() -> {
        change("behind", "2");
        for (int i = 1; i <= 21_000; i++) {
          change("noise", String.valueOf(i));
        }
      });
      watch.until(event -> event.startsWith("broken"));
      change(wire()::mend);
      watch.until(event -> event.equals("put behind 2"));

      assertThat(watch.seen).filteredOn(event -> event.equals("relisting")).hasSize(2);
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
  void aWriteThatWaitedIsNotSentWhenTheRightToWriteIsGone() {
    var may = new AtomicBoolean(true);
    var limits = new Limits(1, 1_000, 1_000, 10_000);
    try (var one = new Client(config(), LOOP, limits)) {
      one.writeOnlyWhile(may::get);
      var first = new CompletableFuture<Answer>();
      var second = new CompletableFuture<Answer>();
      LOOP.post(() -> {
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
