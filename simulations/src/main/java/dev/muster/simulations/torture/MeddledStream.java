package dev.muster.simulations.torture;

import dev.muster.scheduler.kube.client.Wire;
import dev.muster.simulations.live.objects.Trees;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One stream of one process: late, silent, cut, telling things twice; but always in order. */
final class MeddledStream implements Wire.Stream, Wire.Reader {
  private static final int LATEST_REPETITION_MILLIS = 8_000;
  private static final Set<String> CHANGES = Set.of("ADDED", "MODIFIED", "DELETED");
  private final World world;
  private final Replica.Life life;
  private final Wire.Reader reader;
  private final SplittableRandom random;
  private Wire.@Nullable Stream inner;
  private long deliveredUntil;
  private boolean closed;

  MeddledStream(World world, Replica.Life life, Wire.Reader reader, SplittableRandom random) {
    this.world = world;
    this.life = life;
    this.reader = reader;
    this.random = random;
  }

  /** Nothing is told before that time. */
  void silentUntil(long time) {
    deliveredUntil = Math.max(deliveredUntil, time);
  }

  MeddledStream open(Function<Wire.Reader, Wire.Stream> wire) {
    inner = wire.apply(this);
    return this;
  }

  /** Its connection breaks now. */
  void cut() {
    if (!closed && inner != null) {
      world.weather().count(Act.CUT_WATCHES);
      inner.close();
      inner = null;
      deliver(() -> reader.failed(0, "cut off"));
    }
  }

  @Override
  public void opened() {
    deliver(reader::opened);
  }

  @Override
  public void message(Map<String, @Nullable Object> message) {
    deliver(() -> reader.message(message));
    if (CHANGES.contains(Trees.text(message, "type"))
        && world.weather().strikes(Act.REPEAT_EVENTS, life.replica())) {
      world
          .loop()
          .after(
              random.nextInt(LATEST_REPETITION_MILLIS),
              () -> deliver(() -> reader.message(message)));
    }
  }

  @Override
  public void ended() {
    deliver(reader::ended);
  }

  @Override
  public void failed(int code, String problem) {
    deliver(() -> reader.failed(code, problem));
  }

  private void deliver(Runnable what) {
    long now = world.loop().monotonic();
    long silent = world.weather().lasts(Act.SILENCE, life.replica());
    if (silent > 0) {
      world.weather().count(Act.SILENCE);
    }
    long lag = Math.max(silent, world.weather().delay(Act.LAG_WATCHES, life.replica()));
    deliveredUntil = Math.max(deliveredUntil, now + lag);
    if (deliveredUntil <= now) {
      life.hears(() -> hear(what));
    } else {
      world.loop().after(deliveredUntil - now, () -> life.hears(() -> hear(what)));
    }
  }

  private void hear(Runnable what) {
    if (!closed) {
      what.run();
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

  @Override
  public void abandon() {
    close();
  }
}
