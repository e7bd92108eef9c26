package dev.muster.simulations.live.operators;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.simulations.live.objects.Trees;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes of one controller, under its own name. Each is made for a key of its queue, which is not
 * looked at before all its writes are answered and the {@link World} has their outcome. A write
 * that did not go well, or of which nobody knows whether it did, is not repeated: the object is
 * read afresh, and the key is looked at again after a while.
 */
final class Hand {
  private static final int CONFLICT = 409;
  private static final int NOT_FOUND = 404;
  private final Site site;
  private final Api api;
  private final String user;
  private final WorkQueue queue;
  private final EventRecorder events;

  /** {@code user} begins with {@code system:}. */
  Hand(Site site, String user, WorkQueue queue) {
    this.site = site;
    this.api = site.apis().as(user);
    this.user = user;
    this.queue = queue;
    this.events = new EventRecorder(site, api, user);
  }

  /** The present second, as objects show it. */
  String stamp() {
    return site.stamp();
  }

  /**
   * Creates an object. {@code then} hears that it exists, whoever created it, if it is as it should
   * be controlled by whom {@code object} says; or that it was refused.
   */
  void create(Key key, Kind kind, Map<String, @Nullable Object> object, Consumer<Answer> then) {
    queue.begin(key);
    api.create(
        kind.served(),
        Trees.namespace(object),
        object,
        answer -> {
          if (answer instanceof Answer.Done || refused(answer)) {
            site.world().answered(kind, object, answer);
            then.accept(answer);
            queue.end(key, true);
          } else {
            lookUp(key, kind, object, answer, then);
          }
        });
  }

  /** It may be there: by an earlier attempt whose answer was lost, or made by somebody else. */
  private void lookUp(
      Key key,
      Kind kind,
      Map<String, @Nullable Object> object,
      Answer answer,
      Consumer<Answer> then) {
    api.get(
        kind.ref(Key.of(object)),
        found -> {
          boolean own =
              found instanceof Answer.Done done
                  && Trees.controllerOf(done.object()).equals(Trees.controllerOf(object));
          if (found instanceof Answer.Done) {
            site.world().answered(kind, object, found);
          }
          then.accept(own ? found : answer);
          queue.end(key, own);
        });
  }

  /** Gives the pod a node. */
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
    Key key = Key.of(pod);
    queue.begin(key);
    api.create(
        Kind.POD.ref(key),
        "binding",
        binding,
        answer ->
            settle(key, Kind.POD, pod, "bind", answer instanceof Answer.Done ? null : answer));
  }

  /**
   * Merges {@code status} into that of the object as it is known, unless it says so already; tells
   * whether there was anything to write.
   */
  boolean status(Key key, Kind kind, Object object, Map<String, @Nullable Object> status) {
    var old = Trees.map(object, "status");
    boolean same =
        status.entrySet().stream()
            .allMatch(entry -> Alike.are(old.get(entry.getKey()), entry.getValue()));
    if (!same) {
      var version = Trees.text(object, "metadata", "resourceVersion");
      var body =
          Trees.object("metadata", Trees.object("resourceVersion", version), "status", status);
      patch(key, kind, object, "status", body);
    }
    return !same;
  }

  /** Merges {@code patch} into the object. */
  void patch(Key key, Kind kind, Object object, Map<String, @Nullable Object> patch) {
    patch(key, kind, object, "", patch);
  }

  private void patch(
      Key key, Kind kind, Object object, String part, Map<String, @Nullable Object> body) {
    queue.begin(key);
    api.patch(
        kind.ref(Key.of(object)),
        part,
        Api.PatchType.MERGE,
        body,
        answer -> {
          if (answer instanceof Answer.Done) {
            site.world().answered(kind, object, answer);
            settle(key, kind, object, "patch", null);
          } else {
            settle(key, kind, object, "patch", answer);
          }
        });
  }

  /** Deletes this very object, and in the background what it owns. */
  void delete(Key key, Kind kind, Object object) {
    delete(key, kind, object, Trees.object("propagationPolicy", "Background"));
  }

  /** Deletes this very object with no time left. */
  void remove(Key key, Kind kind, Object object) {
    delete(key, kind, object, Trees.object("gracePeriodSeconds", 0L));
  }

  private void delete(Key key, Kind kind, Object object, Map<String, @Nullable Object> how) {
    var options = new LinkedHashMap<String, @Nullable Object>(how);
    options.put("preconditions", Trees.object("uid", Trees.uid(object)));
    queue.begin(key);
    api.delete(
        kind.ref(Key.of(object)),
        options,
        answer -> {
          if (answer instanceof Answer.Done done) {
            deleted(kind, object, done);
            settle(key, kind, object, "delete", null);
          } else {
            settle(key, kind, object, "delete", answer);
          }
        });
  }

  /** The answer is a Status, or the last state, where nothing is left of the object. */
  private void deleted(Kind kind, Object object, Answer.Done done) {
    boolean waits =
        Trees.leaving(done.object())
            && (Trees.number(done.object(), 0, "metadata", "deletionGracePeriodSeconds") > 0
                || !Trees.texts(done.object(), "metadata", "finalizers").isEmpty());
    if (waits) {
      site.world().answered(kind, object, done);
    } else {
      site.world().removed(kind, object);
    }
  }

  /** The write is over; if it failed, the object is read afresh before anything else is done. */
  private void settle(Key key, Kind kind, Object object, String what, @Nullable Answer failure) {
    if (failure == null) {
      queue.end(key, true);
      return;
    }
    api.get(
        kind.ref(Key.of(object)),
        found -> {
          site.world().answered(kind, object, found);
          queue.end(key, false);
        });
    if (refused(failure)) {
      site.problems()
          .refused(
              "%s: %s %s %s/%s refused: %s"
                  .formatted(
                      user,
                      what,
                      kind.plural(),
                      Trees.namespace(object),
                      Trees.name(object),
                      ((Answer.Refused) failure).message()));
    }
  }

  /** Whether the server will not have it, however often it is asked. */
  static boolean refused(Answer answer) {
    return answer instanceof Answer.Refused refused
        && refused.code() < 500
        && refused.code() != CONFLICT
        && refused.code() != NOT_FOUND
        && refused.code() != 429;
  }

  /** Records an Event about the object; {@code type} is Normal or Warning. */
  void tell(Object object, String type, String reason, String message) {
    events.tell(object, type, reason, message);
  }
}
