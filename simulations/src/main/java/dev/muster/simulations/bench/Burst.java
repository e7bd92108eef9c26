package dev.muster.simulations.bench;

import dev.muster.scheduler.kube.Api.Answer;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Many calls of one kind, so many in flight at any moment. Used on the session's loop. */
final class Burst {
  /** Makes one of the calls. */
  interface Call {
    void send(int index, Consumer<Answer> then);
  }

  /**
   * What came of it.
   *
   * @param count of calls
   * @param done of them that the server did
   * @param nanos from the first call to the last answer
   * @param refusal the first that was not done; null if there is none
   */
  record Result(int count, int done, long nanos, @Nullable Answer refusal) {
    /** Calls that were done, by second. */
    BigDecimal perSecond() {
      return nanos <= 0
          ? BigDecimal.ZERO
          : BigDecimal.valueOf(done)
              .multiply(BigDecimal.valueOf(1_000_000_000L))
              .divide(BigDecimal.valueOf(nanos), 1, RoundingMode.HALF_UP);
    }

    /** Fails unless all were done. */
    Result orElseThrow(String what) {
      if (refusal != null) {
        throw Refusals.problem(what, refusal);
      }
      return this;
    }
  }

  private final Session session;
  private final int count;
  private final Call call;
  private final CompletableFuture<Result> future;
  private final long start;
  private int next;
  private int answered;
  private int done;
  private @Nullable Answer refusal;

  private Burst(Session session, int count, Call call, CompletableFuture<Result> future) {
    this.session = session;
    this.count = count;
    this.call = call;
    this.future = future;
    this.start = session.nanos();
  }

  /** Makes all the calls and waits for the last answer. A stop ends it after those in flight. */
  static Result run(Session session, int count, int inFlight, Call call) {
    return session.awaitEnd(future -> {
      var burst = new Burst(session, count, call, future);
      for (int i = 0; i < inFlight; i++) {
        burst.sendNext();
      }
      burst.end();
    });
  }

  private void sendNext() {
    if (next < count && !session.isStopped()) {
      call.send(next++, this::answered);
    }
  }

  private void answered(Answer answer) {
    answered++;
    if (answer instanceof Answer.Done) {
      done++;
    } else if (refusal == null) {
      refusal = answer;
    }
    sendNext();
    end();
  }

  private void end() {
    if (answered == count || (session.isStopped() && answered == next)) {
      future.complete(new Result(count, done, session.nanos() - start, refusal));
    }
  }
}
