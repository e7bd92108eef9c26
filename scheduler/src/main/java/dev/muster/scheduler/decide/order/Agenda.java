package dev.muster.scheduler.decide.order;

import dev.muster.scheduler.model.Action;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What each gang's own life has to do now, and when it next has something else to do. A gang that
 * did not change is left alone until its time comes, also while its errand, which every plan names,
 * is being done: a plan costs little more for a thousand gangs that are under way.
 */
public final class Agenda {
  private record Timer(long at, String uid) implements Comparable<Timer> {
    @Override
    public int compareTo(Timer other) {
      int order = Long.compare(at, other.at);
      return order != 0 ? order : uid.compareTo(other.uid);
    }
  }

  private record Errand(List<Action> actions, OptionalLong repeatMillis) {}

  private final TreeMap<String, Errand> todo = new TreeMap<>();
  private final TreeSet<String> passing = new TreeSet<>();
  private final TreeMap<Long, Integer> repeats = new TreeMap<>();
  private final Map<String, Timer> timers = new HashMap<>();
  private final TreeSet<Timer> next = new TreeSet<>();

  /**
   * Notes a gang's actions in place of what was noted before.
   *
   * @param changesAt until when they stay as they are; empty = until the gang changes
   * @param repeatMillis after how long they are to be done again; empty for actions that hold only
   *     at the time that they were asked for, and are asked for again each time
   */
  public void put(
      String uid, List<Action> actions, OptionalLong changesAt, OptionalLong repeatMillis) {
    remove(uid);
    if (!actions.isEmpty()) {
      todo.put(uid, new Errand(actions, repeatMillis));
      if (repeatMillis.isPresent()) {
        repeats.merge(repeatMillis.getAsLong(), 1, Integer::sum);
      } else {
        passing.add(uid);
      }
    }
    if (changesAt.isPresent()) {
      var timer = new Timer(changesAt.getAsLong(), uid);
      timers.put(uid, timer);
      next.add(timer);
    }
  }

  public void remove(String uid) {
    var errand = todo.remove(uid);
    if (errand != null && errand.repeatMillis().isPresent()) {
      repeats.computeIfPresent(
          errand.repeatMillis().getAsLong(), (millis, count) -> count > 1 ? count - 1 : null);
    } else if (errand != null) {
      passing.remove(uid);
    }
    var timer = timers.remove(uid);
    if (timer != null) {
      next.remove(timer);
    }
  }

  /** Who has to be asked again at {@code now}, changed or not; in no order. */
  public List<String> due(long now) {
    var due = new ArrayList<String>(passing);
    for (var timer : next) {
      if (timer.at > now) {
        break;
      }
      if (!passing.contains(timer.uid)) {
        due.add(timer.uid);
      }
    }
    return due;
  }

  /** All actions, in order of UID. */
  public List<Action> actions() {
    var actions = new ArrayList<Action>(todo.size());
    todo.values().forEach(errand -> actions.addAll(errand.actions()));
    return actions;
  }

  /** The earliest time of any, a repetition counting from {@code now}. */
  public OptionalLong wakeAt(long now) {
    long at = next.isEmpty() ? Long.MAX_VALUE : next.first().at;
    long repeatAt = repeats.isEmpty() ? Long.MAX_VALUE : now + repeats.firstKey();
    long earliest = Math.min(at, repeatAt);
    return earliest == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(earliest);
  }
}
