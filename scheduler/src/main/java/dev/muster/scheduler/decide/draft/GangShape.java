package dev.muster.scheduler.decide.draft;

import java.util.ArrayList;
import java.util.List;

/**
 * What the packing sees of a gang: so many pods of each shape. Gangs of equal shape share one
 * object and thereby every answer.
 */
public final class GangShape {

  /** {@code count} pods of one shape. */
  public record Part(PodShape pod, long count) {}

  private final List<Part> sets;
  private final List<Part> parts;
  private final List<Integer> partOfSet;
  private int users;

  GangShape(List<Part> sets) {
    this.sets = List.copyOf(sets);
    var merged = new ArrayList<Part>();
    var partOf = new ArrayList<Integer>();
    for (var set : sets) {
      partOf.add(merge(set, merged));
    }
    this.parts = List.copyOf(merged);
    this.partOfSet = List.copyOf(partOf);
  }

  /** Returns the index in {@code merged}; -1 for a set without pods. */
  private static int merge(Part set, List<Part> merged) {
    if (set.count() == 0) {
      return -1;
    }
    for (int i = 0; i < merged.size(); i++) {
      var part = merged.get(i);
      if (part.pod() == set.pod()) {
        merged.set(i, new Part(part.pod(), part.count() + set.count()));
        return i;
      }
    }
    merged.add(set);
    return merged.size() - 1;
  }

  /** The distinct shapes in order of their first set, each with all its pods; none is empty. */
  public List<Part> parts() {
    return parts;
  }

  /** Which part the pods of the set at {@code index} belong to; -1 for a set without pods. */
  public int partOfSet(int index) {
    return partOfSet.get(index);
  }

  List<Part> sets() {
    return sets;
  }

  void use() {
    users++;
  }

  /** Whether nobody uses it any more. */
  boolean letGo() {
    return --users == 0;
  }
}
