package dev.muster.scheduler.kube.client;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.WatchEvent;
import dev.muster.scheduler.kube.ManualLoop;
import io.fabric8.kubernetes.client.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whatever a server answers to a list, and sends in a watch, something is told for each message,
 * and the watching goes on: a good list that comes after it is told.
 */
public final class WatchTarget {
  private static final String GOOD =
      "{\"kind\":\"PodList\",\"metadata\":{\"resourceVersion\":\"9999999999999999999\"},"
          + "\"items\":[{\"metadata\":{\"uid\":\"good\"}}]}";

  /** More than a reflector pauses at most. */
  private static final int SECONDS = 100;

  private WatchTarget() {}

  /**
   * Messages, each on its line; the first is the answer to a list, or a refusal with status 4xx.
   */
  public static void fuzzerTestOneInput(byte[] input) {
    var messages = lines(input);
    read(200, messages);
    read(422, messages);
  }

  private static void read(int code, List<byte[]> messages) {
    var loop = new ManualLoop();
    var http = new ScriptedHttp();
    var events = new ArrayList<WatchEvent>();
    var wire = new HttpWire(http.client, "http://x/", loop, 10_000);
    var limits = new Limits(1_000, 1_000, 100, 10_000);
    var transport = new Transport(wire, loop, limits, CallListener.NONE);
    var kind = new Api.Kind("", "v1", "pods", true);
    var source = new Reflector.Source(wire, kind, "");
    var reflector = new Reflector(source, new Lister(transport), loop, events::add);
    http.replies.add(new ScriptedHttp.Reply(code, messages.getFirst()));
    reflector.start();
    loop.runFor(100);
    if (events.isEmpty()) {
      throw new AssertionError("nothing is told of a list");
    }
    for (var message : messages.subList(1, messages.size())) {
      var watch = http.watch;
      if (watch == null) {
        break;
      }
      tell(loop, http, watch, message, events);
    }
    endsWell(loop, http, events);
  }

  private static void tell(
      ManualLoop loop,
      ScriptedHttp http,
      WebSocket.Listener watch,
      byte[] message,
      List<WatchEvent> events) {
    int before = events.size();
    watch.onMessage(http.socket, ByteBuffer.wrap(message));
    loop.runFor(1);
    if (events.size() <= before && http.watch == watch && !isOver(events)) {
      throw new AssertionError("nothing is told of a message");
    }
  }

  /** Whether the watch has broken, and the next one is not there yet. */
  private static boolean isOver(List<WatchEvent> events) {
    return !events.isEmpty() && events.getLast() instanceof WatchEvent.Broken;
  }

  /** After whatever has been, the server ends each watch and answers each list with a good one. */
  private static void endsWell(ManualLoop loop, ScriptedHttp http, List<WatchEvent> events) {
    for (int second = 0; second < SECONDS && !isGoodTold(events); second++) {
      http.replies.add(new ScriptedHttp.Reply(200, GOOD.getBytes(StandardCharsets.UTF_8)));
      if (http.watch != null) {
        http.watch.onMessage(http.socket, "{\"type\":\"ERROR\",\"object\":{\"code\":410}}");
      }
      loop.runFor(1_000);
    }
    if (!isGoodTold(events)) {
      throw new AssertionError("a good list is not told any more, but " + events);
    }
  }

  private static boolean isGoodTold(List<WatchEvent> events) {
    return events.stream()
        .anyMatch(
            event -> event instanceof WatchEvent.Put put && isGood(put.object().get("metadata")));
  }

  private static boolean isGood(@Nullable Object metadata) {
    return metadata instanceof Map<?, ?> map && "good".equals(map.get("uid"));
  }

  private static List<byte[]> lines(byte[] input) {
    var lines = new ArrayList<byte[]>();
    int from = 0;
    for (int i = 0; i <= input.length; i++) {
      if (i == input.length || input[i] == '\n') {
        lines.add(Arrays.copyOfRange(input, from, i));
        from = i + 1;
      }
    }
    return lines.subList(0, Math.min(lines.size(), 20));
  }
}
