/**
 * Reading Kubernetes objects as plain trees: quantities, what a pod asks for, where it may go.
 * Written for the embedded cluster and its observer alone, so that neither shares a mistake with
 * the scheduler.
 */
@NullMarked
package dev.muster.simulations.live.objects;

import org.jspecify.annotations.NullMarked;
