/**
 * JSON trees to the model and back: total functions without I/O. What is malformed gets a default
 * or becomes part of the value that is returned; nothing throws.
 */
@NullMarked
package dev.muster.scheduler.kube.map;

import org.jspecify.annotations.NullMarked;
