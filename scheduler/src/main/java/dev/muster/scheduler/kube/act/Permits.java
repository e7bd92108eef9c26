package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.demand.Shown;
import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Loop;
import dev.muster.scheduler.kube.rights.AccessReviews;
import dev.muster.scheduler.kube.rights.Permission;
import dev.muster.scheduler.kube.rights.Right;
import dev.muster.scheduler.kube.rights.Submitter;
import dev.muster.scheduler.kube.watch.Mirror;
import dev.muster.scheduler.model.User;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whether whoever submitted a gang may still create what it wraps. The webhook asked the same when
 * it was submitted; rights may have been taken since, or the webhook may not have been there.
 * Created is only what the API server says yes to: the gang is not started as long as it says no.
 * It is asked again after half a minute, and then less and less often.
 */
final class Permits {
  static final String NOT_RECORDED =
      "it is not recorded who submitted this: Muster's webhook was not called; submit it again";

  private static final long MEMORY_MILLIS = 10_000;
  private static final long FIRST_PAUSE_MILLIS = 30_000;
  private static final int MOST_DOUBLINGS = 4;

  private final Api api;
  private final Loop loop;
  private final Mirror mirror;
  private final AccessReviews reviews;
  private final boolean asks;

  /** {@code asks} is false where everybody may create everything. */
  Permits(Api api, Loop loop, Mirror mirror, boolean asks) {
    this.api = api;
    this.loop = loop;
    this.mirror = mirror;
    this.reviews = new AccessReviews(api, loop, MEMORY_MILLIS);
    this.asks = asks;
  }

  /** A wrapped object's {@code apiVersion} and {@code kind}. */
  record Wrapped(String apiVersion, String kind) {}

  /**
   * Asks about all of them, each kind once.
   *
   * @param gang as the API server has it
   * @param then is told once; {@code Denied} after the mirror was told the reason, and then the
   *     gang is to be taken back
   */
  void ask(
      Map<String, @Nullable Object> gang,
      String namespace,
      String uid,
      List<Wrapped> wrapped,
      Consumer<Permission> then) {
    if (!asks) {
      then.accept(Permission.GRANTED);
      return;
    }
    var user = Submitter.of(gang);
    if (user.isEmpty()) {
      deny(uid, NOT_RECORDED);
      then.accept(Permission.DENIED);
      return;
    }
    new Inquiry(user.get(), namespace, uid, then).next(new LinkedHashSet<>(wrapped).iterator());
  }

  private void deny(String uid, String problem) {
    int doublings = Math.clamp(mirror.deny(uid, problem) - 1L, 0, MOST_DOUBLINGS);
    loop.after(FIRST_PAUSE_MILLIS << doublings, () -> mirror.allow(uid));
  }

  /** One gang's kinds, one after the other; the first that is not allowed ends it. */
  private final class Inquiry {
    private final User user;
    private final String namespace;
    private final String uid;
    private final Consumer<Permission> then;

    Inquiry(User user, String namespace, String uid, Consumer<Permission> then) {
      this.user = user;
      this.namespace = namespace;
      this.uid = uid;
      this.then = then;
    }

    void next(Iterator<Wrapped> rest) {
      if (!rest.hasNext()) {
        then.accept(Permission.GRANTED);
        return;
      }
      var wrapped = rest.next();
      api.resolve(wrapped.apiVersion(), wrapped.kind(), kind -> resolved(rest, kind));
    }

    /** What is not served cannot be created either, which creating it finds out. */
    private void resolved(Iterator<Wrapped> rest, Optional<Api.Kind> kind) {
      if (kind.isEmpty()) {
        next(rest);
        return;
      }
      reviews.ask(
          new Right(user, kind.get(), namespace),
          permission -> {
            switch (permission) {
              case Permission.Granted granted -> next(rest);
              case Permission.Denied denied -> {
                deny(uid, words(kind.get()));
                then.accept(denied);
              }
              case Permission.Unknown unknown -> then.accept(unknown);
            }
          });
    }

    private String words(Api.Kind kind) {
      var name = kind.group().isEmpty() ? kind.plural() : kind.plural() + "." + kind.group();
      return "User %s is not authorized to create %s in %s"
          .formatted(Shown.text(user.name()), name, namespace);
    }
  }
}
