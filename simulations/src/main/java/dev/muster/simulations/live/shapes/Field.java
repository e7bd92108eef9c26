package dev.muster.simulations.live.shapes;

import org.jspecify.annotations.Nullable;

/**
 * A named field of an object.
 *
 * @param required whether an object without it is refused
 * @param written whether it is written even without a value, as null or zero
 * @param keepsZero whether zero is a value of its own, not the absence of one
 * @param patched how a strategic merge patch goes about an object that stands there
 * @param preset what stands there if nothing is given; null if nothing does
 */
public record Field(
    Shape shape,
    boolean required,
    boolean written,
    boolean keepsZero,
    Patched patched,
    @Nullable Object preset) {

  /** What becomes of an object that a strategic merge patch names. */
  public enum Patched {
    /** Its fields are patched. */
    MERGED,
    /** The same, and the patch may say which of them are kept. */
    RETAINING,
    /** The patch takes its place. */
    REPLACED
  }
}
