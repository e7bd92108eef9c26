package dev.muster.scheduler.kube;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Port: one API server, as the shell uses it, on JSON trees ({@code Map<String, Object>} of maps,
 * lists, strings, longs, doubles, booleans and nulls; integers always arrive as {@code Long}).
 *
 * <p>No call blocks and none throws for what the server says. Every answer and every watch event is
 * handed to the one inbox that an implementation was made with, never delivered inside the call, so
 * that the owner of the inbox stays the only writer of its state. Every call is answered exactly
 * once. Nothing is retried here: whoever calls knows whether a repetition is safe.
 */
public interface Api {

  /** Kinds of one version, addressed by their plural name; {@code group} is empty for core. */
  record Kind(String group, String version, String plural, boolean namespaced) {
    public String apiVersion() {
      return group.isEmpty() ? version : group + "/" + version;
    }
  }

  /** One object; {@code namespace} is empty for cluster-scoped kinds. */
  record Ref(Kind kind, String namespace, String name) {}

  /** How a patch body is to be read. */
  enum PatchType {
    MERGE("application/merge-patch+json"),
    JSON("application/json-patch+json");

    private final String mediaType;

    PatchType(String mediaType) {
      this.mediaType = mediaType;
    }

    public String mediaType() {
      return mediaType;
    }
  }

  /**
   * How soon a call goes where calls have to wait for one another. No rank starves: some of the
   * turns are for those behind.
   */
  enum Rank {
    /** What everything else waits for: one write at a time. */
    FIRST,
    /** What makes a decision visible. */
    SOON,
    USUAL,
    /** What is for people to read. */
    LAST
  }

  /** What came of a call. */
  sealed interface Answer {
    /** It was done; {@code object} is the server's answer. */
    record Done(Map<String, @Nullable Object> object) implements Answer {}

    /**
     * The server refused.
     *
     * @param code HTTP status
     * @param reason the Status object's reason, as {@code Conflict}
     * @param retryAfterMillis 0 if the server named no time
     */
    record Refused(int code, String reason, String message, long retryAfterMillis)
        implements Answer {}

    /** Nobody knows: the answer was lost or late. It may have been done. */
    record Unknown(String problem) implements Answer {
      /** A write that never left, because whoever asked for it may not write any more. */
      public static final Unknown HELD_BACK = new Unknown("not sent: this process does not lead");
    }
  }

  /** What came of listing; {@code objects} is complete and consistent as of {@code version}. */
  sealed interface Listing {
    record Complete(List<Map<String, @Nullable Object>> objects, String version)
        implements Listing {}

    record Failed(Answer why) implements Listing {}
  }

  /** What a watch tells, in this order: Relisting, Put*, Listed, then Put, Gone and Alive. */
  sealed interface WatchEvent {
    /** A new complete list begins: what was known stays valid until {@link Listed}. */
    record Relisting() implements WatchEvent {}

    /** The object is, or became, this. */
    record Put(Map<String, @Nullable Object> object) implements WatchEvent {}

    /** The object is gone; this is its last known state. */
    record Gone(Map<String, @Nullable Object> object) implements WatchEvent {}

    /** The list is complete: whatever was not put since {@link Relisting} is gone. */
    record Listed(String version) implements WatchEvent {}

    /** Nothing new up to this version. */
    record Alive(String version) implements WatchEvent {}

    /**
     * The watch broke and is being set up again; what was known may be out of date.
     *
     * @param denied whether it broke because the process has no right to list these objects
     */
    record Broken(String problem, boolean denied) implements WatchEvent {
      public Broken(String problem) {
        this(problem, false);
      }
    }
  }

  /** Ends a watch; no event comes after it returns. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }

  void get(Ref ref, Consumer<Answer> then);

  /** Lists all objects, read consistently; empty {@code namespace} = all namespaces. */
  void list(Kind kind, String namespace, String labelSelector, Consumer<Listing> then);

  void create(
      Kind kind, String namespace, Map<String, @Nullable Object> object, Consumer<Answer> then);

  /** Creates a subresource of the object, as {@code binding} or {@code eviction} of a pod. */
  void create(
      Ref ref, String subresource, Map<String, @Nullable Object> object, Consumer<Answer> then);

  /** Patches the object or, if {@code subresource} is not empty, that part of it. */
  void patch(Ref ref, String subresource, PatchType type, Object body, Consumer<Answer> then);

  /** Deletes; {@code options} is the body of a DeleteOptions ({@code preconditions} and so on). */
  void delete(Ref ref, Map<String, @Nullable Object> options, Consumer<Answer> then);

  /** Lists and watches all namespaces for ever; breaks are mended and reported as events. */
  Subscription watch(Kind kind, String labelSelector, Consumer<WatchEvent> events);

  /** The same server, asked with this rank; an implementation in which nothing waits has none. */
  default Api ranked(Rank rank) {
    return this;
  }

  /** Finds the served kind of an object by its {@code apiVersion} and {@code kind}. */
  void resolve(String apiVersion, String kind, Consumer<Optional<Kind>> then);
}
