package dev.muster.simulations.bench;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import org.jspecify.annotations.Nullable;

/**
 * Creates the gangs, each at its time or as fast as {@value #IN_FLIGHT} calls in flight allow. A
 * refusal ends it, and so does a stop. Confined to the session's loop.
 */
final class Submission {
  private static final int IN_FLIGHT = 32;

  private final Session session;
  private final BenchOptions options;
  private final Api.Kind kind;
  private final Tally tally;
  private int next;
  private int inFlight;
  private long start;
  private boolean timer;
  private @Nullable Answer refusal;

  Submission(Session session, BenchOptions options, Api.Kind kind, Tally tally) {
    this.session = session;
    this.options = options;
    this.kind = kind;
    this.tally = tally;
  }

  void start() {
    start = session.nanos();
    pump();
  }

  private void pump() {
    while (mayGoOn() && inFlight < IN_FLIGHT) {
      long wait = next * options.load().everyMillis() * 1_000_000 - (session.nanos() - start);
      if (wait > 0) {
        later(wait / 1_000_000 + 1);
        return;
      }
      create(options.place().name() + "-" + next++);
    }
  }

  private boolean mayGoOn() {
    return next < options.load().count() && refusal == null && !session.isStopped();
  }

  private void later(long millis) {
    if (!timer) {
      timer = true;
      session.after(
          millis,
          () -> {
            timer = false;
            pump();
          });
    }
  }

  private void create(String name) {
    inFlight++;
    var gang = options.load().gangs().gang(options.place(), name);
    tally.sent(name);
    session.api().create(kind, options.place().namespace(), gang, this::created);
  }

  private void created(Answer answer) {
    inFlight--;
    if (!(answer instanceof Answer.Done) && refusal == null) {
      refusal = answer;
    }
    pump();
  }

  /** Nothing is on its way and nothing more will be sent. */
  boolean isOver() {
    return inFlight == 0 && !mayGoOn();
  }

  /** Why it ended early; null if it did not. */
  @Nullable Answer refusal() {
    return refusal;
  }
}
