package dev.muster.simulations.kube;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Loop;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A server that cannot be relied on, until it is healed: requests and answers get lost, it is
 * overloaded, it fails after it did what was asked, it does what was asked long after it was given
 * up, and each watch lags by its own time. All by a seed.
 */
final class UnreliableApi implements Api {
  private static final int CALLS_IN_A_HUNDRED = 20;
  private static final int LONGEST_LAG_MILLIS = 4_000;
  private static final int LONGEST_DELAY_MILLIS = 30_000;
  private final Api api;
  private final Loop loop;
  private final SplittableRandom random;
  private final Map<Kind, Long> deliveredUntil = new HashMap<>();
  private boolean healed;
  private int faults;

  UnreliableApi(Api api, Loop loop, long seed) {
    this.api = api;
    this.loop = loop;
    this.random = new SplittableRandom(seed);
  }

  void heal() {
    healed = true;
  }

  int faults() {
    return faults;
  }

  private boolean fails() {
    boolean fails = !healed && random.nextInt(100) < CALLS_IN_A_HUNDRED;
    faults += fails ? 1 : 0;
    return fails;
  }

  private void answer(Consumer<Answer> then, Answer answer) {
    loop.after(random.nextInt(2_000), () -> then.accept(answer));
  }

  private void write(Consumer<Answer> then, Consumer<Consumer<Answer>> send) {
    if (!fails()) {
      send.accept(then);
      return;
    }
    switch (random.nextInt(6)) {
      case 0 -> answer(then, new Answer.Unknown("the request was lost"));
      case 1 -> send.accept(done -> answer(then, new Answer.Unknown("the answer was lost")));
      case 2 -> answer(then, new Answer.Refused(503, "ServiceUnavailable", "restarting", 0));
      case 3 -> answer(then, new Answer.Refused(429, "TooManyRequests", "overloaded", 1_000));
      case 4 -> {
        answer(then, new Answer.Unknown("no answer in time"));
        loop.after(random.nextInt(LONGEST_DELAY_MILLIS), () -> send.accept(unheard -> {}));
      }
      default ->
          send.accept(
              done -> answer(then, new Answer.Refused(500, "InternalError", "timed out", 0)));
    }
  }

  @Override
  public void get(Ref ref, Consumer<Answer> then) {
    if (fails()) {
      answer(then, new Answer.Unknown("the answer was lost"));
    } else {
      api.get(ref, then);
    }
  }

  @Override
  public void list(Kind kind, String namespace, String labels, Consumer<Listing> then) {
    api.list(kind, namespace, labels, then);
  }

  @Override
  public void create(
      Kind kind, String namespace, Map<String, @Nullable Object> object, Consumer<Answer> then) {
    write(then, answered -> api.create(kind, namespace, object, answered));
  }

  @Override
  public void create(
      Ref ref, String subresource, Map<String, @Nullable Object> object, Consumer<Answer> then) {
    write(then, answered -> api.create(ref, subresource, object, answered));
  }

  @Override
  public void patch(
      Ref ref, String subresource, PatchType type, Object body, Consumer<Answer> then) {
    write(then, answered -> api.patch(ref, subresource, type, body, answered));
  }

  @Override
  public void delete(Ref ref, Map<String, @Nullable Object> options, Consumer<Answer> then) {
    write(then, answered -> api.delete(ref, options, answered));
  }

  /** Events of one kind stay in order; those of different kinds overtake each other. */
  @Override
  public Subscription watch(Kind kind, String labels, Consumer<WatchEvent> events) {
    return api.watch(
        kind,
        labels,
        event -> {
          long lag = healed ? 0 : random.nextInt(LONGEST_LAG_MILLIS);
          long now = loop.monotonic();
          long at = Math.max(deliveredUntil.getOrDefault(kind, 0L), now + lag);
          deliveredUntil.put(kind, at);
          loop.after(at - now, () -> events.accept(event));
        });
  }

  @Override
  public void resolve(String apiVersion, String kind, Consumer<Optional<Kind>> then) {
    api.resolve(apiVersion, kind, then);
  }
}
