package dev.muster.scheduler.kube.map;

import dev.muster.scheduler.demand.Tree;
import dev.muster.scheduler.model.FaultTolerance;
import dev.muster.scheduler.model.Mcad;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What an AppWrapper that was submitted in MCAD's version says of its order and its waits, in
 * today's terms. Today's own annotations win over it, and what is malformed counts as not there.
 */
final class McadMap {
  private static final long SECOND = 1000;

  /** Far more than anybody wraps, or names. */
  private static final int MOST_ITEMS = 1_000;

  private static final int MOST_WORDS = 32;

  /** In seconds; a wait is cut at the ceiling anyway. */
  private static final long LONGEST = 10L * 366 * 24 * 3600;

  /** MCAD's second edition writes fields that the first did not have, and waits otherwise. */
  private static final long USUAL_WAIT = 300;

  private static final long USUAL_WAIT_OF_SECOND = 270;
  private static final long USUAL_PAUSE_OF_SECOND = 90;
  private static final long USUAL_DELETION_OF_SECOND = 570;

  private final Tree scheduling;
  private final Tree requeuing;

  private McadMap(Tree spec) {
    scheduling = spec.get("mcad", "schedulingSpec");
    requeuing = scheduling.get("requeuing");
  }

  /** The priority that it names itself; empty if its pods' PriorityClass decides. */
  static OptionalInt priority(Tree spec) {
    var said = whole(spec.get("mcad", "priority"));
    return said.isPresent()
        ? OptionalInt.of(Math.clamp(said.getAsLong(), Integer.MIN_VALUE, Integer.MAX_VALUE))
        : OptionalInt.empty();
  }

  /**
   * What holds unless its annotations say otherwise.
   *
   * @param resets how often it was queued again, by which its waits grow
   */
  static FaultToleranceDefaults waits(Tree spec, int resets, FaultToleranceDefaults defaults) {
    var mcad = new McadMap(spec);
    var values = mcad.limited(defaults.values());
    return new FaultToleranceDefaults(
        isMcads(spec) ? mcad.waiting(values, resets).withoutSuccessTtl() : values,
        defaults.gracePeriodCeiling());
  }

  /** What it says of its course; empty if it was submitted in today's version. */
  static Optional<Mcad> course(Tree spec) {
    if (!isMcads(spec)) {
      return Optional.empty();
    }
    var mcad = new McadMap(spec);
    long least = whole(mcad.scheduling.get("minAvailable")).orElse(0);
    var completion =
        spec.get("components").items().stream()
            .limit(MOST_ITEMS)
            .map(item -> words(item.get("mcad", "completionstatus").text("")))
            .toList();
    return Optional.of(
        new Mcad(
            (int) Math.clamp(least, -1, Integer.MAX_VALUE), mcad.isOfSecondEdition(), completion));
  }

  /** Whether it was submitted in MCAD's version: the conversion leaves that behind. */
  private static boolean isMcads(Tree spec) {
    return spec.get("mcad").value() instanceof Map;
  }

  private static List<String> words(String list) {
    return Stream.of(list.split(",", MOST_WORDS))
        .map(word -> word.strip().toLowerCase(Locale.ROOT))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  private FaultTolerance waiting(FaultTolerance usual, int resets) {
    long wait = wait(resets) * SECOND;
    boolean second = isOfSecondEdition();
    return new FaultTolerance(
        wait,
        wait,
        wait,
        seconds("pauseTimeInSeconds", second ? USUAL_PAUSE_OF_SECOND : -1, usual.retryPause()),
        retryLimit(),
        seconds(
            "forceDeletionTimeInSeconds",
            second ? USUAL_DELETION_OF_SECOND : -1,
            usual.forcefulDeletionGrace()),
        usual.deletionOnFailureGrace(),
        usual.successTtl(),
        usual.runTimeLimit(),
        usual.terminalExitCodes(),
        usual.retryableExitCodes());
  }

  private FaultTolerance limited(FaultTolerance usual) {
    long limit = some(scheduling.get("dispatchDuration", "limit")).orElse(0);
    return new FaultTolerance(
        usual.admissionGrace(),
        usual.warmupGrace(),
        usual.failureGrace(),
        usual.retryPause(),
        usual.retryLimit(),
        usual.forcefulDeletionGrace(),
        usual.deletionOnFailureGrace(),
        usual.successTtl(),
        limit == 0 ? usual.runTimeLimit() : limit * SECOND,
        usual.terminalExitCodes(),
        usual.retryableExitCodes());
  }

  /** In seconds: it doubles, or grows by the first wait, or stays; up to a cap. */
  private long wait(int resets) {
    long usual =
        some(requeuing.get("timeInSeconds"))
            .orElse(isOfSecondEdition() ? USUAL_WAIT_OF_SECOND : USUAL_WAIT);
    long first = some(requeuing.get("initialTimeInSeconds")).orElse(usual);
    long cap = some(requeuing.get("maxTimeInSeconds")).orElse(LONGEST);
    return Math.min(resets <= 0 ? first : grown(usual, first, resets), cap);
  }

  private long grown(long usual, long first, int resets) {
    return switch (requeuing.get("growthType").text("exponential")) {
      case "exponential", "" -> doubled(usual, resets);
      case "linear" -> first > LONGEST / (resets + 1L) ? LONGEST : first * (resets + 1L);
      default -> usual;
    };
  }

  private static long doubled(long usual, int times) {
    long wait = usual;
    for (int i = 0; i < times && wait < LONGEST; i++) {
      wait *= 2;
    }
    return Math.min(wait, LONGEST);
  }

  private int retryLimit() {
    long most = some(requeuing.get("maxNumRequeuings")).orElse(Integer.MAX_VALUE);
    return (int) Math.min(most, Integer.MAX_VALUE);
  }

  private boolean isOfSecondEdition() {
    return !requeuing.get("forceDeletionTimeInSeconds").isAbsent()
        || !requeuing.get("pauseTimeInSeconds").isAbsent()
        || whole(scheduling.get("minAvailable")).orElse(0) == -1;
  }

  /** In milliseconds; a fallback below 0 is none. */
  private long seconds(String field, long fallback, long otherwise) {
    long said = some(requeuing.get(field)).orElse(fallback);
    return said < 0 ? otherwise : said * SECOND;
  }

  /** A number above 0, which stands for none. */
  private static OptionalLong some(Tree place) {
    var said = whole(place);
    return said.isPresent() && said.getAsLong() > 0
        ? OptionalLong.of(Math.min(said.getAsLong(), LONGEST))
        : OptionalLong.empty();
  }

  private static OptionalLong whole(Tree place) {
    return place.value() instanceof Long || place.value() instanceof Integer
        ? OptionalLong.of(((Number) place.value()).longValue())
        : OptionalLong.empty();
  }
}
