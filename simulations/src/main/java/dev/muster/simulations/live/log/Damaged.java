package dev.muster.simulations.live.log;

import java.io.IOException;

/** Data that somebody was promised cannot be read; says where, and what can be done. */
public final class Damaged extends IOException {
  private static final long serialVersionUID = 1;

  Damaged(String message) {
    super(message);
  }
}
