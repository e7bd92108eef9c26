package dev.muster.scheduler.kube.client;

import dev.muster.scheduler.kube.Api.Answer;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Port: the network between a {@link Client} and its API server. When a call may go, how long it is
 * waited for, and what is done about pages, breaks and old versions, is decided above it; so the
 * faults of a network can be played below all of that.
 */
public interface Wire extends AutoCloseable {
  /**
   * One request.
   *
   * @param path relative to the server's root, with its query
   * @param mediaType of the body; empty for reads
   * @param body a JSON tree; null for reads
   */
  record Call(String method, String path, String mediaType, @Nullable Object body) {
    static Call get(String path) {
      return new Call("GET", path, "", null);
    }

    public boolean isWrite() {
      return !method.equals("GET");
    }
  }

  /** An answer that was longer than whoever asked wants to read. */
  Answer.Unknown TOO_LONG = new Answer.Unknown("the answer is too long");

  /** A call under way. */
  interface Pending {
    /** Nobody waits for its answer any more, nor for the rest of one that has begun. */
    void cancel();
  }

  /**
   * What is waited for.
   *
   * @param millis after which nobody waits any more
   * @param bytes of which an answer may have so many; a longer one is {@link #TOO_LONG}
   */
  record Bounds(long millis, int bytes) {}

  /** A watch under way. On the loop. */
  interface Stream {
    /** Ends it from our side; its reader hears no more. */
    void close();

    /** Ends it without a word: the connections go too. */
    void abandon();
  }

  /** Is told of everything that a watch brings, on the loop: messages, then one end or failure. */
  interface Reader {
    void opened();

    /** {@code message} has a {@code type} and an {@code object}. */
    void message(Map<String, @Nullable Object> message);

    void ended();

    /**
     * It broke, or was refused.
     *
     * @param code HTTP status of a refusal; 0 if there was none
     */
    void failed(int code, String problem);
  }

  /** Sends it, once. {@code then} hears of it at most once, on any thread; perhaps never. */
  Pending send(Call call, Bounds bounds, Consumer<Answer> then);

  /** Opens a watch, of which nothing is told before this returns. */
  Stream watch(String path, Reader reader);

  /** Closes the connections; what is under way is answered as unknown, or never. */
  @Override
  void close();
}
