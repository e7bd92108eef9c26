package dev.muster.scheduler.kube.client;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Loop;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request when it is its turn and brings back exactly one answer, on the loop. A call
 * whose answer is overdue is answered {@link Answer.Unknown}, whatever becomes of it.
 */
final class Transport {
  /** The time that the wire's own timeout gets before ours answers in its place. */
  private static final long SLACK_MILLIS = 1_000;

  /** One object, whatever a server lets it be. */
  static final int LONGEST = 64 << 20;

  private final Wire wire;
  private final Loop inbox;
  private final Throttle throttle;
  private final long timeoutMillis;
  private final CallListener listener;
  private BooleanSupplier mayWrite = () -> true;

  Transport(Wire wire, Loop inbox, Limits limits, CallListener listener) {
    this.wire = wire;
    this.inbox = inbox;
    this.throttle = new Throttle(inbox, limits);
    this.timeoutMillis = limits.timeoutMillis();
    this.listener = listener;
  }

  void writeOnlyWhile(BooleanSupplier permission) {
    mayWrite = permission;
  }

  void send(Wire.Call call, Consumer<Answer> then) {
    send(call, Api.Rank.USUAL, then);
  }

  void send(Wire.Call call, Api.Rank rank, Consumer<Answer> then) {
    var bounds = new Wire.Bounds(timeoutMillis, LONGEST);
    throttle.submit(rank, call.isWrite(), () -> sendNow(call, bounds, then));
  }

  /**
   * Like {@link #send}, for pages of a list, which take longer and can be asked for in a smaller
   * size.
   */
  void send(Wire.Call call, Wire.Bounds bounds, Consumer<Answer> then) {
    throttle.submit(Api.Rank.USUAL, call.isWrite(), () -> sendNow(call, bounds, then));
  }

  private void sendNow(Wire.Call call, Wire.Bounds bounds, Consumer<Answer> then) {
    var once = new Once(call.method(), then);
    if (call.isWrite() && !mayWrite.getAsBoolean()) {
      inbox.post(() -> once.accept(Answer.Unknown.HELD_BACK));
      return;
    }
    inbox.after(bounds.millis() + SLACK_MILLIS, () -> once.giveUp(bounds.millis()));
    once.awaits(wire.send(call, bounds, answer -> inbox.post(() -> once.accept(answer))));
  }

  private static int code(Answer answer) {
    return switch (answer) {
      case Answer.Done done -> 200;
      case Answer.Refused refused -> refused.code();
      case Answer.Unknown unknown -> 0;
    };
  }

  /**
   * Hands on the first answer alone, and frees the slot with it. On the loop. Its deadline stays
   * with the loop when all is over, so by then it knows nothing any more that takes memory.
   */
  private final class Once implements Consumer<Answer> {
    private final String method;
    private final long sentAt = System.nanoTime();
    private final long turnAt = inbox.monotonic();
    private @Nullable Consumer<Answer> then;
    private Wire.@Nullable Pending pending;

    Once(String method, Consumer<Answer> then) {
      this.method = method;
      this.then = then;
    }

    void awaits(Wire.Pending underWay) {
      pending = underWay;
    }

    void giveUp(long millis) {
      if (pending != null) {
        pending.cancel(); // what that answers comes too late
      }
      accept(new Answer.Unknown("no answer within " + millis + " ms"));
    }

    @Override
    public void accept(Answer answer) {
      var told = then;
      if (told == null) {
        return;
      }
      then = null;
      pending = null;
      listener.onCall(method, code(answer), System.nanoTime() - sentAt);
      throttle.done(
          answer instanceof Answer.Refused refused
              && (refused.code() == 429 || refused.code() >= 500),
          turnAt);
      told.accept(answer);
    }
  }
}
