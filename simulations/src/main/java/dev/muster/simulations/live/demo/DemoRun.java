package dev.muster.simulations.live.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One demo from start to end, in front of a person or in a pipe. */
public final class DemoRun {
  private static final long LOOK_MILLIS = 250;
  private static final long LONGEST_STORY_MILLIS = 300_000;

  private final DemoOptions options;
  private final Clock clock;
  private final Screen screen;
  private final CountDownLatch stop = new CountDownLatch(1);

  /**
   * Where to show progress.
   *
   * @param out progress and hints: standard output, or standard error when that is for JSON
   * @param terminal whether {@code out} is one
   * @param quiet whether to show only the end
   */
  public record Screen(
      PrintWriter out, boolean terminal, boolean colour, boolean quiet, DemoTable.Size size) {}

  public DemoRun(DemoOptions options, Clock clock, Screen screen) {
    this.options = options;
    this.clock = clock;
    this.screen = screen;
  }

  /** Ends the demo early, from any thread. */
  public void stop() {
    stop.countDown();
  }

  /**
   * Plays until it is done, its time is over, or it is stopped.
   *
   * @return what came of it
   * @throws IOException if the kubeconfig cannot be written
   */
  public DemoResult play() throws IOException {
    var table = new DemoTable(screen, clock.millis());
    try (var demo =
        Demo.start(
            options,
            clock,
            row -> {
              if (!screen.quiet()) {
                table.changed(row, clock.millis());
              }
            },
            table::notice)) {
      if (!screen.quiet()) {
        hints();
      }
      var last = watch(demo, table);
      if (!screen.quiet()) {
        table.summary(last.report());
      }
      return new DemoResult(last.report().toTree(), last.done(), last.report().checks().first());
    }
  }

  private Demo.Standing watch(Demo demo, DemoTable table) throws IOException {
    while (true) {
      var standing = demo.standing();
      if (!screen.quiet()) {
        table.paint(standing.rows(), footer(standing));
      }
      long elapsed = clock.millis() - demo.startedAt();
      boolean over = options.limitMillis() > 0 && elapsed >= options.limitMillis();
      boolean hopeless = options.exitWhenDone() && elapsed >= LONGEST_STORY_MILLIS;
      if (over || hopeless || (options.exitWhenDone() && standing.done()) || stopped()) {
        return standing;
      }
    }
  }

  /** Waits until it is time to look again; says whether to stop instead. */
  private boolean stopped() {
    try {
      return stop.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private static String footer(Demo.Standing standing) {
    var checks = standing.report().checks();
    return "invariants: " + checks.checked() + " checks, " + checks.violations() + " broken";
  }

  private void hints() {
    var out = screen.out();
    out.println("A Kubernetes API with " + options.nodes() + " is running. Join in:");
    out.println("  export KUBECONFIG=" + options.kubeconfig());
    out.println("  kubectl get aw -A -o wide");
    out.println("  kubectl get events -A -w");
    out.println("  kubectl get pods -A -o wide");
    out.println();
    out.flush();
  }
}
