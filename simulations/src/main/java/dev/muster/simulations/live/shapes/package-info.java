/**
 * What the objects of each built-in kind look like: fields, types, and how lists merge. Facts
 * alone; {@code live.store} acts on them and {@code live.http} shows them.
 */
@NullMarked
package dev.muster.simulations.live.shapes;

import org.jspecify.annotations.NullMarked;
