package dev.muster.simulations.torture;

import dev.muster.scheduler.decide.Planner;
import dev.muster.scheduler.decide.draft.Rules;
import dev.muster.scheduler.decide.lifecycle.Lifecycle;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Loop;
import dev.muster.scheduler.kube.act.Shell;
import dev.muster.scheduler.kube.act.ShellSettings;
import dev.muster.scheduler.kube.client.CallListener;
import dev.muster.scheduler.kube.client.Client;
import dev.muster.scheduler.kube.client.Limits;
import dev.muster.scheduler.model.Plan;
import dev.muster.scheduler.model.Snapshot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One scheduler that is started again whenever it ends, as a Deployment does. All of its production
 * code runs, from the events of watches to the writes; its loop and its server are the adversary's.
 */
final class Replica {
  private static final long RESTART_MILLIS = 1_500;
  private final String name;
  private final World world;
  private @Nullable Life life;
  private int lives;
  private long skew;

  Replica(String name, World world) {
    this.name = name;
    this.world = world;
  }

  String name() {
    return name;
  }

  void start() {
    lives++;
    var begun = new Life();
    life = begun;
    begun.start();
  }

  /** It ends as by SIGKILL. */
  void crash() {
    var ending = life;
    if (ending != null) {
      ending.end();
    }
  }

  /** It ends at one of its next writes. */
  void crashAt(long write, Moment moment) {
    if (life != null) {
      life.fatalWrite = life.writes + write;
      life.moment = moment;
    }
  }

  /** It stands still at one of its next writes. */
  void stallAt(long write, Stall how, long millis) {
    if (life != null) {
      life.stalledWrite = life.writes + write;
      life.stall = how;
      life.stallMillis = millis;
    }
  }

  /** It does nothing for a while, and then all of it. */
  void freeze(long millis) {
    if (life != null) {
      life.freeze(millis);
    }
  }

  /** What it was to end or to stand still at does not happen any more. */
  void disarm() {
    if (life != null) {
      life.fatalWrite = 0;
      life.stalledWrite = 0;
    }
  }

  /** Its wall clock jumps. */
  void skew(long millis) {
    skew += millis;
  }

  /** One process: when it has ended nothing that it began goes on, and nothing reaches it. */
  final class Life implements Loop {
    private final String identity = name + "-" + lives;
    private final List<MeddledStream> streams = new ArrayList<>();
    private final Deque<Runnable> inbox = new ArrayDeque<>();
    private boolean ended;
    private boolean waking;
    private long blockedUntil;
    private long writes;
    private long fatalWrite;
    private Moment moment = Moment.BEFORE_SENDING;
    private long stalledWrite;
    private long stallMillis;
    private Stall stall = Stall.SENT;

    private void start() {
      var settings = ShellSettings.of(identity, World.OWN_NAMESPACE);
      var client = client(true, Limits.ACT);
      var leaseClient = client(false, Limits.lease(settings.lease().deadlineMillis()));
      var shell =
          new Shell(
              client,
              leaseClient,
              this,
              settings,
              new Shell.Policy(planner(), Lifecycle::admitted),
              new Shell.Listeners((snapshot, plan) -> world.truth().decided(), this::end));
      after(0, () -> client.writeOnlyWhile(shell::mayWrite));
      after(0, shell::start);
    }

    private Client client(boolean counts, Limits limits) {
      return new Client(new Adversary(this, world, counts), this, limits, CallListener.NONE);
    }

    /** Plans as in production, and now and then without what was remembered, to compare. */
    private Function<Snapshot, Plan> planner() {
      var planner = new Planner(Rules.DEFAULT).incremental();
      return snapshot -> {
        var plan = planner.apply(snapshot);
        world.truth().planned(snapshot, plan);
        return plan;
      };
    }

    private void end() {
      if (ended) {
        return;
      }
      ended = true;
      inbox.clear();
      life = null;
      streams.forEach(MeddledStream::close);
      world.weather().disturb(RESTART_MILLIS);
      world.loop().after(RESTART_MILLIS, Replica.this::start);
    }

    /** Its name in the lease, and under which it writes. */
    String identity() {
      return identity;
    }

    String replica() {
      return name;
    }

    boolean isEnded() {
      return ended;
    }

    void keep(MeddledStream stream) {
      streams.removeIf(MeddledStream::isClosed);
      streams.add(stream);
    }

    /** Something comes in for this process, which does it when it gets to it. */
    void hears(Runnable what) {
      run(what);
    }

    private void freeze(long millis) {
      blockedUntil = Math.max(blockedUntil, world.loop().monotonic() + millis);
    }

    /** One after the other, in the order of their coming, however long each has to wait. */
    private void run(Runnable task) {
      if (!ended) {
        inbox.add(task);
        drain();
      }
    }

    private void drain() {
      while (!ended && !waking && !inbox.isEmpty()) {
        long now = world.loop().monotonic();
        if (now < blockedUntil) {
          waking = true;
          world.loop().after(blockedUntil - now, this::wake);
          return;
        }
        long cost = world.weather().delay(Act.SLOW, name);
        blockedUntil = cost > 0 ? now + cost : blockedUntil;
        inbox.remove().run();
      }
    }

    private void wake() {
      waking = false;
      drain();
    }

    /** Sends a write, unless this is the one at which it ends. */
    void write(boolean counts, Consumer<Answer> then, Consumer<Consumer<Answer>> send) {
      if (ended) {
        return;
      }
      if (counts) {
        writes++;
        world.truth().sends(identity);
      }
      if (counts && writes == stalledWrite) {
        stand(then, send);
        return;
      }
      if (!counts || writes != fatalWrite) {
        send.accept(then);
        return;
      }
      world.weather().count(Act.CRASH_AT);
      switch (moment) {
        case BEFORE_SENDING -> end();
        case DONE_BUT_UNHEARD -> {
          send.accept(answer -> {});
          end();
        }
        case AFTER_THE_ANSWER ->
            send.accept(answer -> {
              then.accept(answer);
              after(0, this::end);
            });
      }
    }

    private void stand(Consumer<Answer> then, Consumer<Consumer<Answer>> send) {
      world.weather().count(Act.STALL_AT);
      world.weather().disturb(stallMillis);
      switch (stall) {
        case SENT -> {
          freeze(stallMillis);
          world.loop().after(stallMillis * 2 / 3, () -> send.accept(then));
        }
        case ANSWERED ->
            send.accept(answer -> {
              freeze(stallMillis);
              then.accept(answer);
            });
      }
    }

    @Override
    public long now() {
      return world.loop().now() + skew;
    }

    @Override
    public long monotonic() {
      return world.loop().monotonic();
    }

    @Override
    public void post(Runnable task) {
      after(0, task);
    }

    @Override
    public void after(long millis, Runnable task) {
      if (!ended) {
        world.loop().after(millis, () -> run(task));
      }
    }
  }
}
