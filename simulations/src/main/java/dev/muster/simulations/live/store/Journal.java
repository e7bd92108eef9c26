package dev.muster.simulations.live.store;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a store's changes are kept beyond the process. Implemented by {@code live.log} on files;
 * the store itself does no input or output. Called on the store's thread only.
 *
 * <p>Promises: what was appended is told again by {@link #replay} in the same order, whole or cut
 * off at one place; nothing that {@link #settle} called kept lies behind that place.
 */
public interface Journal {
  /** Keeps nothing: the store lives as long as its process. */
  Journal NONE = new Forgetful();

  /**
   * One change as it is kept.
   *
   * @param resource plural and group of the kind
   * @param object the object as it became, or for a deletion its last state
   * @param identities how many names and UIDs the store had made by then
   */
  record Entry(
      long version,
      ChangeType type,
      String resource,
      Map<String, @Nullable Object> object,
      String user,
      long identities) {}

  /** A stored object and its kind. */
  record Kept(String resource, Map<String, @Nullable Object> object) {}

  /** All that a store holds at one moment; definitions stand before the objects of their kinds. */
  record Contents(long version, long identities, List<Kept> objects) {
    public Contents {
      objects = List.copyOf(objects);
    }
  }

  /** Takes in what was kept: the contents of some moment, and every change after it. */
  interface Reader {
    void begin(Contents contents);

    void next(Entry entry);
  }

  /** A change that cannot be kept, and therefore must not be made. */
  final class Unwritable extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Unwritable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** Tells what was kept before this process; called once, before anything is appended. */
  void replay(Reader reader);

  /**
   * Takes over a change that is about to be made. It is safe only once {@link #settle} says so.
   *
   * @throws Unwritable if it cannot, in which case nothing of it is kept
   */
  void append(Entry entry);

  /** Whether so much was appended since the last contents that new ones are worth their while. */
  boolean wantsContents();

  /** Replaces all that was appended so far by what came of it. */
  void compact(Contents contents);

  /**
   * Calls {@code kept} once everything appended before is safe, at once if it is already, or else
   * {@code lost} with the reason why it is not and never will be. From any thread; in the order of
   * the calls to this method. Neither may throw.
   */
  void settle(Runnable kept, Consumer<String> lost);
}
