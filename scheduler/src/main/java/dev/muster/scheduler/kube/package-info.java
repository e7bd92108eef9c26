/**
 * The shell: everything between the API server and the decision. {@link
 * dev.muster.scheduler.kube.Api} is the port, {@code client} its implementation over the wire,
 * {@code map} turns JSON trees into the model and back, {@code watch} keeps the mirror, {@code act}
 * makes plans true.
 */
@NullMarked
package dev.muster.scheduler.kube;

import org.jspecify.annotations.NullMarked;
