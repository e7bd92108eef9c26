package dev.muster.simulations.torture;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which kinds of harm come in the scripts of a seed, and how often at most; which of them a seed
 * really has is drawn, since some faults only hurt where others do not hide them.
 */
enum Profile {
  /** Users alone; nothing goes wrong. */
  CALM,
  /** Calls are lost, doubled, late and refused. */
  CALLS {
    @Override
    void faults(Map<Act, Integer> most) {
      calls(most);
      most.put(Act.SUSPEND, 8);
    }
  },
  /** Watches are late, silent, cut, and tell things twice. */
  WATCHES {
    @Override
    void faults(Map<Act, Integer> most) {
      watches(most);
    }
  },
  /** Schedulers end at their writes. */
  CRASHES {
    @Override
    void faults(Map<Act, Integer> most) {
      crashes(most);
    }
  },
  /** Leaders are frozen, cut off and slow, and wake up late. */
  LEADERS {
    @Override
    void faults(Map<Act, Integer> most) {
      leaders(most);
      most.put(Act.LATE_WRITES, 3);
      most.put(Act.SUSPEND, 6);
    }
  },
  /** Nodes and pods fail, strangers take room, the webhook is away. */
  WORLD {
    @Override
    void faults(Map<Act, Integer> most) {
      world(most);
    }
  },
  /** People edit, suspend, delete and recreate at bad moments, and submit nonsense. */
  USERS {
    @Override
    void faults(Map<Act, Integer> most) {
      users(most);
    }
  },
  /** Some of everything. */
  MIXED {
    @Override
    void faults(Map<Act, Integer> most) {
      calls(most);
      watches(most);
      crashes(most);
      leaders(most);
      world(most);
      users(most);
    }
  },
  /** Some of everything, and Jobs beside it that are queued though nothing wraps them. */
  BARE {
    @Override
    void faults(Map<Act, Integer> most) {
      MIXED.faults(most);
      most.put(Act.QUEUE_JOB, 12);
      most.put(Act.HOLD_JOB, 5);
      most.put(Act.DELETE_JOB, 3);
    }

    @Override
    Set<Act> always() {
      return Set.of(Act.QUEUE_JOB);
    }
  };

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How often each kind comes at most in one seed. */
  Map<Act, Integer> faults() {
    var most = new EnumMap<Act, Integer>(Act.class);
    faults(most);
    return most;
  }

  void faults(Map<Act, Integer> most) {}

  /** What is in every one of its scripts. */
  Set<Act> always() {
    return Set.of();
  }

  private static void calls(Map<Act, Integer> most) {
    most.put(Act.LOSE_REQUESTS, 4);
    most.put(Act.LOSE_ANSWERS, 4);
    most.put(Act.LATE_WRITES, 4);
    most.put(Act.LATE_CREATES, 6);
    most.put(Act.ERRORS, 3);
    most.put(Act.DONE_ERRORS, 3);
    most.put(Act.OVERLOAD, 3);
    most.put(Act.CONFLICTS, 3);
    most.put(Act.FORBID, 2);
    most.put(Act.LOSE_READS, 3);
    most.put(Act.DELAY_CALLS, 3);
  }

  private static void watches(Map<Act, Integer> most) {
    most.put(Act.LAG_WATCHES, 5);
    most.put(Act.SILENCE, 3);
    most.put(Act.CUT_WATCHES, 8);
    most.put(Act.REPEAT_EVENTS, 4);
    most.put(Act.OLD_LISTS, 4);
    most.put(Act.COMPACT, 8);
  }

  private static void crashes(Map<Act, Integer> most) {
    most.put(Act.CRASH, 5);
    most.put(Act.CRASH_AT, 15);
  }

  private static void leaders(Map<Act, Integer> most) {
    most.put(Act.STALL_AT, 20);
    most.put(Act.FREEZE, 6);
    most.put(Act.SKEW, 4);
    most.put(Act.SLOW, 2);
    most.put(Act.LOSE_REQUESTS, 4);
  }

  private static void world(Map<Act, Integer> most) {
    most.put(Act.FAIL_POD, 6);
    most.put(Act.DELETE_POD, 6);
    most.put(Act.SURPLUS, 6);
    most.put(Act.GUEST, 4);
    most.put(Act.CORDON, 3);
    most.put(Act.NOT_READY, 3);
    most.put(Act.LOSE_GPUS, 3);
    most.put(Act.WEBHOOK_DOWN, 2);
    most.put(Act.BREAK_NODE, 2);
  }

  private static void users(Map<Act, Integer> most) {
    most.put(Act.SUSPEND, 5);
    most.put(Act.DELETE, 4);
    most.put(Act.RECREATE, 4);
    most.put(Act.ANNOTATE, 5);
    most.put(Act.DELETE_CHILD, 3);
    most.put(Act.DROP_FINALIZER, 2);
    most.put(Act.SQUAT, 3);
    most.put(Act.POISON, 4);
    most.put(Act.FLOOD, 1);
  }
}
