package dev.muster.scheduler.model;

import java.time.Instant;
import java.util.List;

/**
 * Why a gang waits, with the figures that would have to change.
 *
 * <p>The status condition, the metric label, the command line and the report are all made from this
 * value, so none of them can disagree.
 */
public sealed interface Verdict {

  /** What column, condition and metric call it. */
  enum Code {
    NODES_IN_USE("NodesInUse"),
    NODES_TOO_SMALL("NodesTooSmall"),
    NODE_QUARANTINED("NodeQuarantined"),
    BEHIND_HEAD("BehindHead"),
    SEARCH_LIMIT("SearchLimit"),
    HELD_BY_USER("HeldByUser"),
    FORBIDDEN("Forbidden"),
    BAD_OBJECT("BadObject");

    private final String word;

    Code(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  /**
   * Room for {@code available} of the {@code needed} pods of one pod set.
   *
   * @param resource the resource that the most nodes lack for one more such pod; empty if nodes are
   *     ruled out by labels, taints or state alone
   * @param causes why nodes take no (further) such pod, in the order of the enum, without zeros
   */
  record Shortage(
      String podSet, int needed, int available, String resource, List<CauseCount> causes) {
    public Shortage {
      causes = List.copyOf(causes);
    }
  }

  /** What keeps nodes from taking a pod. */
  enum Cause {
    NOT_READY("not ready"),
    CORDONED("cordoned"),
    QUARANTINED("quarantined"),
    TAINT("tainted"),
    SELECTOR("not selected"),
    AFFINITY("ruled out by affinity"),
    /** A pod may land there that came without the gate that should have held it. */
    UNSETTLED("open to a pod that was not held"),
    /** Eligible, but too little is free or there at all. */
    RESOURCES("too little");

    private final String words;

    Cause(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  /** {@code nodes} nodes are out for this cause. */
  record CauseCount(Cause cause, int nodes) {}

  /** Fits on the empty nodes, but not beside what is on them now. */
  record NodesInUse(Shortage shortage) implements Verdict {}

  /** Does not fit even if all its nodes were empty. */
  record NodesTooSmall(Shortage shortage) implements Verdict {}

  /**
   * A node that is kept out of use because of {@code reason}.
   *
   * @param until epoch milliseconds; 0 if until somebody opens it
   */
  record ClosedNode(String node, long until, String reason) {}

  /**
   * Would fit now if no node were quarantined.
   *
   * @param nodes the first of those that it could use
   * @param others how many more there are
   */
  record NodeQuarantined(Shortage shortage, List<ClosedNode> nodes, int others) implements Verdict {
    public NodeQuarantined {
      nodes = List.copyOf(nodes);
    }
  }

  /** Its queue is strict and {@code head} comes first. */
  record BehindHead(GangId head) implements Verdict {}

  /** The search was given up after {@code steps}; tried again when capacity changes. */
  record SearchLimit(int steps) implements Verdict {}

  /** Its user holds it. */
  record HeldByUser() implements Verdict {}

  /** Whoever submitted it may not create what it wraps; tried again after a while. */
  record Forbidden(String problem) implements Verdict {}

  /** What it asks for cannot be read. */
  record BadObject(String path, String problem) implements Verdict {}

  default Code code() {
    return switch (this) {
      case NodesInUse v -> Code.NODES_IN_USE;
      case NodesTooSmall v -> Code.NODES_TOO_SMALL;
      case NodeQuarantined v -> Code.NODE_QUARANTINED;
      case BehindHead v -> Code.BEHIND_HEAD;
      case SearchLimit v -> Code.SEARCH_LIMIT;
      case HeldByUser v -> Code.HELD_BY_USER;
      case Forbidden v -> Code.FORBIDDEN;
      case BadObject v -> Code.BAD_OBJECT;
    };
  }

  /**
   * Whether {@code other} says the same but for figures that drift with every event: the same code
   * and, for a malformed object, the same place. Only a change of this is worth a write.
   */
  default boolean sameReasonAs(Verdict other) {
    return switch (this) {
      case BadObject bad -> bad.equals(other);
      case NodesInUse v -> other instanceof NodesInUse;
      case NodesTooSmall v -> other instanceof NodesTooSmall;
      case NodeQuarantined v -> other instanceof NodeQuarantined;
      case BehindHead v -> other instanceof BehindHead;
      case SearchLimit v -> other instanceof SearchLimit;
      case HeldByUser v -> other instanceof HeldByUser;
      case Forbidden denied -> denied.equals(other);
    };
  }

  /** The reason in words, for people and for tools that search for {@code Insufficient}. */
  default String sentence() {
    return switch (this) {
      case NodesInUse v -> "Insufficient free room on the nodes: " + words(v.shortage());
      case NodesTooSmall v -> "Insufficient nodes, even if all were empty: " + words(v.shortage());
      case NodeQuarantined v ->
          "Insufficient nodes while " + words(v.nodes(), v.others()) + ": " + words(v.shortage());
      case BehindHead v ->
          "Waits behind " + v.head().namespace() + "/" + v.head().name() + " in a strict queue";
      case SearchLimit v -> "No placement found within " + v.steps() + " search steps";
      case HeldByUser v -> "Held by its user: spec.suspend is true";
      case Forbidden v -> v.problem();
      case BadObject v -> v.path() + ": " + v.problem();
    };
  }

  private static String words(List<ClosedNode> nodes, int others) {
    var text = new StringBuilder();
    var separator = "";
    for (var closed : nodes) {
      text.append(separator).append("node ").append(closed.node()).append(" is quarantined");
      if (closed.until() > 0) {
        text.append(" until ").append(Instant.ofEpochMilli(closed.until()));
      }
      text.append(closed.reason().isEmpty() ? "" : " (" + closed.reason() + ")");
      separator = ", ";
    }
    return others == 0 ? text.toString() : text + ", and " + others + " more";
  }

  private static String words(Shortage shortage) {
    var text = new StringBuilder();
    text.append(shortage.podSet()).append(" wants ").append(shortage.needed());
    text.append(shortage.needed() == 1 ? " pod, " : " pods, ");
    text.append(shortage.available()).append(shortage.available() == 1 ? " fits" : " fit");
    if (!shortage.causes().isEmpty()) {
      text.append("; nodes that take no more:");
      var separator = " ";
      for (var count : shortage.causes()) {
        text.append(separator).append(count.nodes()).append(' ').append(count.cause().words());
        if (count.cause() == Cause.RESOURCES && !shortage.resource().isEmpty()) {
          text.append(' ').append(shortage.resource());
        }
        separator = ", ";
      }
    }
    return text.toString();
  }
}
