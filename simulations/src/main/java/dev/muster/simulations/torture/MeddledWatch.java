package dev.muster.simulations.torture;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.WatchEvent;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One watch of one process: late, silent, cut and begun anew, telling things twice. */
final class MeddledWatch implements Api.Subscription {
  private static final int LONGEST_BREAK_MILLIS = 20_000;
  private static final int LATEST_REPETITION_MILLIS = 8_000;
  private final World world;
  private final Replica.Life life;
  private final Api api;
  private final Api.Kind kind;
  private final String labels;
  private final Consumer<WatchEvent> hears;
  private final SplittableRandom random;
  private Api.@Nullable Subscription inner;
  private long deliveredUntil;
  private boolean closed;

  MeddledWatch(
      World world,
      Replica.Life life,
      Api api,
      Api.Kind kind,
      String labels,
      Consumer<WatchEvent> events) {
    this.world = world;
    this.life = life;
    this.api = api;
    this.kind = kind;
    this.labels = labels;
    this.random = world.chances(life.replica() + kind.plural());
    this.hears =
        life.hears(event -> {
          if (!closed) {
            events.accept(event);
          }
        });
  }

  void start() {
    if (!closed) {
      inner = api.watch(kind, labels, this::on);
      world.watching(this);
    }
  }

  /** It breaks now, and begins again with a list after a while. */
  void cut() {
    if (closed || inner == null) {
      return;
    }
    inner.close();
    inner = null;
    deliver(new WatchEvent.Broken("cut off"));
    world.weather().count(Act.CUT_WATCHES);
    world.loop().after(random.nextInt(LONGEST_BREAK_MILLIS), this::start);
  }

  private void on(WatchEvent event) {
    deliver(event);
    if (event instanceof WatchEvent.Put || event instanceof WatchEvent.Gone) {
      if (world.weather().strikes(Act.REPEAT_EVENTS, life.replica())) {
        world.loop().after(random.nextInt(LATEST_REPETITION_MILLIS), () -> deliver(event));
      }
    }
  }

  private void deliver(WatchEvent event) {
    long now = world.loop().monotonic();
    long silent = world.weather().lasts(Act.SILENCE, life.replica());
    if (silent > 0) {
      world.weather().count(Act.SILENCE);
    }
    long lag = Math.max(silent, world.weather().delay(Act.LAG_WATCHES, life.replica()));
    long at = Math.max(deliveredUntil, now + lag);
    deliveredUntil = at;
    if (at == now) {
      hears.accept(event);
    } else {
      world.loop().after(at - now, () -> hears.accept(event));
    }
  }

  boolean isClosed() {
    return closed;
  }

  String replica() {
    return life.replica();
  }

  @Override
  public void close() {
    closed = true;
    if (inner != null) {
      inner.close();
      inner = null;
    }
  }
}
