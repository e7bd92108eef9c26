package dev.muster.simulations.kube;

/** What can happen on a {@link FaultyWire}. */
enum WireFault {
  /** Connections end at once with a reset, whatever is on its way. */
  RESET(false),
  /** The same, but both ends hear a goodbye (FIN). */
  CLOSED(false),
  /** Connections end in the middle of what is being said next. */
  TORN(true),
  /** What the process says does not arrive for a while; nothing of it is lost. */
  MUTE(true),
  /** What the server says does not arrive for a while. */
  DEAF(true),
  /** Both: half-open connections, and new ones that nobody answers. */
  STALLED(true),
  /** The connections of this moment stay open and carry nothing ever again; new ones do. */
  DEAD(false),
  /** All that is said comes late. */
  LATE(true),
  /** Few bytes a second pass. */
  NARROW(true),
  /** New connections are reset. */
  REFUSED(true);

  private final boolean lasting;

  WireFault(boolean lasting) {
    this.lasting = lasting;
  }

  /** Whether it goes on until it is ended. */
  boolean lasting() {
    return lasting;
  }
}
