package dev.muster.scheduler.model;

import java.util.ArrayList;
import java.util.List;

/**
 * What MCAD's clients read of a gang that was submitted in MCAD's version; the words are MCAD's.
 *
 * @param firstSeen epoch milliseconds
 * @param firstDispatched the same; 0 before its first admission
 * @param conditions what happened, oldest first; one of each type and reason, told anew in place
 */
public record McadStatus(
    Words words,
    long firstSeen,
    long firstDispatched,
    Asked asked,
    Pods pods,
    List<Condition> conditions) {
  /** More than there are kinds of them. */
  private static final int MOST_CONDITIONS = 64;

  /** What others say may be longer than anybody reads. */
  private static final int LONGEST = 1_024;

  /**
   * Clients take all of these or none.
   *
   * @param queueJobState the same in more words
   */
  public record Words(String state, String queueJobState, boolean canRun) {
    public static final Words INIT = new Words("Pending", "Init", false);
  }

  /**
   * What it asks for.
   *
   * @param cpu in thousandths
   * @param memory in bytes
   * @param gpus whole ones
   * @param waitSeconds for so long is waited for pods before it is queued again
   */
  public record Asked(
      int minAvailable, int priority, long cpu, long memory, long gpus, long waitSeconds) {
    public static final Asked NOTHING = new Asked(0, 0, 0, 0, 0, 0);
  }

  /** How many pods are in which state. */
  public record Pods(int pending, int running, int succeeded, int failed) {
    public static final Pods NONE = new Pods(0, 0, 0, 0);
  }

  /** That something happened: times in epoch milliseconds, first and last. */
  public record Condition(String type, String reason, String message, long since, long updated) {}

  public McadStatus {
    conditions = List.copyOf(conditions);
  }

  /** Of a gang that was first seen now. */
  public static McadStatus first(Asked asked, long now) {
    return new McadStatus(Words.INIT, now, 0, asked, Pods.NONE, List.of())
        .with("Init", "", "", now)
        .with("Queueing", "AwaitingHeadOfLine", "", now)
        .withWords(new Words("Pending", "Queueing", false));
  }

  public McadStatus withWords(Words newWords) {
    return new McadStatus(newWords, firstSeen, firstDispatched, asked, pods, conditions);
  }

  public McadStatus withAsked(Asked newAsked) {
    return new McadStatus(words, firstSeen, firstDispatched, newAsked, pods, conditions);
  }

  public McadStatus withPods(Pods newPods) {
    return new McadStatus(words, firstSeen, firstDispatched, asked, newPods, conditions);
  }

  /** Started, for the first time or again. */
  public McadStatus dispatched(long now) {
    long first = firstDispatched == 0 ? now : firstDispatched;
    return new McadStatus(words, firstSeen, first, asked, pods, conditions);
  }

  /** Tells that this happened. */
  public McadStatus with(String type, String reason, String message, long now) {
    var words = message.length() <= LONGEST ? message : message.substring(0, LONGEST);
    var told = new ArrayList<Condition>();
    boolean known = false;
    for (var old : conditions) {
      boolean same = old.type().equals(type) && old.reason().equals(reason);
      known |= same;
      told.add(same ? new Condition(type, reason, words, old.since(), now) : old);
    }
    if (!known && told.size() < MOST_CONDITIONS) {
      told.add(new Condition(type, reason, words, now, now));
    }
    return new McadStatus(this.words, firstSeen, firstDispatched, asked, pods, told);
  }

  /** What was told last; empty if that had no words. */
  public String message() {
    Condition last = null;
    for (var condition : conditions) {
      boolean sameTime = last != null && condition.updated() == last.updated();
      boolean later = last == null || condition.updated() >= last.updated();
      last = later && !(sameTime && condition.message().isEmpty()) ? condition : last;
    }
    return last == null ? "" : last.message();
  }

  /** Waiting for this reason. */
  McadStatus waiting(Verdict verdict, long now) {
    return switch (verdict.code()) {
      case BEHIND_HEAD ->
          with("Queueing", "AwaitingHeadOfLine", "", now)
              .withWords(new Words("Pending", "Queueing", false));
      case HELD_BY_USER -> withWords(new Words("Pending", "Queueing", false));
      case NODES_IN_USE, NODES_TOO_SMALL, NODE_QUARANTINED, SEARCH_LIMIT ->
          with("HeadOfLine", "FrontOfQueue.", "", now)
              .backoff("Insufficient resources to dispatch AppWrapper.", now);
      case FORBIDDEN, BAD_OBJECT -> backoff(verdict.sentence(), now);
    };
  }

  private McadStatus backoff(String message, long now) {
    return with("Backoff", "AppWrapperNotRunnable.", message, now)
        .withWords(new Words("Pending", "Backoff", false));
  }
}
