package dev.muster.scaler.decide;

import dev.muster.scaler.decide.cover.CoverResult;
import dev.muster.scaler.decide.cover.MachineKind;
import dev.muster.scaler.model.Line;
import dev.muster.scaler.model.Offer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ObjIntConsumer;

/**
 * What a gang can be put on, as kinds of machines: those that are there, idle ones that would be
 * given its label, and those of each offer. Keeps what each kind was made of.
 */
final class Basket {
  /** What one kind was made of: one of the two lists is empty, or both for what is there. */
  private record Source(List<Offer> offers, List<String> idle) {}

  /** Kinds that one kind of more than {@link MachineKind#MOST} machines is told as, at most. */
  private static final int MOST_PIECES = 4;

  /** Of what weighs the same: known prices before unknown ones, the cheapest, then the soonest. */
  private static final Comparator<Offer> CHEAPEST_FIRST =
      Comparator.comparing((Offer offer) -> !offer.isPriced())
          .thenComparingLong(Offer::price)
          .thenComparingLong(Offer::readyMillis)
          .thenComparing(Offer::group);

  private final List<Long> need;
  private boolean complete;
  private long reopens = Long.MAX_VALUE;
  private final List<MachineKind> kinds = new ArrayList<>();
  private final List<Source> sources = new ArrayList<>();
  private final TreeSet<String> closed = new TreeSet<>();
  private long floor;

  /**
   * For {@code need} pods of each part; {@code complete}: whether every way to fill a machine, and
   * all that is there, will be in it.
   */
  Basket(List<Long> need, boolean complete) {
    this.need = need;
    this.complete = complete;
  }

  /** How many pods of each part, and so many thousandths more of what there are several of. */
  List<Long> need(long slack) {
    return need.stream()
        .map(pods -> pods <= 1 ? pods : pods + Math.ceilDiv(pods * slack, 1000))
        .toList();
  }

  /** Whether the cheapest of what is in it is the cheapest that there is. */
  boolean complete() {
    return complete;
  }

  /** What is bought weighs at least this, however machines are filled. */
  long floor() {
    return floor;
  }

  void floor(long weight) {
    floor = weight;
  }

  /** The groups that would have been in it if they took orders. */
  List<String> closed() {
    return List.copyOf(closed);
  }

  void closed(Offer offer) {
    closed.add(offer.group());
    reopens = Math.min(reopens, offer.closedUntil());
  }

  /** When the first of them does again, epoch milliseconds; far away if there is none. */
  long reopens() {
    return reopens;
  }

  List<MachineKind> kinds() {
    return kinds;
  }

  /** Nodes that are there, and cost nothing. */
  void there(List<List<Integer>> mixtures, int nodes) {
    add(mixtures, nodes, 0, false, new Source(List.of(), List.of()));
  }

  /** Nodes that are there, and would have to be labelled: used before anything is bought. */
  void idle(List<List<Integer>> mixtures, List<String> leastFirst) {
    add(mixtures, leastFirst.size(), 1, false, new Source(List.of(), leastFirst));
  }

  /** Offers whose machines hold the same; those of one weight are one kind. */
  void offers(List<List<Integer>> mixtures, List<Offer> offers, Weights weights) {
    var byWeight = new TreeMap<Long, List<Offer>>();
    for (var offer : offers) {
      byWeight.computeIfAbsent(weights.of(offer), weight -> new ArrayList<>()).add(offer);
    }
    byWeight.forEach((weight, alike) -> {
      long room = alike.stream().mapToLong(Offer::room).sum();
      var sorted = alike.stream().sorted(CHEAPEST_FIRST).toList();
      add(mixtures, room, weight, true, new Source(sorted, List.of()));
    });
  }

  private void add(
      List<List<Integer>> mixtures, long most, long weight, boolean bought, Source source) {
    long left = bought ? Math.min(most, pods()) : most;
    for (int piece = 0; piece < MOST_PIECES && left > 0; piece++) {
      kinds.add(new MachineKind(mixtures, Math.min(left, MachineKind.MOST), weight, bought));
      sources.add(source);
      left -= MachineKind.MOST;
    }
    complete &= left <= 0;
  }

  /** More machines than these are of no use: each that is holds a pod. */
  private long pods() {
    return Math.max(1, need.stream().mapToLong(pods -> 2 * pods).sum()); // with all slack
  }

  /** The idle nodes that are to be labelled, by name. */
  List<String> labels(CoverResult.Covered cover) {
    var names = new ArrayList<String>();
    each(
        cover,
        (source, machines) -> {
          if (!source.idle().isEmpty()) {
            names.addAll(source.idle().subList(0, machines));
          }
        });
    return names.stream().sorted().toList();
  }

  /** What is to be bought, in order of groups. */
  List<Line> lines(CoverResult.Covered cover) {
    SortedMap<String, Integer> machines = new TreeMap<>();
    each(
        cover,
        (source, count) -> {
          if (!source.offers().isEmpty()) {
            spread(source.offers(), count, machines);
          }
        });
    return machines.entrySet().stream()
        .map(entry -> new Line(entry.getKey(), entry.getValue()))
        .toList();
  }

  /** How many machines are taken of what, the pieces of one kind together. */
  private void each(CoverResult.Covered cover, ObjIntConsumer<Source> consumer) {
    for (int kind = 0; kind < kinds.size(); kind++) {
      if (kind == 0 || sources.get(kind) != sources.get(kind - 1)) {
        long machines = 0;
        for (int i = kind; i < kinds.size() && sources.get(i) == sources.get(kind); i++) {
          machines += cover.machines().get(i);
        }
        consumer.accept(sources.get(kind), Math.toIntExact(machines));
      }
    }
  }

  /**
   * All from one group where one has so many, else from as few as can be; the cheapest of those.
   */
  private static void spread(
      List<Offer> cheapestFirst, int wanted, SortedMap<String, Integer> machines) {
    int left = wanted;
    var open = new ArrayList<>(cheapestFirst);
    while (left > 0) {
      int needed = left;
      var next =
          open.stream()
              .filter(offer -> offer.room() >= needed)
              .findFirst()
              .orElseGet(
                  () -> open.stream().max(Comparator.comparingInt(Offer::room)).orElseThrow());
      open.remove(next);
      int taken = Math.min(left, next.room());
      machines.put(next.group(), taken);
      left -= taken;
    }
  }
}
