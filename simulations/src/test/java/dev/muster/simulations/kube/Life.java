package dev.muster.simulations.kube;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Loop;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One life of a process: its loop and its server, until it is killed. From then on nothing that it
 * posted runs, no answer and no event reaches it. It can be made to die at one of its writes.
 */
final class Life {
  /** Where in a write it dies. */
  enum Moment {
    BEFORE_SENDING,
    APPLIED_BUT_UNACKNOWLEDGED,
    AFTER_THE_ANSWER
  }

  private final Loop loop;
  private final Api api;
  private final int fatalWrite;
  private final Moment moment;
  private int writes;
  private boolean alive = true;
  private long pausedUntil;

  /** {@code fatalWrite} counts from 1; 0 = none. */
  Life(Loop loop, Api api, int fatalWrite, Moment moment) {
    this.loop = loop;
    this.api = api;
    this.fatalWrite = fatalWrite;
    this.moment = moment;
  }

  int writes() {
    return writes;
  }

  boolean isOver() {
    return !alive;
  }

  void kill() {
    alive = false;
  }

  Loop loop() {
    return new MortalLoop();
  }

  /** The server for everything but the lease: only these writes are counted. */
  Api api() {
    return new MortalApi(true);
  }

  Api leaseApi() {
    return new MortalApi(false);
  }

  /** Nothing happens in it for a while; then all of it does, in order. */
  void pauseFor(long millis) {
    pausedUntil = loop.monotonic() + millis;
  }

  private <T> Consumer<T> whileAlive(Consumer<T> then) {
    return value -> {
      if (loop.monotonic() < pausedUntil) {
        loop.after(pausedUntil - loop.monotonic(), () -> whileAlive(then).accept(value));
      } else if (alive) {
        then.accept(value);
      }
    };
  }

  private final class MortalLoop implements Loop {
    @Override
    public long now() {
      return loop.now();
    }

    @Override
    public long monotonic() {
      return loop.monotonic();
    }

    @Override
    public void post(Runnable task) {
      after(0, task);
    }

    @Override
    public void after(long millis, Runnable task) {
      if (alive) {
        loop.after(millis, () -> whileAlive(unused -> task.run()).accept(task));
      }
    }
  }

  private final class MortalApi implements Api {
    private final boolean counted;

    MortalApi(boolean counted) {
      this.counted = counted;
    }

    @Override
    public void get(Ref ref, Consumer<Answer> then) {
      if (alive) {
        api.get(ref, whileAlive(then));
      }
    }

    @Override
    public void list(Kind kind, String namespace, String labels, Consumer<Listing> then) {
      if (alive) {
        api.list(kind, namespace, labels, whileAlive(then));
      }
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

    @Override
    public Subscription watch(Kind kind, String labels, Consumer<WatchEvent> events) {
      return api.watch(kind, labels, whileAlive(events));
    }

    @Override
    public void resolve(String apiVersion, String kind, Consumer<Optional<Kind>> then) {
      if (alive) {
        api.resolve(apiVersion, kind, whileAlive(then));
      }
    }

    private void write(Consumer<Answer> then, Consumer<Consumer<Answer>> send) {
      if (!alive) {
        return;
      }
      boolean fatal = counted && ++writes == fatalWrite;
      if (!fatal) {
        send.accept(whileAlive(then));
        return;
      }
      switch (moment) {
        case BEFORE_SENDING -> kill();
        case APPLIED_BUT_UNACKNOWLEDGED -> {
          send.accept(answer -> {});
          kill();
        }
        case AFTER_THE_ANSWER ->
            send.accept(
                whileAlive(answer -> {
                  then.accept(answer);
                  kill();
                }));
      }
    }
  }
}
