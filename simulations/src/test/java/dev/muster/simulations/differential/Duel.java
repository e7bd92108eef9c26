package dev.muster.simulations.differential;

import static org.awaitility.Awaitility.await;

import dev.muster.simulations.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Plays stories on both servers at once and finds where their answers part. */
final class Duel {
  private final TestServer embedded;
  private final TestServer real;
  private final Allowances allowances;
  private final AtomicInteger played = new AtomicInteger();
  private int requests;

  Duel(TestServer embedded, TestServer real, Allowances allowances) {
    this.embedded = embedded;
    this.real = real;
    this.allowances = allowances;
    for (var subject : Subjects.ALL) {
      awake(real, subject);
      awake(embedded, subject);
    }
  }

  /** What was changed before a kind was asked for the first time cannot be watched. */
  private static void awake(TestServer server, Subject subject) {
    var collection = subject.collection().replace("{ns}", "default");
    await(collection)
        .atMost(Duration.ofSeconds(60))
        .until(() -> server.raw().get(collection + "?resourceVersion=0").code() == 200);
  }

  int requests() {
    return requests;
  }

  /** The differences that are not allowed, in order; the story ends where the states part. */
  List<Difference> play(Story story) {
    var prefix = "d%05d".formatted(played.incrementAndGet());
    var one = CompletableFuture.supplyAsync(() -> new Side(embedded, prefix));
    var two = new Side(real, prefix);
    var differences = new ArrayList<Difference>();
    for (var step : story.steps()) {
      var difference = perform(step, one.join(), two);
      if (difference.lines().isEmpty()) {
        continue;
      }
      if (!allowances.covers(difference)) {
        differences.add(difference);
      }
      if (difference.parts()) {
        break;
      }
    }
    return differences;
  }

  private Difference perform(Step step, Side one, Side two) {
    requests++;
    var answer = CompletableFuture.supplyAsync(() -> one.perform(step));
    var other = two.perform(step);
    return new Difference(step, answer.join(), other);
  }

  /** The shortest story found in which this kind of difference still comes. */
  Story shrink(Story story, String signature) {
    var best = story;
    for (int i = best.steps().size() - 1; i >= 0; i--) {
      var shorter = best.without(i);
      if (shows(shorter, signature)) {
        best = shorter;
      }
    }
    return best;
  }

  private boolean shows(Story story, String signature) {
    return play(story).stream().anyMatch(difference -> difference.signature().equals(signature));
  }
}
