package dev.muster.scheduler.decide.draft;

import dev.muster.scheduler.model.Constraints;
import dev.muster.scheduler.model.Resources;
import java.util.Arrays;

/**
 * What the packing sees of a pod: what it takes and where it may run. Pods of equal shape are one
 * object, so that shapes compare by identity and an answer found for one holds for all.
 */
public final class PodShape {
  private static final byte UNKNOWN = 0;
  private static final byte ALLOWED = 1;
  private static final byte EXCLUDED = 2;

  private final Resources footprint;
  private final Constraints constraints;

  // Derived from the lens in use; renewed when it changes.
  private int[] dimensions = {};
  private long[] amounts = {};
  private long[] dense = {};
  private byte[] allowed = {};

  PodShape(Resources footprint, Constraints constraints) {
    this.footprint = footprint;
    this.constraints = constraints;
  }

  /** What one such pod takes, its pod slot included. */
  public Resources footprint() {
    return footprint;
  }

  public Constraints constraints() {
    return constraints;
  }

  /** How many resources it asks for; at least one, for there is always the pod slot. */
  public int size() {
    return dimensions.length;
  }

  /** The dimension of its resource at {@code index}; ascending. */
  public int dimension(int index) {
    return dimensions[index];
  }

  /** What it takes of its resource at {@code index}; more than 0. */
  public long amount(int index) {
    return amounts[index];
  }

  /** What it takes in {@code dimension}; 0 if nothing. */
  public long in(int dimension) {
    return dense[dimension];
  }

  void look(Lens lens) {
    dense = lens.vector(footprint);
    dimensions = new int[footprint.size()];
    amounts = new long[footprint.size()];
    for (int i = 0; i < dimensions.length; i++) {
      dimensions[i] = lens.dimension(footprint.name(i));
      amounts[i] = footprint.amount(i);
    }
    allowed = new byte[8];
  }

  boolean allowedOn(Traits traits) {
    if (traits.id() >= allowed.length) {
      allowed = Arrays.copyOf(allowed, Math.max(traits.id() + 1, 2 * allowed.length));
    }
    if (allowed[traits.id()] == UNKNOWN) {
      allowed[traits.id()] = traits.exclusion(this).isEmpty() ? ALLOWED : EXCLUDED;
    }
    return allowed[traits.id()] == ALLOWED;
  }

  @Override
  public String toString() {
    return footprint + " where " + constraints;
  }
}
