package dev.muster.simulations.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.Objects;
import dev.muster.simulations.TestServer;
import dev.muster.simulations.kube.StopPoint.Meanwhile;
import dev.muster.simulations.kube.Tollgate.Moment;
import dev.muster.simulations.webhook.TestWebhook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The leader's process stands still, as by SIGSTOP, around one of its writes; another takes over
 * and decides; then the write arrives, or the first process goes on. Nothing that the first decided
 * is done any more, with one exception: a wrapped object may come into being, for less than a
 * second. If its pods are held at their creation, none of them ever gets a node; else they go with
 * it. What others are promised stays theirs all the while.
 *
 * <p>It stands still until its successor has decided; {@code -Dmuster.pause=60} makes it stand
 * still for so many seconds at least, and at more points.
 */
@Tag(TestServer.BOTH)
final class StoppedLeaderIT {
  private static final Duration PAUSE = Duration.ofSeconds(Long.getLong("muster.pause", 0));

  /** In a long pause there is time for the usual lease. */
  private static final String CONFIG =
      LiveStage.UNCHECKED
          + "muster: {placement: exact"
          + (PAUSE.isPositive()
              ? "}"
              : ", leaderElection: {leaseDuration: 7s, renewDeadline: 6s, retryPeriod: 500ms}}");

  @TempDir private Path folder;

  private static List<StopPoint> around(String... writes) {
    var points = new ArrayList<StopPoint>();
    for (var write : writes) {
      for (var moment : Moment.values()) {
        points.add(new StopPoint(write, moment, Meanwhile.NOTHING));
      }
    }
    return points;
  }

  private static StopPoint late(Moment moment, Meanwhile meanwhile) {
    return new StopPoint("child", moment, meanwhile);
  }

  /**
   * The points of one of the two servers, on which pods are held, or not. Each kind of write is on
   * one of them; those that have to do with pods are on both, if there is time.
   */
  private static List<StopPoint> points(boolean held) {
    var points = new ArrayList<StopPoint>();
    if (held) {
      points.addAll(around("child", "status"));
      points.add(late(Moment.SENT, Meanwhile.SUSPENDED));
      points.add(late(Moment.AFTER_THE_GUARD, Meanwhile.DELETED));
      points.add(new StopPoint("gate", Moment.SENT, Meanwhile.NOTHING));
      points.add(new StopPoint("release", Moment.SENT, Meanwhile.RECREATED));
    } else {
      points.addAll(around("finalizer", "ledger"));
      points.add(late(Moment.SENT, Meanwhile.DELETED));
      points.add(late(Moment.AFTER_THE_GUARD, Meanwhile.SUSPENDED));
      points.add(new StopPoint("deletion", Moment.SENT, Meanwhile.RESUMED));
      points.add(new StopPoint("retreat", Moment.AFTER_THE_GUARD, Meanwhile.RESUMED));
    }
    if (PAUSE.isPositive() && held) {
      points.add(late(Moment.SENT, Meanwhile.DELETED));
      points.add(late(Moment.AFTER_THE_GUARD, Meanwhile.SUSPENDED));
      points.add(new StopPoint("ledger", Moment.SENT, Meanwhile.DELETED));
      points.add(new StopPoint("ledger", Moment.SENT, Meanwhile.SUSPENDED));
      points.addAll(around("gate", "release"));
      points.add(new StopPoint("gate", Moment.AFTER_THE_GUARD, Meanwhile.SUSPENDED));
    } else if (PAUSE.isPositive()) {
      points.add(late(Moment.SENT, Meanwhile.SUSPENDED));
      points.add(late(Moment.AFTER_THE_GUARD, Meanwhile.DELETED));
      points.addAll(around("child", "deletion", "retreat"));
    }
    return points;
  }

  @Test
  void whatTheLeaderDecidedIsNotDoneAfterItsSuccessorsFirstDecision() {
    var held = CompletableFuture.supplyAsync(() -> play(true), task -> start("held", task));
    var free = CompletableFuture.supplyAsync(() -> play(false), task -> start("free", task));
    var problems = new ArrayList<String>();
    problems.addAll(held.join());
    problems.addAll(free.join());
    assertThat(problems).isEmpty();
  }

  private static void start(String name, Runnable task) {
    Thread.ofPlatform().name(name).daemon(true).start(task);
  }

  private List<String> play(boolean held) {
    try (var server = TestServer.operated("2x8gpu")) {
      server.createNamespace("muster-system");
      for (var file : List.of("service_account", "scheduler", "wrapped_kinds", "bare_kinds")) {
        var path = Path.of(System.getProperty("muster.root"), "manifests/rbac/" + file + ".yaml");
        Objects.documents(path).forEach(server::create);
      }
      var own = Files.createDirectory(folder.resolve(held ? "held" : "free"));
      Files.writeString(own.resolve("config"), CONFIG);
      if (!held) {
        return new StoppedLeaderPlay(server, own, held, PAUSE).problems(points(held), () -> {});
      }
      try (var webhook = new TestWebhook(server, "muster-system", CONFIG)) {
        return new StoppedLeaderPlay(server, own, held, PAUSE)
            .problems(points(held), webhook::awaitHolding);
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
