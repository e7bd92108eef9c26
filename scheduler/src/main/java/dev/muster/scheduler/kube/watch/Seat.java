package dev.muster.scheduler.kube.watch;

/** A held pod and the node that it is to have. */
public record Seat(String gangUid, PodEntry pod, String node) {}
