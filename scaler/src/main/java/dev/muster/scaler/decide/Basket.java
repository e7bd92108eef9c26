package dev.muster.scaler.decide;

import dev.muster.scaler.decide.cover.CoverResult;
import dev.muster.scaler.decide.cover.MachineKind;
import dev.muster.scaler.model.Line;
import dev.muster.scaler.model.Offer;
import dev.muster.scheduler.decide.draft.Host;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a gang can be put on, as kinds of machines: those that are there, idle ones that would be
 * given its label, and those of each offer. Keeps what each kind was made of.
 */
final class Basket {
  /** What one kind was made of: one of the two lists is empty, or both for what is there. */
  private record Source(List<Offer> offers, List<String> idle) {}

  private static final Comparator<Offer> SOONEST_FIRST =
      Comparator.comparingLong(Offer::readyMillis).thenComparing(Offer::group);

  private final List<Long> need;
  private final boolean complete;
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

  /** How many pods of each part, and so many thousandths more. */
  List<Long> need(long slack) {
    return need.stream().map(pods -> pods + Math.ceilDiv(pods * slack, 1000)).toList();
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

  void closed(String group) {
    closed.add(group);
  }

  List<MachineKind> kinds() {
    return kinds;
  }

  /** Nodes that are there, and cost nothing. */
  void there(List<List<Integer>> mixtures, int nodes) {
    add(mixtures, nodes, 0, false, new Source(List.of(), List.of()));
  }

  /** Nodes that are there, and would have to be labelled: used before anything is bought. */
  void idle(List<List<Integer>> mixtures, List<Host> nodes) {
    var names = nodes.stream().map(Host::name).sorted().toList();
    add(mixtures, names.size(), 1, false, new Source(List.of(), names));
  }

  /** Offers whose machines hold the same; those of one weight are one kind. */
  void offers(List<List<Integer>> mixtures, List<Offer> offers, Weights weights) {
    var byWeight = new TreeMap<Long, List<Offer>>();
    for (var offer : offers) {
      byWeight.computeIfAbsent(weights.of(offer), weight -> new ArrayList<>()).add(offer);
    }
    byWeight.forEach((weight, alike) -> {
      long room = alike.stream().mapToLong(Offer::room).sum();
      var sorted = alike.stream().sorted(SOONEST_FIRST).toList();
      add(mixtures, room, weight, true, new Source(sorted, List.of()));
    });
  }

  private void add(
      List<List<Integer>> mixtures, long most, long weight, boolean bought, Source source) {
    kinds.add(new MachineKind(mixtures, Math.min(most, MachineKind.MOST), weight, bought));
    sources.add(source);
  }

  /** The idle nodes that are to be labelled, by name. */
  List<String> labels(CoverResult.Covered cover) {
    var names = new ArrayList<String>();
    for (int kind = 0; kind < kinds.size(); kind++) {
      var idle = sources.get(kind).idle();
      if (!idle.isEmpty()) {
        names.addAll(idle.subList(0, Math.toIntExact(cover.machines().get(kind))));
      }
    }
    return names.stream().sorted().toList();
  }

  /** What is to be bought, in order of groups. */
  List<Line> lines(CoverResult.Covered cover) {
    SortedMap<String, Integer> machines = new TreeMap<>();
    for (int kind = 0; kind < kinds.size(); kind++) {
      if (kinds.get(kind).bought()) {
        spread(sources.get(kind).offers(), Math.toIntExact(cover.machines().get(kind)), machines);
      }
    }
    return machines.entrySet().stream()
        .map(entry -> new Line(entry.getKey(), entry.getValue()))
        .toList();
  }

  /** All from one group where one has so many, else from as few as can be; the soonest of those. */
  private static void spread(
      List<Offer> soonestFirst, int wanted, SortedMap<String, Integer> machines) {
    int left = wanted;
    var open = new ArrayList<>(soonestFirst);
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
