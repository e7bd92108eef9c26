package dev.muster.simulations.live.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Removes Events that nobody wrote to for an hour, as an API server does by default. */
final class Expiry {
  static final long LIFE_MILLIS = 60L * 60 * 1000;
  private static final String USER = "system:apiserver";

  /** An Event and when it was written last. */
  private record Written(ResourceType type, Key key, long at) {}

  private final Database database;
  private final LongSupplier nowEpochMillis;
  private final Map<String, Written> oldestFirst = new LinkedHashMap<>(); // by UID

  Expiry(Database database, LongSupplier nowEpochMillis) {
    this.database = database;
    this.nowEpochMillis = nowEpochMillis;
  }

  /** Takes in what is there already; it was written when it was created, as far as one can see. */
  void begin() {
    var present = new LinkedHashMap<String, Written>();
    for (var type : BuiltInKinds.ALL) {
      if (isEvent(type)) {
        for (Map<String, @Nullable Object> event : database.all(type).values()) {
          var created = Trees.textAt(event, "metadata", "creationTimestamp");
          long at = Times.parse(created).orElse(nowEpochMillis.getAsLong());
          present.put(Metadata.uid(event), new Written(type, Key.of(event), at));
        }
      }
    }
    present.entrySet().stream()
        .sorted(Comparator.comparingLong(entry -> entry.getValue().at))
        .forEach(entry -> oldestFirst.put(entry.getKey(), entry.getValue()));
  }

  private static boolean isEvent(ResourceType type) {
    return type.plural().equals("events");
  }

  /** Takes notice of a change that has been made. */
  void follow(Change change) {
    if (!isEvent(change.resource())) {
      return;
    }
    Map<String, @Nullable Object> event = change.object();
    oldestFirst.remove(Metadata.uid(event));
    if (change.type() != ChangeType.DELETED) {
      var written = new Written(change.resource(), Key.of(event), nowEpochMillis.getAsLong());
      oldestFirst.put(Metadata.uid(event), written);
    }
  }

  /** Removes what is due. */
  void run() {
    long due = nowEpochMillis.getAsLong() - LIFE_MILLIS;
    for (var written : due(due)) {
      var event = database.get(written.type, written.key);
      if (event != null) {
        var unused = database.remove(written.type, event, USER);
      }
    }
  }

  private List<Written> due(long before) {
    var result = new ArrayList<Written>();
    for (var written : oldestFirst.values()) {
      if (written.at > before) {
        break;
      }
      result.add(written);
    }
    return result;
  }
}
