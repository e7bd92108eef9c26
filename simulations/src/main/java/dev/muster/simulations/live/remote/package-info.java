/**
 * The controllers of the embedded cluster as guests of another one: checked whether they may and
 * can be, started, stopped.
 */
@NullMarked
package dev.muster.simulations.live.remote;

import org.jspecify.annotations.NullMarked;
