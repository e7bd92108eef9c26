package dev.muster.scheduler.kube.watch;

/** A wrapped object of an attempt that should be there and is not seen. */
public record Doubt(String gangUid, int epoch, int component) {}
