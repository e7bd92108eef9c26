package dev.muster.simulations.bench;

import dev.muster.simulations.live.objects.Trees;
import dev.muster.simulations.report.Distribution;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What a bench found. */
public final class BenchReport {
  /** What was written besides the gangs themselves, and how often the watches broke meanwhile. */
  record Besides(
      int ledger, int gates, int children, int events, int watchBreaks, String lastBreak) {}

  private static final int NANO_DIGITS = 9;
  private final BenchOptions options;
  private final List<ServerRates.Row> rates;
  private final List<GangTimes> gangs;
  private final Besides besides;
  private final Optional<Consumption.Figures> consumption;
  private final boolean complete;

  BenchReport(
      BenchOptions options,
      List<ServerRates.Row> rates,
      List<GangTimes> gangs,
      Besides besides,
      Optional<Consumption.Figures> consumption,
      boolean complete) {
    this.options = options;
    this.rates = List.copyOf(rates);
    this.gangs = List.copyOf(gangs);
    this.besides = besides;
    this.consumption = consumption;
    this.complete = complete;
  }

  /** Whether every gang came as far as it had to. */
  public boolean isComplete() {
    return complete;
  }

  BenchOptions options() {
    return options;
  }

  List<ServerRates.Row> rates() {
    return rates;
  }

  Besides besides() {
    return besides;
  }

  Optional<Consumption.Figures> consumption() {
    return consumption;
  }

  long count(Predicate<GangTimes> which) {
    return gangs.stream().filter(which).count();
  }

  /** From the first creation to the last of that; empty if there is none. */
  Optional<BigDecimal> seconds(ToLongFunction<GangTimes> when) {
    long first = gangs.stream().mapToLong(GangTimes::sentAt).min().orElse(0);
    long last = gangs.stream().mapToLong(when).max().orElse(0);
    return last == 0
        ? Optional.empty()
        : Optional.of(
            BigDecimal.valueOf(last - first, NANO_DIGITS).setScale(3, RoundingMode.HALF_UP));
  }

  /** Admissions by second, from the first creation to the last admission. */
  Optional<BigDecimal> admissionsPerSecond() {
    return seconds(GangTimes::admittedAt)
        .filter(seconds -> seconds.signum() > 0)
        .map(seconds ->
            BigDecimal.valueOf(count(GangTimes::isAdmitted))
                .divide(seconds, 1, RoundingMode.HALF_UP));
  }

  /** The server's best rate of status patches. */
  Optional<BigDecimal> statusPatchRate() {
    return rates.stream().map(ServerRates.Row::statusPatch).max(BigDecimal::compareTo);
  }

  /** Admissions as a share of the status patches that the server can do. */
  Optional<BigDecimal> shareOfServer() {
    return statusPatchRate()
        .filter(rate -> rate.signum() > 0)
        .flatMap(
            rate -> admissionsPerSecond().map(own -> own.divide(rate, 3, RoundingMode.HALF_UP)));
  }

  /** Milliseconds from one thing to another, of all gangs that came so far. */
  Distribution millis(ToLongFunction<GangTimes> from, ToLongFunction<GangTimes> to) {
    var micros =
        gangs.stream()
            .filter(gang -> to.applyAsLong(gang) > 0)
            .mapToLong(gang -> (to.applyAsLong(gang) - from.applyAsLong(gang)) / 1000)
            .toArray();
    return new Distribution(micros, 3);
  }

  /** Counts of all gangs that came so far. */
  Distribution counts(Predicate<GangTimes> which, ToLongFunction<GangTimes> count) {
    return new Distribution(gangs.stream().filter(which).mapToLong(count).toArray(), 0);
  }

  /** All of it as a tree of maps, lists, texts and numbers. */
  public Map<String, @Nullable Object> toTree() {
    return Trees.object(
        "bench", bench(),
        "server", server(),
        "admitted", admitted(),
        "bound", came(GangTimes::isBound, GangTimes::boundAt),
        "succeeded", came(GangTimes::isSucceeded, GangTimes::succeededAt),
        "triedAgain", Trees.object("gangs", count(GangTimes::isTriedAgain)),
        "millis",
            Trees.object(
                "createToAdmitted", millis(GangTimes::sentAt, GangTimes::admittedAt).toTree(),
                "admittedToBound", millis(GangTimes::admittedAt, GangTimes::boundAt).toTree(),
                "createToBound", millis(GangTimes::sentAt, GangTimes::boundAt).toTree()),
        "writesPerGang", writes(),
        "besides", besidesTree(),
        "scheduler", consumption.map(BenchReport::tree).orElse(null));
  }

  private Map<String, @Nullable Object> bench() {
    var load = options.load();
    return Trees.object(
        "gangs",
        (long) load.count(),
        "shape",
        load.gangs().title(),
        "podsPerGang",
        (long) load.gangs().pods(),
        "everyMillis",
        load.everyMillis(),
        "nodes",
        (long) options.nodes().stream().mapToInt(group -> group.count()).sum(),
        "complete",
        complete);
  }

  private List<@Nullable Object> server() {
    return rates.stream()
        .<@Nullable Object>map(row ->
            Trees.object(
                "inFlight", (long) row.inFlight(),
                "createsPerSecond", row.create(),
                "statusPatchesPerSecond", row.statusPatch()))
        .toList();
  }

  private Map<String, @Nullable Object> admitted() {
    var tree = came(GangTimes::isAdmitted, GangTimes::admittedAt);
    tree.put("perSecond", admissionsPerSecond().orElse(null));
    tree.put("shareOfStatusPatchRate", shareOfServer().orElse(null));
    return tree;
  }

  private Map<String, @Nullable Object> came(
      Predicate<GangTimes> which, ToLongFunction<GangTimes> when) {
    return Trees.object("gangs", count(which), "seconds", seconds(when).orElse(null));
  }

  private Map<String, @Nullable Object> writes() {
    return Trees.object(
        "queuedToAdmitted", counts(GangTimes::isAdmitted, GangTimes::writesToAdmission).toTree(),
        "queuedToBound", counts(GangTimes::isBound, GangTimes::writesToBound).toTree(),
        "all", counts(gang -> true, GangTimes::writes).toTree());
  }

  private Map<String, @Nullable Object> besidesTree() {
    return Trees.object(
        "ledger", (long) besides.ledger(),
        "children", (long) besides.children(),
        "gates", (long) besides.gates(),
        "events", (long) besides.events(),
        "watchBreaks", (long) besides.watchBreaks());
  }

  private static Map<String, @Nullable Object> tree(Consumption.Figures figures) {
    return Trees.object(
        "source", figures.source(),
        "cpuMillis", figures.cpuMillis().orElse(null),
        "peakBytes", figures.peakBytes().orElse(null),
        "apiCalls", figures.calls());
  }
}
