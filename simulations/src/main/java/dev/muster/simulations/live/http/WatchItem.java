package dev.muster.simulations.live.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What goes through a {@link WatchPipe}. */
sealed interface WatchItem {
  /** An object is, became, or was last this; {@code type} as the wire says it. */
  record Event(String type, Map<String, @Nullable Object> object) implements WatchItem {}

  /** Everything up to this version has been told. */
  record Bookmark(long version) implements WatchItem {}

  /** The watch cannot go on. */
  record Failed(Map<String, @Nullable Object> status) implements WatchItem {}

  /** Nothing follows. */
  record End() implements WatchItem {}
}
