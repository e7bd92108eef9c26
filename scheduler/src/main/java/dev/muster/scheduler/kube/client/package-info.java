/**
 * {@link dev.muster.scheduler.kube.Api} over the wire. The only package that knows the Kubernetes
 * client library, of which it uses the HTTP and WebSocket transport with its authentication, and
 * nothing that reads again or writes again by itself.
 */
@NullMarked
package dev.muster.scheduler.kube.client;

import org.jspecify.annotations.NullMarked;
