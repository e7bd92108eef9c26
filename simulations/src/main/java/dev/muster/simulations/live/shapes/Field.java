package dev.muster.simulations.live.shapes;

import org.jspecify.annotations.Nullable;

/**
 * A named field of an object.
 *
 * @param required whether an object without it is refused
 * @param written whether it is written even without a value, as null or zero
 * @param keepsZero whether zero is a value of its own, not the absence of one
 * @param retains whether a strategic merge patch may name the fields below it that are kept
 * @param preset what stands there if nothing is given; null if nothing does
 */
public record Field(
    Shape shape,
    boolean required,
    boolean written,
    boolean keepsZero,
    boolean retains,
    @Nullable Object preset) {}
