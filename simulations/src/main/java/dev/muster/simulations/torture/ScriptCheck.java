package dev.muster.simulations.torture;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Whether a line of a script makes sense in it, so that a slip of the pen is no finding. */
final class ScriptCheck {
  private static final long MOST_GANGS_AT_ONCE = 1_000;

  private final Script script;
  private final Set<String> nodes;

  /** Of lines of {@code script}, which has none yet. */
  ScriptCheck(Script script) {
    this.script = script;
    this.nodes = new TreeSet<>(Fleet.of(script.nodes()).names());
  }

  /** {@link IllegalArgumentException} says what is wrong. */
  void check(Event event) {
    require(event.at() <= script.healed(), "it is after the healing at " + script.healed());
    require(event.lasts() <= script.end(), "it lasts longer than the whole");
    target(event);
    amount(event);
    switch (event.act()) {
      case SUBMIT -> Shape.parse(event.detail());
      case CRASH_AT -> Moment.of(event.detail());
      case STALL_AT -> Stall.of(event.detail());
      case QUEUE_JOB -> Shape.parse(event.detail());
      case SQUAT -> Shape.parse(event.detail());
      case POISON ->
          require(
              Poison.KINDS.contains(event.detail()),
              "no poison is called '" + event.detail() + "'");
      default -> {}
    }
  }

  private void target(Event event) {
    switch (event.act().group()) {
      case REPLICA, CALLS, DELAYS, WATCHES -> {
        var number = event.target().matches("s[1-9]") ? event.target().charAt(1) - '0' : 0;
        require(
            event.target().equals("all") || number >= 1 && number <= script.replicas(),
            "'%s' is neither all nor one of %d replicas"
                .formatted(event.target(), script.replicas()));
      }
      case WORLD -> {
        boolean node = !List.of(Act.FAIL_POD, Act.DELETE_POD, Act.SURPLUS).contains(event.act());
        require(!node || nodes.contains(event.target()), "there is no node " + event.target());
      }
      case USER -> {}
    }
  }

  private static void amount(Event event) {
    switch (event.act().group()) {
      case CALLS ->
          require(
              event.amount() >= 0 && event.amount() <= 100, "its amount is not 0 to 100 of 100");
      case DELAYS -> require(event.amount() >= 0, "its amount is negative");
      case WORLD -> require(event.amount() >= 0, "its amount is negative");
      case REPLICA ->
          require(event.act() == Act.SKEW || event.amount() >= 0, "its amount is negative");
      case USER ->
          require(
              event.amount() >= 0 && event.amount() <= MOST_GANGS_AT_ONCE,
              "its amount is not 0 to " + MOST_GANGS_AT_ONCE);
      case WATCHES -> {}
    }
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
  }
}
