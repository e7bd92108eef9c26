package dev.muster.simulations.torture;

import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Loop;
import dev.muster.scheduler.kube.client.Wire;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Change;
import dev.muster.simulations.live.store.Options;
import dev.muster.simulations.live.store.PatchKind;
import dev.muster.simulations.live.store.Request;
import dev.muster.simulations.live.store.ResourceType;
import dev.muster.simulations.live.store.Response;
import dev.muster.simulations.live.store.Store;
import dev.muster.simulations.live.store.Subscription;
import dev.muster.simulations.live.store.Verb;
import dev.muster.simulations.live.store.Watcher;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@link Wire} to a {@link Store} in the same process, acting as one user: the calls that the
 * scheduler's client makes, without sockets. What is handed out is immutable and not copied;
 * everything is posted to the loop, which must be the one on which the store is used.
 */
final class StoreWire implements Wire {
  private static final Pending UNDER_WAY = () -> {};
  private static final Answer NOT_SERVED =
      new Answer.Refused(404, "NotFound", "the server could not find the requested resource", 0);
  private static final long WATCH_MILLIS = 30 * 60_000;

  private final Store store;
  private final Loop loop;
  private final String user;

  StoreWire(Store store, Loop loop, String user) {
    this.store = store;
    this.loop = loop;
    this.user = user;
  }

  /** Where a request goes: segments of a path, and its query. */
  private record Address(List<String> segments, Map<String, String> query) {
    static Address of(String text) {
      int mark = text.indexOf('?');
      var segments = new ArrayList<String>();
      for (var segment : (mark < 0 ? text : text.substring(0, mark)).split("/")) {
        segments.add(decoded(segment));
      }
      var query = new TreeMap<String, String>();
      if (mark >= 0) {
        for (var pair : text.substring(mark + 1).split("&")) {
          int equals = pair.indexOf('=');
          query.put(pair.substring(0, equals), decoded(pair.substring(equals + 1)));
        }
      }
      return new Address(segments, query);
    }

    private static String decoded(String text) {
      return text.indexOf('%') < 0 ? text : URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    boolean isCore() {
      return segments.getFirst().equals("api");
    }

    String group() {
      return isCore() ? "" : segments.get(1);
    }

    String version() {
      return segments.get(isCore() ? 1 : 2);
    }

    /** What follows the version, without a namespace. */
    List<String> rest() {
      var rest = segments.subList(isCore() ? 2 : 3, segments.size());
      return rest.size() > 2 && rest.getFirst().equals("namespaces")
          ? rest.subList(2, rest.size())
          : rest;
    }

    String namespace() {
      var rest = segments.subList(isCore() ? 2 : 3, segments.size());
      return rest.size() > 2 && rest.getFirst().equals("namespaces") ? rest.get(1) : "";
    }

    String query(String name) {
      return query.getOrDefault(name, "");
    }

    long number(String name, long otherwise) {
      return query(name).isEmpty() ? otherwise : Long.parseLong(query(name));
    }
  }

  @Override
  public Pending send(Call call, Bounds bounds, Consumer<Answer> then) {
    var address = Address.of(call.path());
    if (address.rest().isEmpty()) {
      var resources = discovery(address);
      var found = Trees.object("kind", "APIResourceList", "resources", resources);
      told(resources.isEmpty() ? NOT_SERVED : new Answer.Done(found), then);
      return UNDER_WAY;
    }
    var type = store.type(address.group(), address.version(), address.rest().getFirst());
    if (type.isPresent()) {
      store.submit(request(call, address, type.get()), response -> told(answer(response), then));
    } else {
      told(NOT_SERVED, then);
    }
    return UNDER_WAY;
  }

  private void told(Answer answer, Consumer<Answer> then) {
    loop.post(() -> then.accept(answer));
  }

  private static Answer answer(Response response) {
    return switch (response) {
      case Response.Success success -> new Answer.Done(success.body());
      case Response.Failure failure -> {
        long seconds = Trees.number(failure.status(), 0, "details", "retryAfterSeconds");
        yield new Answer.Refused(
            failure.code(), failure.reason(), failure.message(), seconds * 1000);
      }
    };
  }

  private Request request(Call call, Address address, ResourceType type) {
    var rest = address.rest();
    var name = rest.size() > 1 ? rest.get(1) : "";
    var subresource = rest.size() > 2 ? rest.get(2) : "";
    var verb =
        switch (call.method()) {
          case "GET" -> name.isEmpty() ? Verb.LIST : Verb.GET;
          case "POST" -> Verb.CREATE;
          case "PATCH" -> Verb.PATCH;
          case "DELETE" -> Verb.DELETE;
          default -> throw new IllegalArgumentException(call.method());
        };
    var kind = call.mediaType().contains("json-patch") ? PatchKind.JSON : PatchKind.MERGE;
    return new Request(
        verb,
        type,
        address.namespace(),
        name,
        subresource,
        options(address),
        kind,
        call.body(),
        user);
  }

  private static Options options(Address address) {
    return Options.NONE
        .withLabelSelector(address.query("labelSelector"))
        .withLimit((int) address.number("limit", 0))
        .withContinueToken(address.query("continue"))
        .withResourceVersion(address.query("resourceVersion"))
        .withExactVersion(address.query("resourceVersionMatch").equals("Exact"));
  }

  /** The kinds of one version of a group, as far as a client looks at them. */
  private List<@Nullable Object> discovery(Address address) {
    var resources = new ArrayList<@Nullable Object>();
    for (var type : store.types()) {
      if (type.group().equals(address.group()) && type.version().equals(address.version())) {
        resources.add(
            Trees.object(
                "name", type.plural(), "kind", type.kind(), "namespaced", type.namespaced()));
      }
    }
    return resources;
  }

  @Override
  public Stream watch(String path, Reader reader) {
    var address = Address.of(path);
    var watching = new Watching(reader, address.number("timeoutSeconds", WATCH_MILLIS / 1000));
    var type = store.type(address.group(), address.version(), address.rest().getFirst());
    if (type.isEmpty()) {
      watching.tell(() -> watching.refused(404, address.rest().getFirst() + " is not served"));
      return watching;
    }
    var begun = store.watch(type.get(), address.namespace(), options(address), watching);
    if (begun.isPresent()) {
      watching.follow(begun.get());
    } else {
      watching.tell(() -> watching.refused(410, "too old resource version"));
    }
    return watching;
  }

  @Override
  public void close() {
    // Whoever closes it hears no more: there is no connection that could stay.
  }

  /** One watch until its time is up. */
  private final class Watching implements Stream, Watcher {
    private final Reader reader;
    private final long seconds;
    private @Nullable Subscription subscription;
    private boolean over;

    Watching(Reader reader, long seconds) {
      this.reader = reader;
      this.seconds = seconds;
      tell(reader::opened);
    }

    void follow(Subscription running) {
      subscription = running;
      loop.after(
          seconds * 1000,
          () ->
              tell(() -> {
                close();
                reader.ended();
              }));
    }

    void refused(int code, String message) {
      message("ERROR", Trees.object("kind", "Status", "code", (long) code, "message", message));
    }

    private void tell(Runnable what) {
      loop.post(() -> {
        if (!over) {
          what.run();
        }
      });
    }

    private void message(String type, Map<String, @Nullable Object> object) {
      reader.message(Trees.object("type", type, "object", object));
    }

    @Override
    public void changed(Change change) {
      tell(() -> message(change.type().name(), change.object()));
    }

    @Override
    public void broken(Map<String, @Nullable Object> status) {
      tell(() -> message("ERROR", status));
    }

    @Override
    public void close() {
      over = true;
      if (subscription != null) {
        subscription.close();
      }
    }

    @Override
    public void abandon() {
      close();
    }
  }
}
