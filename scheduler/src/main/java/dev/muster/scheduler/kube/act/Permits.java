package dev.muster.scheduler.kube.act;

import dev.muster.scheduler.demand.Shown;
import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Loop;
import dev.muster.scheduler.kube.map.Predecessors;
import dev.muster.scheduler.kube.rights.AccessReviews;
import dev.muster.scheduler.kube.rights.Permission;
import dev.muster.scheduler.kube.rights.Right;
import dev.muster.scheduler.kube.rights.Submitter;
import dev.muster.scheduler.kube.watch.Meta;
import dev.muster.scheduler.kube.watch.Mirror;
import dev.muster.scheduler.model.User;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whether whoever submitted a gang may still create what it wraps. The webhook asked the same when
 * it was submitted; rights may have been taken since, or the webhook may not have been there.
 *
 * <p>Promise: created is only what the API server said yes to. A gang of which it says no is not
 * started, and takes no place: the question is put again while it waits, after half a minute and
 * then less and less often, and only a yes makes it a candidate again. One of which nobody recorded
 * who submitted it stays as it is, for that never changes.
 */
final class Permits {
  static final String NOT_RECORDED =
      "it is not recorded who submitted this, as Muster's webhook does: delete it and submit it"
          + " again";

  private static final long MEMORY_MILLIS = 10_000;
  private static final long FIRST_PAUSE_MILLIS = 30_000;
  private static final int MOST_DOUBLINGS = 4;

  private final Api api;
  private final Loop loop;
  private final Mirror mirror;
  private final AccessReviews reviews;
  private final boolean asks;
  private final Predecessors predecessors;

  /**
   * {@code asks} is false where everybody may create everything; what predecessors let in stays in.
   */
  Permits(Api api, Loop loop, Mirror mirror, boolean asks, Predecessors predecessors) {
    this.api = api;
    this.loop = loop;
    this.mirror = mirror;
    this.reviews = new AccessReviews(api, loop, MEMORY_MILLIS);
    this.asks = asks;
    this.predecessors = predecessors;
  }

  /** A wrapped object's {@code apiVersion} and {@code kind}. */
  record Wrapped(String apiVersion, String kind) {}

  /** What came of asking. */
  sealed interface Outcome {
    /** {@code covers}: the kinds that may be created, and no others. */
    record Granted(Predicate<Api.Kind> covers) implements Outcome {}

    /** The gang is to be taken back; the mirror was told why. */
    record Denied() implements Outcome {}

    /** Nobody could tell; to be asked again. */
    record Unknown(String problem) implements Outcome {}
  }

  /** What is asked about again and again. */
  private record Case(Api.Ref ref, String uid, List<Wrapped> wrapped) {}

  /**
   * Asks about all of them, each kind once.
   *
   * @param gang as the API server has it
   * @param then is told once
   */
  void ask(
      Api.Ref ref,
      Map<String, @Nullable Object> gang,
      List<Wrapped> wrapped,
      Consumer<Outcome> then) {
    if (!asks || predecessors.leftAsItWas(gang)) {
      then.accept(new Outcome.Granted(kind -> true));
      return;
    }
    var user = Submitter.of(gang);
    var uid = Meta.of(gang).uid();
    if (user.isEmpty()) {
      mirror.deny(uid, NOT_RECORDED);
      then.accept(new Outcome.Denied());
      return;
    }
    new Inquiry(new Case(ref, uid, wrapped), user.get(), then)
        .next(new LinkedHashSet<>(wrapped).iterator());
  }

  private void denied(Case gang, String problem) {
    int times = mirror.deny(gang.uid(), problem);
    if (times > 0) {
      askLater(gang, times);
    }
  }

  private void askLater(Case gang, int times) {
    int doublings = Math.clamp(times - 1L, 0, MOST_DOUBLINGS);
    loop.after(
        FIRST_PAUSE_MILLIS << doublings,
        () -> api.get(gang.ref(), answer -> askAgain(gang, times, answer)));
  }

  private void askAgain(Case gang, int times, Answer answer) {
    switch (Result.of(answer)) {
      case DONE -> {
        var object = ((Answer.Done) answer).object();
        if (Meta.of(object).uid().equals(gang.uid())) {
          ask(gang.ref(), object, gang.wrapped(), outcome -> settle(gang, times, outcome));
        }
      }
      case GONE -> {} // nobody waits any more
      case MOVED, LATER, UNCLEAR, INVALID, FORBIDDEN -> askLater(gang, times);
    }
  }

  private void settle(Case gang, int times, Outcome outcome) {
    switch (outcome) {
      case Outcome.Granted granted -> mirror.allow(gang.uid());
      case Outcome.Denied denied -> {} // and the next question is due already
      case Outcome.Unknown unknown -> askLater(gang, times);
    }
  }

  /** One gang's kinds, one after the other; the first that is not allowed ends it. */
  private final class Inquiry {
    private final Case gang;
    private final User user;
    private final Consumer<Outcome> then;
    private final Set<Api.Kind> granted = new HashSet<>();

    Inquiry(Case gang, User user, Consumer<Outcome> then) {
      this.gang = gang;
      this.user = user;
      this.then = then;
    }

    void next(Iterator<Wrapped> rest) {
      if (!rest.hasNext()) {
        then.accept(new Outcome.Granted(granted::contains));
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
          new Right(user, kind.get(), gang.ref().namespace()),
          permission -> {
            switch (permission) {
              case Permission.Granted yes -> {
                granted.add(kind.get());
                next(rest);
              }
              case Permission.Denied no -> {
                denied(gang, words(kind.get()));
                then.accept(new Outcome.Denied());
              }
              case Permission.Unknown unknown ->
                  then.accept(new Outcome.Unknown(unknown.problem()));
            }
          });
    }

    private String words(Api.Kind kind) {
      var name = kind.group().isEmpty() ? kind.plural() : kind.plural() + "." + kind.group();
      return "User %s is not authorized to create %s in %s"
          .formatted(Shown.text(user.name()), name, gang.ref().namespace());
    }
  }
}
