package dev.muster.simulations.live.http;

/** What a list, a watch or the deletion of a collection says of the state that it is about. */
final class ListOptions {
  private static final String MATCH = "resourceVersionMatch";
  private static final String EXACT = "Exact";
  private static final String NOT_OLDER = "NotOlderThan";
  private static final String INITIAL = "sendInitialEvents";

  private ListOptions() {}

  /** Whether a list is of the very version that it names; so is every page without other word. */
  static boolean exact(Call call) {
    var match = call.query(MATCH);
    var version = call.query("resourceVersion");
    boolean paged = Queries.number(call, "limit").orElse(0) > 0 && call.query("continue").isEmpty();
    return match.equals(EXACT)
        || (match.isEmpty() && paged && !version.isEmpty() && !version.equals("0"));
  }

  /** Refuses with 422 what a list, or the deletion of a collection, cannot ask for. */
  static void checkList(Call call) {
    var flaws = new Flaws();
    var match = call.query(MATCH);
    if (!match.isEmpty()) {
      checkMatch(call, match, flaws);
    }
    if (call.query().containsKey(INITIAL)) {
      flaws.forbidden(INITIAL, "sendInitialEvents is forbidden for list");
    }
    flaws.refuse("meta.k8s.io", "ListOptions");
  }

  private static void checkMatch(Call call, String match, Flaws flaws) {
    var version = call.query("resourceVersion");
    if (version.isEmpty()) {
      flaws.forbidden(
          MATCH, "resourceVersionMatch is forbidden unless resourceVersion is provided");
    }
    checkFirstPage(call, flaws);
    if (!match.equals(EXACT) && !match.equals(NOT_OLDER)) {
      flaws.unsupported(MATCH, match, EXACT, NOT_OLDER, "");
    }
    if (match.equals(EXACT) && version.equals("0")) {
      flaws.forbidden(
          MATCH, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
    }
  }

  private static void checkFirstPage(Call call, Flaws flaws) {
    if (!call.query("continue").isEmpty()) {
      flaws.forbidden(MATCH, "resourceVersionMatch is forbidden when continue is provided");
    }
  }

  /**
   * Refuses with 422 what a watch cannot ask for. That includes a list as its beginning, in the
   * words of a server that has this switched off: clients list first when they hear them.
   */
  static void checkWatch(Call call) {
    var flaws = new Flaws();
    var match = call.query(MATCH);
    boolean initial = call.query().containsKey(INITIAL);
    if (initial && !match.equals(NOT_OLDER)) {
      flaws.forbidden(
          MATCH, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
    }
    if (initial) {
      flaws.forbidden(
          INITIAL,
          "sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled");
    }
    if (!match.isEmpty()) {
      checkWatchMatch(call, match, initial, flaws);
    }
    flaws.refuse("meta.k8s.io", "ListOptions");
  }

  private static void checkWatchMatch(Call call, String match, boolean initial, Flaws flaws) {
    if (!initial) {
      flaws.forbidden(
          MATCH,
          "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
    }
    if (!match.equals(NOT_OLDER)) {
      flaws.unsupported(MATCH, match, NOT_OLDER);
    }
    checkFirstPage(call, flaws);
  }
}
