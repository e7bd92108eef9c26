package dev.muster.scheduler.kube.rights;

/** What an API server says of a {@link Right}. */
public sealed interface Permission {
  Permission GRANTED = new Granted();
  Permission DENIED = new Denied();

  /** They may. */
  record Granted() implements Permission {}

  /** They may not. */
  record Denied() implements Permission {}

  /** Nobody could tell; whoever needs a yes has none. */
  record Unknown(String problem) implements Permission {}
}
