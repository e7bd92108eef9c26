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
 * What each gang's own life has to do now, and when it next has something to do. A gang that has
 * nothing to do and did not change is left alone until its time comes; one that had something is
 * asked again each time, for as long as nobody did it.
 */
public final class Agenda {
  private record Timer(long at, String uid) implements Comparable<Timer> {
    @Override
    public int compareTo(Timer other) {
      int order = Long.compare(at, other.at);
      return order != 0 ? order : uid.compareTo(other.uid);
    }
  }

  private final TreeMap<String, List<Action>> todo = new TreeMap<>();
  private final Map<String, Timer> timers = new HashMap<>();
  private final TreeSet<Timer> next = new TreeSet<>();

  /** Notes a gang's actions and its next time, in place of what was noted before. */
  public void put(String uid, List<Action> actions, OptionalLong wakeAt) {
    remove(uid);
    if (!actions.isEmpty()) {
      todo.put(uid, actions);
    }
    if (wakeAt.isPresent()) {
      var timer = new Timer(wakeAt.getAsLong(), uid);
      timers.put(uid, timer);
      next.add(timer);
    }
  }

  public void remove(String uid) {
    todo.remove(uid);
    var timer = timers.remove(uid);
    if (timer != null) {
      next.remove(timer);
    }
  }

  /** Who has to be asked again at {@code now}, changed or not; in no order. */
  public List<String> due(long now) {
    var due = new ArrayList<String>(todo.keySet());
    for (var timer : next) {
      if (timer.at > now) {
        break;
      }
      if (!todo.containsKey(timer.uid)) {
        due.add(timer.uid);
      }
    }
    return due;
  }

  /** All actions, in order of UID. */
  public List<Action> actions() {
    var actions = new ArrayList<Action>();
    todo.values().forEach(actions::addAll);
    return actions;
  }

  /** The earliest time of any. */
  public OptionalLong wakeAt() {
    return next.isEmpty() ? OptionalLong.empty() : OptionalLong.of(next.first().at);
  }
}
