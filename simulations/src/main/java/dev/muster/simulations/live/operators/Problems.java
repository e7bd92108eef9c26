package dev.muster.simulations.live.operators;

/** Hears of what goes wrong and does not mend itself. Called on the loop. */
public interface Problems {
  /** A write that only concerns a controller's own doing was refused; it is tried again. */
  void refused(String what);

  /** The watch of a kind does not work; it is set up again. */
  void broken(String plural, String problem);
}
