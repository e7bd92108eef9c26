package dev.muster.scheduler.decide.fit;

import dev.muster.scheduler.decide.draft.Host;

/** {@code pods} pods of a gang shape's part (by index) on one node. */
public record Piece(int part, Host host, int pods) {}
