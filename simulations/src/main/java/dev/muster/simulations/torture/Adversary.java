package dev.muster.simulations.torture;

import dev.muster.scheduler.kube.Api;
import dev.muster.simulations.live.store.StoreApi;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way from one process to the API server: it loses, delays, doubles and refuses what the {@link
 * Weather} says. It never breaks what a server promises: a write is done once or not at all, events
 * of one kind come in their order, a list is complete.
 */
final class Adversary implements Api {
  /** When a caller gives a write up. */
  private static final int DEADLINE_MILLIS = 10_000;

  /** A request that is on its way may arrive so much later. */
  private static final int LATEST_MILLIS = 30_000;

  private final Replica.Life life;
  private final World world;
  private final Weather weather;
  private final boolean counts;
  private final Api api;
  private final SplittableRandom random;

  /** {@code counts}: whether its writes are among those at which a process may be made to end. */
  Adversary(Replica.Life life, World world, boolean counts) {
    this.life = life;
    this.world = world;
    this.weather = world.weather();
    this.counts = counts;
    this.api = new StoreApi(world.store(), world.loop(), life.identity());
    this.random = world.chances(life.replica() + counts);
  }

  private boolean strikes(Act act) {
    return weather.strikes(act, life.replica());
  }

  private long delay(Act act) {
    return weather.delay(act, life.replica());
  }

  private void later(long millis, Runnable what) {
    if (millis == 0) {
      what.run();
    } else {
      world.loop().after(millis, what);
    }
  }

  private void answer(Consumer<Answer> then, Answer answer) {
    world.loop().after(random.nextInt(DEADLINE_MILLIS), () -> then.accept(answer));
  }

  private void write(Consumer<Answer> heard, boolean event, Consumer<Consumer<Answer>> request) {
    var hears = life.hears(heard);
    Consumer<Consumer<Answer>> send =
        then ->
            later(
                delay(Act.DELAY_CALLS),
                () ->
                    request.accept(done -> later(delay(Act.DELAY_CALLS), () -> then.accept(done))));
    life.write(counts && !event, hears, then -> struck(then, send));
  }

  private void struck(Consumer<Answer> then, Consumer<Consumer<Answer>> send) {
    if (strikes(Act.LOSE_REQUESTS)) {
      answer(then, new Answer.Unknown("the request was lost"));
    } else if (strikes(Act.LOSE_ANSWERS)) {
      send.accept(done -> answer(then, new Answer.Unknown("the answer was lost")));
    } else if (strikes(Act.LATE_WRITES)) {
      answer(then, new Answer.Unknown("no answer in time"));
      world.loop().after(random.nextInt(LATEST_MILLIS), () -> send.accept(unheard -> {}));
    } else if (strikes(Act.ERRORS)) {
      answer(then, new Answer.Refused(503, "ServiceUnavailable", "restarting", 0));
    } else if (strikes(Act.DONE_ERRORS)) {
      send.accept(done -> answer(then, new Answer.Refused(500, "InternalError", "timed out", 0)));
    } else if (strikes(Act.OVERLOAD)) {
      answer(then, new Answer.Refused(429, "TooManyRequests", "overloaded", 1_000));
    } else if (strikes(Act.CONFLICTS)) {
      answer(then, new Answer.Refused(409, "Conflict", "the object has been modified", 0));
    } else if (strikes(Act.FORBID)) {
      answer(then, new Answer.Refused(403, "Forbidden", "not allowed any more", 0));
    } else {
      send.accept(then);
    }
  }

  @Override
  public void get(Ref ref, Consumer<Answer> then) {
    if (life.isEnded()) {
      return;
    }
    Consumer<Answer> hears = life.hears(then);
    if (strikes(Act.LOSE_READS)) {
      answer(hears, new Answer.Unknown("the answer was lost"));
    } else {
      later(
          delay(Act.DELAY_CALLS),
          () -> api.get(ref, done -> later(delay(Act.DELAY_CALLS), () -> hears.accept(done))));
    }
  }

  @Override
  public void list(Kind kind, String namespace, String labels, Consumer<Listing> then) {
    if (life.isEnded()) {
      return;
    }
    Consumer<Listing> hears = life.hears(then);
    if (strikes(Act.LOSE_READS)) {
      var lost = new Listing.Failed(new Answer.Unknown("the answer was lost"));
      world.loop().after(random.nextInt(DEADLINE_MILLIS), () -> hears.accept(lost));
    } else {
      api.list(
          kind, namespace, labels, done -> later(delay(Act.DELAY_CALLS), () -> hears.accept(done)));
    }
  }

  @Override
  public void create(
      Kind kind, String namespace, Map<String, @Nullable Object> object, Consumer<Answer> then) {
    write(
        then, kind.plural().equals("events"), heard -> api.create(kind, namespace, object, heard));
  }

  @Override
  public void create(
      Ref ref, String subresource, Map<String, @Nullable Object> object, Consumer<Answer> then) {
    write(then, false, heard -> api.create(ref, subresource, object, heard));
  }

  @Override
  public void patch(
      Ref ref, String subresource, PatchType type, Object body, Consumer<Answer> then) {
    write(then, false, heard -> api.patch(ref, subresource, type, body, heard));
  }

  @Override
  public void delete(Ref ref, Map<String, @Nullable Object> options, Consumer<Answer> then) {
    write(then, false, heard -> api.delete(ref, options, heard));
  }

  @Override
  public Subscription watch(Kind kind, String labels, Consumer<WatchEvent> events) {
    var watch = new MeddledWatch(world, life, api, kind, labels, events);
    life.keep(watch);
    if (life.isEnded()) {
      watch.close();
    }
    watch.start();
    return watch;
  }

  @Override
  public void resolve(String apiVersion, String kind, Consumer<Optional<Kind>> then) {
    if (!life.isEnded()) {
      api.resolve(apiVersion, kind, life.hears(then));
    }
  }
}
