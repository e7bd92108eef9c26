/**
 * The controllers of the embedded cluster: a scheduler, a kubelet, Ray, jobs, deployments and the
 * garbage collector. Each is level-triggered: a change names an object, and a task on the loop
 * makes the world fit what that object says, however often it runs. They know the API server's
 * store and nothing of Muster, just as the real ones do.
 */
@NullMarked
package dev.muster.simulations.live.operators;

import org.jspecify.annotations.NullMarked;
