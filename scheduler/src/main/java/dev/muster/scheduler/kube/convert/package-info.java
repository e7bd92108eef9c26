/**
 * The versions of AppWrapper, each made from the other without loss: one pure function. What the
 * wanted version has no place for is kept in a field of its spec, or of its status.
 */
@NullMarked
package dev.muster.scheduler.kube.convert;

import org.jspecify.annotations.NullMarked;
