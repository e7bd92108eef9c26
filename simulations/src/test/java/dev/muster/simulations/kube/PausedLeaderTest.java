package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Loop;
import dev.muster.simulations.live.store.StoreApi;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A leader stands still in the middle of a write, which is done half a minute later, when another
 * one leads long since; then the first goes on as if nothing had been. Of what it had decided, only
 * an object may be created that nobody wants any more ({@link LateChildren} says why), and for less
 * than a second; every other late write is refused, for it was meant for an older version.
 */
final class PausedLeaderTest {
  private static final int DONE_AFTER_MILLIS = 30_000;
  private static final int PAUSED_FOR_MILLIS = 40_000;
  private static final int MOST_POINTS = 60;
  private static final long LATE_CHILD_MILLIS = 1_000;

  /** R19. */
  @Test
  void whatADeposedLeaderDecidedIsNotDoneAnyMore() {
    var undisturbed = new Story(0);
    var expected = undisturbed.run();
    int writes = undisturbed.first.writes;
    int points = Math.min(writes, MOST_POINTS);
    var failures = new ArrayList<String>();
    for (int i = 0; i < points; i++) {
      int write = 1 + (int) ((long) i * writes / points);
      var story = new Story(write);
      var end = story.run();
      var problems = new ArrayList<>(story.stage.watchdog.report().violations());
      problems.removeIf(problem -> problem.startsWith("UNADMITTED"));
      problems.addAll(story.late.problems(LATE_CHILD_MILLIS));
      story.stage.list("batch/v1", "Job").forEach(job -> problems.add("left: " + job));
      story.stage.intents().forEach(intent -> problems.add("in the ledger: " + intent));
      if (!story.first.isRefused() && story.late.count() == 0) {
        problems.add("done late: " + story.first.late);
      }
      if (!end.equals(expected) || !problems.isEmpty() || !story.lost) {
        failures.add("write " + write + ": " + end + " " + problems + "\n");
      }
    }
    assertThat(failures).isEmpty();
    assertThat(points).isGreaterThan(30);
  }

  /** A few gangs on two nodes, one of them urgent and late. */
  private static final class Story {
    private final Stage stage = Stage.of("2x8gpu");
    private final LateChildren late = new LateChildren(stage);
    private final PausableLife first;
    private boolean lost;

    Story(int pausedAt) {
      first = new PausableLife(stage, pausedAt);
    }

    Map<String, String> run() {
      stage.create(Gangs.ray("whole", 2, 4, "20"));
      stage.create(Gangs.ray("small", 1, 2, "20"));
      stage.create(Gangs.failingJob("flaky"));
      stage.create(Gangs.ray("waits", 2, 8, "5"));
      var mortal = new Life(first, first, 0, Life.Moment.BEFORE_SENDING);
      stage.shell("first", mortal, () -> lost = true).start();
      var second = new Life(stage.loop, stage.api(), 0, Life.Moment.BEFORE_SENDING);
      stage.loop.after(1_000, () -> stage.shell("second", second).start());
      stage.loop.after(20_000, () -> stage.create(Gangs.ray("later", 2, 8, "5")));
      stage.loop.runFor(5 * 60_000);
      return stage.phases();
    }
  }

  /** A process that stands still at one of its writes, the lease's apart, for a while. */
  private static final class PausableLife implements Api, Loop {
    private final Stage stage;
    private final int pausedAt;
    private final Api api;
    private final Queue<Runnable> held = new ArrayDeque<>();
    private int writes;
    private boolean paused;
    private String late = "";

    PausableLife(Stage stage, int pausedAt) {
      this.stage = stage;
      this.pausedAt = pausedAt;
      this.api = new StoreApi(stage.store, this, Stage.SCHEDULER);
    }

    private void write(
        String verb, Kind kind, Consumer<Answer> then, Consumer<Consumer<Answer>> send) {
      if (counts(kind) && ++writes == pausedAt) {
        paused = true;
        Consumer<Answer> heard =
            answer -> {
              late = verb + " " + kind.plural() + " " + code(answer);
              then.accept(answer);
            };
        stage.loop.after(DONE_AFTER_MILLIS, () -> send.accept(heard));
        stage.loop.after(PAUSED_FOR_MILLIS, this::goOn);
      } else {
        send.accept(then);
      }
    }

    /**
     * Whether the write that was late found that what it was meant for is another by now, or gone.
     */
    private boolean isRefused() {
      return late.endsWith(" 409") || late.endsWith(" 404");
    }

    private static int code(Answer answer) {
      return switch (answer) {
        case Answer.Done done -> 200;
        case Answer.Refused refused -> refused.code();
        case Answer.Unknown unknown -> 0;
      };
    }

    private void goOn() {
      paused = false;
      while (!held.isEmpty()) {
        held.remove().run();
      }
    }

    @Override
    public long now() {
      return stage.loop.now();
    }

    @Override
    public long monotonic() {
      return stage.loop.monotonic();
    }

    @Override
    public void post(Runnable task) {
      after(0, task);
    }

    @Override
    public void after(long millis, Runnable task) {
      stage.loop.after(
          millis,
          () -> {
            if (paused) {
              held.add(task);
            } else {
              task.run();
            }
          });
    }

    @Override
    public void create(
        Kind kind, String namespace, Map<String, @Nullable Object> object, Consumer<Answer> then) {
      write("create", kind, then, heard -> api.create(kind, namespace, object, heard));
    }

    @Override
    public void create(
        Ref ref, String subresource, Map<String, @Nullable Object> object, Consumer<Answer> then) {
      write("create", ref.kind(), then, heard -> api.create(ref, subresource, object, heard));
    }

    @Override
    public void patch(
        Ref ref, String subresource, PatchType type, Object body, Consumer<Answer> then) {
      write("patch", ref.kind(), then, heard -> api.patch(ref, subresource, type, body, heard));
    }

    @Override
    public void delete(Ref ref, Map<String, @Nullable Object> options, Consumer<Answer> then) {
      write("delete", ref.kind(), then, heard -> api.delete(ref, options, heard));
    }

    private static boolean counts(Kind kind) {
      return !kind.plural().equals("leases") && !kind.plural().equals("events");
    }

    @Override
    public void get(Ref ref, Consumer<Answer> then) {
      api.get(ref, then);
    }

    @Override
    public void list(Kind kind, String namespace, String labels, Consumer<Listing> then) {
      api.list(kind, namespace, labels, then);
    }

    @Override
    public Subscription watch(Kind kind, String labels, Consumer<WatchEvent> events) {
      return api.watch(kind, labels, events);
    }

    @Override
    public void resolve(String apiVersion, String kind, Consumer<Optional<Kind>> then) {
      api.resolve(apiVersion, kind, then);
    }
  }
}
