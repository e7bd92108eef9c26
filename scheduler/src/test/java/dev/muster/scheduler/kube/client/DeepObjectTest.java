package dev.muster.scheduler.kube.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.Api.WatchEvent;
import dev.muster.scheduler.kube.ManualLoop;
import dev.muster.scheduler.kube.map.FaultToleranceDefaults;
import dev.muster.scheduler.kube.watch.Kinds;
import dev.muster.scheduler.kube.watch.Mirror;
import dev.muster.scheduler.kube.watch.Objects;
import dev.muster.scheduler.model.Demand;
import dev.muster.scheduler.model.Gang;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One object that is nested as deep as an API server takes it harms itself alone. */
final class DeepObjectTest {
  private final ManualLoop loop = new ManualLoop();
  private final ScriptedHttp http = new ScriptedHttp();
  private final Mirror mirror = new Mirror(loop, FaultToleranceDefaults.STANDARD, () -> {});
  private final List<WatchEvent> events = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(ints = {64, 1_001, 9_900})
  void anObjectNestedThatDeepDoesNotFailItsList(int depth) throws IOException {
    answer(200, list(gang("before"), deep(depth), gang("after")));
    watch();

    assertThat(mirror.missing()).doesNotContain("appwrappers");
    assertThat(demand("before")).isInstanceOf(Demand.Readable.class);
    assertThat(demand("after")).isInstanceOf(Demand.Readable.class);
    assertThat(demand("deep")).isInstanceOf(Demand.Unreadable.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 1_001, 9_900})
  void anObjectNestedThatDeepDoesNotEndItsWatch(int depth) throws IOException {
    answer(200, list(gang("before")));
    watch();
    message("{\"type\":\"ADDED\",\"object\":" + deep(depth) + "}");
    message("{\"type\":\"ADDED\",\"object\":" + gang("after") + "}");

    assertThat(demand("before")).isInstanceOf(Demand.Readable.class);
    assertThat(demand("after")).isInstanceOf(Demand.Readable.class);
    assertThat(demand("deep")).isInstanceOf(Demand.Unreadable.class);
    assertThat(events).noneMatch(WatchEvent.Broken.class::isInstance);
  }

  /** Texts that are trees instead were once made into texts, which exhausted the stack. */
  @ParameterizedTest
  @ValueSource(ints = {64, 1_001, 9_900})
  void whereATextIsDueATreeOfAnyDepthIsNone(int depth) throws IOException {
    var tree = tree(depth);
    answer(500, "{\"reason\":" + tree + ",\"message\":" + tree + "}");
    answer(
        200,
        "{\"kind\":"
            + tree
            + ",\"metadata\":{\"resourceVersion\":"
            + tree
            + ",\"continue\":"
            + tree
            + "},\"items\":["
            + gang("listed")
            + "]}");
    watch();
    message("{\"type\":\"ERROR\",\"object\":{\"message\":" + tree + "}}");
    loop.runFor(2_000);
    answer(200, list(gang("again")));
    message("{\"type\":" + tree + "}");
    loop.runFor(5_000);

    assertThat(events)
        .contains(
            new WatchEvent.Broken(
                "list failed: Refused[code=500, reason=, message=HTTP 500,"
                    + " retryAfterMillis=0]"),
            new WatchEvent.Broken("watch: an error without a message"),
            new WatchEvent.Broken("watch: unknown event "));
    assertThat(demand("again")).isInstanceOf(Demand.Readable.class);
  }

  private void watch() {
    var wire = new HttpWire(http.client, "http://x/", loop, 10_000);
    var transport = new Transport(wire, loop, Limits.ACT, CallListener.NONE);
    var source = new Reflector.Source(wire, Kinds.GANGS, "");
    new Reflector(source, new Lister(transport), loop, this::told).start();
    loop.runFor(2_000);
  }

  private void told(WatchEvent event) {
    events.add(event);
    mirror.feed(Kinds.GANGS).accept(event);
  }

  private void answer(int code, String body) {
    http.replies.add(new ScriptedHttp.Reply(code, body.getBytes(StandardCharsets.UTF_8)));
  }

  private void message(String text) {
    java.util.Objects.requireNonNull(http.watch).onMessage(http.socket, text);
    loop.runFor(1);
  }

  private Demand demand(String name) {
    var gang = mirror.observe(loop.now()).gangs().get("uid-" + name);
    return gang.map(Gang::spec).orElseThrow().demand();
  }

  private static String list(String... items) {
    return "{\"kind\":\"AppWrapperList\",\"metadata\":{\"resourceVersion\":\"9\"},\"items\":["
        + String.join(",", items)
        + "]}";
  }

  private static String gang(String name) throws IOException {
    return Json.write(Objects.gang(name, "", 5));
  }

  private static String deep(int depth) throws IOException {
    return gang("deep").replace("\"labels\"", "\"deep\":" + tree(depth) + ",\"labels\"");
  }

  private static String tree(int depth) {
    return "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
  }
}
