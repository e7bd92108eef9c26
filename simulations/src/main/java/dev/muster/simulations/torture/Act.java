package dev.muster.simulations.torture;

import java.util.Locale;

/** What can happen in a {@link Script}, by the word that stands there. */
enum Act {
  /** A user submits the gang {@code target}; {@code detail} is its {@link Shape}. */
  SUBMIT(Group.USER, ""),
  SUSPEND(Group.USER, "F22"),
  RESUME(Group.USER, "F22"),
  DELETE(Group.USER, "F22"),
  /** Deletes the gang and submits the same once more as soon as it is gone. */
  RECREATE(Group.USER, "F22"),
  /** Edits an annotation that Muster reads. */
  ANNOTATE(Group.USER, "F1"),
  /** Deletes the first wrapped object of a gang. */
  DELETE_CHILD(Group.USER, "F22"),
  /** Somebody else's object has the name that the first object of a gang of this shape has. */
  SQUAT(Group.USER, "F22"),
  DROP_FINALIZER(Group.USER, "F22"),
  /** An object that makes no sense, of the kind that {@code detail} says. */
  POISON(Group.USER, "F28"),
  /** {@code amount} gangs at once that fit nowhere. */
  FLOOD(Group.USER, "F28"),

  /** A user creates the Job {@code target}, which names a queue; {@code detail} is its shape. */
  QUEUE_JOB(Group.USER, ""),
  HOLD_JOB(Group.USER, "F22"),
  FREE_JOB(Group.USER, "F22"),
  DELETE_JOB(Group.USER, "F22"),

  FAIL_POD(Group.WORLD, "F21"),
  DELETE_POD(Group.WORLD, "F21"),
  /** An operator makes one pod more than it should, of a gang that runs. */
  SURPLUS(Group.WORLD, "F21"),
  /** Somebody's pod that asks nobody takes {@code amount} GPUs of a node. */
  GUEST(Group.WORLD, "F21"),
  CORDON(Group.WORLD, "F20"),
  NOT_READY(Group.WORLD, "F20"),
  /** A node has {@code amount} GPUs less to give. */
  LOSE_GPUS(Group.WORLD, "F20"),
  WEBHOOK_DOWN(Group.WORLD, "F23"),
  /** Every pod on a node fails at once. */
  BREAK_NODE(Group.WORLD, "F20"),

  CRASH(Group.REPLICA, "F14"),
  /** Ends a replica at its write number {@code amount} from now; {@code detail} is the moment. */
  CRASH_AT(Group.REPLICA, "F14"),
  /**
   * A replica stands still at its write number {@code amount} from now: {@code detail} says whether
   * the write is on its way meanwhile, or was answered and the next is to come.
   */
  STALL_AT(Group.REPLICA, "F15"),
  /** A replica stands still and then goes on as if nothing had been. */
  FREEZE(Group.REPLICA, "F15"),
  /** The wall clock of a replica jumps by {@code amount} milliseconds. */
  SKEW(Group.REPLICA, "F16"),
  /** Everything that a replica does takes {@code amount} milliseconds. */
  SLOW(Group.REPLICA, "F27"),

  LOSE_REQUESTS(Group.CALLS, "F4"),
  LOSE_ANSWERS(Group.CALLS, "F5"),
  /** Writes are given up, and done up to half a minute later. */
  LATE_WRITES(Group.CALLS, "F5"),
  ERRORS(Group.CALLS, "F3"),
  /**
   * Creations of wrapped objects are given up, the user suspends and resumes the gang, and then
   * they are done, when its next attempt has just begun.
   */
  LATE_CREATES(Group.CALLS, "F5"),
  /** Errors that are told though what was asked was done. */
  DONE_ERRORS(Group.CALLS, "F5"),
  OVERLOAD(Group.CALLS, "F2"),
  CONFLICTS(Group.CALLS, "F1"),
  FORBID(Group.CALLS, "F25"),
  LOSE_READS(Group.CALLS, "F6"),
  /** Calls take up to {@code amount} milliseconds each way. */
  DELAY_CALLS(Group.DELAYS, "F9"),

  /** Events come up to {@code amount} milliseconds late, each kind by itself. */
  LAG_WATCHES(Group.DELAYS, "F7"),
  /** Nothing is heard of any watch, and then all of it. */
  SILENCE(Group.WATCHES, "F7"),
  /** All watches break, and begin again with a list. */
  CUT_WATCHES(Group.WATCHES, "F10"),
  /**
   * Of a hundred watches {@code amount} are refused as too old, and of the lists that are asked for
   * again as many are of a while ago.
   */
  OLD_LISTS(Group.CALLS, "F11"),
  /** The store forgets what was before now: watches and lists that go on from there cannot. */
  COMPACT(Group.WORLD, "F10"),
  /** Of a hundred events, {@code amount} come once more later. */
  REPEAT_EVENTS(Group.CALLS, "F13");

  /** Who does it, and what {@code amount} means. */
  enum Group {
    USER,
    WORLD,
    REPLICA,
    /** {@code amount} of a hundred are struck while it lasts. */
    CALLS,
    /** {@code amount} is the longest delay while it lasts. */
    DELAYS,
    WATCHES
  }

  private final Group group;
  private final String fault;

  Act(Group group, String fault) {
    this.group = group;
    this.fault = fault;
  }

  Group group() {
    return group;
  }

  /** The fault's number in the table of faults; empty for what is none. */
  String fault() {
    return fault;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Act of(String word) {
    for (var act : values()) {
      if (act.word().equals(word)) {
        return act;
      }
    }
    throw new IllegalArgumentException("nothing is called '" + word + "'");
  }
}
