package dev.muster.simulations.live.operators;

import dev.muster.scheduler.kube.Loop;
import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.live.store.Options;
import dev.muster.simulations.live.store.PatchKind;
import dev.muster.simulations.live.store.Request;
import dev.muster.simulations.live.store.ResourceType;
import dev.muster.simulations.live.store.Response;
import dev.muster.simulations.live.store.Store;
import dev.muster.simulations.live.store.Verb;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes of one controller, under its own name. A refusal because the object changed, is gone or
 * exists already is no failure: its event has come or will come, and with it the next look. Any
 * other refusal of a write that only concerns a controller's own doing is a defect, and thrown.
 */
final class Hand {
  private final Store store;
  private final Loop loop;
  private final String user;
  private long events;

  Hand(Store store, Loop loop, String user) {
    this.store = store;
    this.loop = loop;
    this.user = user;
    this.events = loop.now(); // no name of an Event comes again in another process
  }

  /** The present second, as objects show it. */
  String stamp() {
    return Instant.ofEpochMilli(loop.now()).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Creates an object; answers the refusal. */
  Optional<Response.Failure> create(
      Kind kind, String namespace, Map<String, @Nullable Object> object) {
    return send(Request.create(type(kind), namespace, object));
  }

  /** As {@link #create}, but that there is one of that name already is no refusal. */
  Optional<Response.Failure> createOnce(
      Kind kind, String namespace, Map<String, @Nullable Object> object) {
    return create(kind, namespace, object).filter(failure -> failure.code() != 409);
  }

  void bind(Object pod, String node) {
    var binding =
        Trees.object(
            "apiVersion",
            "v1",
            "kind",
            "Binding",
            "metadata",
            Trees.object(
                "name", Trees.name(pod),
                "namespace", Trees.namespace(pod),
                "uid", Trees.uid(pod)),
            "target",
            Trees.object("apiVersion", "v1", "kind", "Node", "name", node));
    insist(
        new Request(
            Verb.CREATE,
            type(Kind.POD),
            Trees.namespace(pod),
            Trees.name(pod),
            "binding",
            Options.NONE,
            PatchKind.MERGE,
            binding,
            user));
  }

  /** Merges {@code status} into that of the object, unless it says so already. */
  void status(Kind kind, Object object, Map<String, @Nullable Object> status) {
    var old = Trees.map(object, "status");
    boolean same =
        status.entrySet().stream().allMatch(e -> Objects.equals(old.get(e.getKey()), e.getValue()));
    if (!same) {
      insist(
          Request.patch(
                  type(kind),
                  Trees.namespace(object),
                  Trees.name(object),
                  PatchKind.MERGE,
                  Trees.object("status", status))
              .withSubresource("status"));
    }
  }

  /** Merges {@code patch} into the object. */
  void patch(Kind kind, Object object, Map<String, @Nullable Object> patch) {
    insist(
        Request.patch(
            type(kind), Trees.namespace(object), Trees.name(object), PatchKind.MERGE, patch));
  }

  /** Deletes this very object, and in the background what it owns. */
  void delete(Kind kind, Object object) {
    delete(kind, object, Trees.object("propagationPolicy", "Background"));
  }

  /** Deletes this very object with no time left. */
  void remove(Kind kind, Object object) {
    delete(kind, object, Trees.object("gracePeriodSeconds", 0L));
  }

  private void delete(Kind kind, Object object, Map<String, @Nullable Object> how) {
    var options = new LinkedHashMap<String, @Nullable Object>(how);
    options.put("preconditions", Trees.object("uid", Trees.uid(object)));
    insist(Request.delete(type(kind), Trees.namespace(object), Trees.name(object), options));
  }

  /** Records an Event about the object; {@code type} is Normal or Warning. */
  void tell(Object object, String type, String reason, String message) {
    String namespace = Trees.namespace(object);
    String name =
        "%s.%s%x".formatted(Trees.name(object), Suffix.of(Trees.uid(object), user), ++events);
    var involved =
        Trees.object(
            "apiVersion", Trees.text(object, "apiVersion"),
            "kind", Trees.text(object, "kind"),
            "namespace", namespace,
            "name", Trees.name(object),
            "uid", Trees.uid(object));
    var event =
        Trees.object(
            "apiVersion",
            "v1",
            "kind",
            "Event",
            "metadata",
            Trees.object("name", name, "namespace", namespace),
            "involvedObject",
            involved,
            "type",
            type,
            "reason",
            reason,
            "message",
            message,
            "count",
            1L,
            "firstTimestamp",
            stamp(),
            "lastTimestamp",
            stamp(),
            "source",
            Trees.object("component", user.substring(7)));
    var refused = create(Kind.EVENT, namespace, event).filter(failure -> failure.code() != 403);
    if (refused.isPresent()) { // 403: the namespace is going, and its Events with it
      throw new IllegalStateException(user + " cannot tell " + message + ": " + refused.get());
    }
  }

  private void insist(Request request) {
    var refused = send(request).filter(failure -> failure.code() != 404 && failure.code() != 409);
    if (refused.isPresent()) {
      throw new IllegalStateException(
          "%s: %s %s/%s refused: %s"
              .formatted(
                  user,
                  request.verb(),
                  request.namespace(),
                  request.name(),
                  refused.get().message()));
    }
  }

  private Optional<Response.Failure> send(Request request) {
    return switch (store.handle(request.withUser(user))) {
      case Response.Success success -> Optional.empty();
      case Response.Failure failure -> Optional.of(failure);
    };
  }

  private ResourceType type(Kind kind) {
    return store
        .type(kind.group(), kind.version(), kind.plural())
        .orElseThrow(() -> new IllegalStateException("not served: " + kind.plural()));
  }
}
