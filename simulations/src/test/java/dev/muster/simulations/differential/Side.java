package dev.muster.simulations.differential;

import dev.muster.simulations.TestServer;
import dev.muster.simulations.live.http.RawClient;
import dev.muster.simulations.live.objects.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One of the two servers in one story. */
final class Side {
  private static final String DEFINITIONS =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

  private final TestServer server;
  private final Memory memory;
  private final Normal normal;

  Side(TestServer server, String prefix) {
    this.server = server;
    this.normal = new Normal(prefix);
    server.createNamespace(prefix);
    var namespace = server.raw().get("/api/v1/namespaces/" + prefix).body();
    this.memory =
        new Memory(prefix, Trees.text(Trees.map(namespace, "metadata"), "resourceVersion"));
  }

  Reply perform(Step step) {
    var path = memory.fill(step.path());
    if (step.watches()) {
      return watch(path);
    }
    var answer =
        step.contentType().isEmpty()
            ? server.raw().get(path)
            : server.raw().send(step.method(), path, step.contentType(), memory.body(step));
    if (answer.code() < 300) {
      memory.learn(path, answer.body());
      settle(step, path, answer);
    }
    return new Reply(answer.code(), normal.object(answer.body()), warnings(answer));
  }

  /** A definition is only served some time after its creation. */
  private void settle(Step step, String path, RawClient.Answer answer) {
    boolean written = step.method().equals("POST") && path.split("\\?")[0].equals(DEFINITIONS);
    if (written && !path.contains("dryRun")) {
      server.awaitServed(Trees.name(answer.body()));
    }
  }

  private List<String> warnings(RawClient.Answer answer) {
    return answer.headers().getOrDefault("warning", List.of()).stream()
        .map(normal::text)
        .sorted()
        .toList();
  }

  /** The events until the server ends the watch, which the step asks it to do soon. */
  private Reply watch(String path) {
    var events = new ArrayList<@Nullable Object>();
    try (var lines = server.raw().watch(path, "application/json")) {
      lines
          .filter(event -> !"BOOKMARK".equals(event.get("type")))
          .forEach(event -> events.add(normal.object(Trees.map(event))));
    }
    Map<String, @Nullable Object> body = new TreeMap<>();
    body.put("events", events);
    return new Reply(200, body, List.of());
  }
}
