package dev.muster.scheduler.kube;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A server for tests of a single writer: objects under versions, merge patches that are bound to
 * them, and a way to interfere. It watches nothing and knows no schema.
 */
public final class FakeApi implements Api {
  /** What becomes of a write. */
  public enum Fate {
    DONE,
    /** It never arrives. */
    LOST,
    /** It is done, and the answer never arrives. */
    UNACKNOWLEDGED,
    /** The writer has no right to it. */
    FORBIDDEN
  }

  public final Map<Ref, Map<String, @Nullable Object>> objects = new HashMap<>();
  public final List<String> writes = new ArrayList<>();

  /** Asked for each write, with its verb and object. */
  public BiFunction<String, Ref, Fate> fate = (verb, ref) -> Fate.DONE;

  /** What is served: kinds by {@code apiVersion kind}. */
  public final Map<String, Kind> served = new HashMap<>();

  /** Who may create what where: {@code user plural.group namespace}. */
  public final Set<String> rights = new HashSet<>();

  private final Loop loop;
  private long version;

  public FakeApi(Loop loop) {
    this.loop = loop;
  }

  /** Stores an object as somebody else would. */
  public void put(Ref ref, Map<String, @Nullable Object> object) {
    var stored = new LinkedHashMap<>(object);
    var metadata = new LinkedHashMap<String, @Nullable Object>(tree(object.get("metadata")));
    metadata.put("name", ref.name());
    if (!ref.namespace().isEmpty()) {
      metadata.put("namespace", ref.namespace());
    }
    metadata.putIfAbsent("uid", "uid-of-" + ref.name());
    metadata.put("resourceVersion", String.valueOf(++version));
    stored.put("metadata", metadata);
    objects.put(ref, stored);
  }

  @SuppressWarnings("unchecked")
  public static Map<String, @Nullable Object> tree(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : Map.of();
  }

  @Override
  public void get(Ref ref, Consumer<Answer> then) {
    if (fate.apply("get", ref) != Fate.DONE) {
      answer(then, new Answer.Unknown("lost"));
      return;
    }
    var object = objects.get(ref);
    answer(then, object == null ? refused(404, "NotFound") : new Answer.Done(object));
  }

  @Override
  public void list(Kind kind, String namespace, String labels, Consumer<Listing> then) {
    throw new UnsupportedOperationException("lists are watched");
  }

  @Override
  public void create(
      Kind kind, String namespace, Map<String, @Nullable Object> object, Consumer<Answer> then) {
    if (kind.plural().equals("subjectaccessreviews")) {
      review(tree(object.get("spec")), then);
      return;
    }
    var name = Objects.toString(tree(object.get("metadata")).get("name"));
    var ref = new Ref(kind, namespace, name);
    write(
        "create",
        ref,
        then,
        () -> {
          if (objects.containsKey(ref)) {
            return refused(409, "AlreadyExists");
          }
          put(ref, object);
          return new Answer.Done(tree(objects.get(ref)));
        });
  }

  @Override
  public void create(
      Ref ref, String subresource, Map<String, @Nullable Object> object, Consumer<Answer> then) {
    throw new UnsupportedOperationException("nothing is created under an object here");
  }

  @Override
  public void patch(
      Ref ref, String subresource, PatchType type, Object body, Consumer<Answer> then) {
    write(
        "patch",
        ref,
        then,
        () -> {
          var object = objects.get(ref);
          if (object == null) {
            return refused(404, "NotFound");
          }
          var wanted = tree(tree(body).get("metadata")).get("resourceVersion");
          var metadata = tree(object.get("metadata"));
          if (wanted != null && !wanted.equals(metadata.get("resourceVersion"))) {
            return refused(409, "Conflict");
          }
          put(ref, tree(merge(object, body)));
          return new Answer.Done(tree(objects.get(ref)));
        });
  }

  @Override
  public void delete(Ref ref, Map<String, @Nullable Object> options, Consumer<Answer> then) {
    write(
        "delete",
        ref,
        then,
        () -> {
          var gone = objects.remove(ref);
          return gone == null ? refused(404, "NotFound") : new Answer.Done(gone);
        });
  }

  @Override
  public Subscription watch(Kind kind, String labels, Consumer<WatchEvent> events) {
    throw new UnsupportedOperationException("nothing is watched here");
  }

  @Override
  public void resolve(String apiVersion, String kind, Consumer<Optional<Kind>> then) {
    loop.post(() -> then.accept(Optional.ofNullable(served.get(apiVersion + " " + kind))));
  }

  private void review(Map<String, @Nullable Object> spec, Consumer<Answer> then) {
    var asked = tree(spec.get("resourceAttributes"));
    var group = Objects.toString(asked.get("group"));
    var what = asked.get("resource") + (group.isEmpty() ? "" : "." + group);
    var right = spec.get("user") + " " + what + " " + asked.get("namespace");
    var ref = new Ref(new Kind("authorization.k8s.io", "v1", "reviews", false), "", right);
    boolean allowed = "create".equals(asked.get("verb")) && rights.contains(right);
    write(
        "review",
        ref,
        then,
        () -> new Answer.Done(Map.of("spec", spec, "status", Map.of("allowed", allowed))));
  }

  private interface Write {
    Answer run();
  }

  private void write(String verb, Ref ref, Consumer<Answer> then, Write write) {
    var chosen = fate.apply(verb, ref);
    if (chosen == Fate.LOST) {
      answer(then, new Answer.Unknown("lost"));
      return;
    }
    var answer = chosen == Fate.FORBIDDEN ? refused(403, "Forbidden") : write.run();
    if (answer instanceof Answer.Done) {
      writes.add(verb + " " + ref.name());
    }
    answer(then, chosen == Fate.UNACKNOWLEDGED ? new Answer.Unknown("lost") : answer);
  }

  private void answer(Consumer<Answer> then, Answer answer) {
    loop.post(() -> then.accept(answer));
  }

  private static Answer refused(int code, String reason) {
    return new Answer.Refused(code, reason, reason, 0);
  }

  private static @Nullable Object merge(@Nullable Object into, @Nullable Object patch) {
    if (!(patch instanceof Map<?, ?> changes)) {
      return patch;
    }
    var merged = new LinkedHashMap<String, @Nullable Object>(tree(into));
    changes.forEach((key, value) -> {
      var name = String.valueOf(key);
      if (value == null) {
        merged.remove(name);
      } else {
        merged.put(name, merge(merged.get(name), value));
      }
    });
    return merged;
  }
}
