package dev.muster.webhook.decide;

/**
 * Decides on what somebody sends: {@code (AdmissionRequest, Facts) -> Admission}, total and pure.
 *
 * <p>Promise: deciding again on what came of it changes nothing more. Called by the HTTP face, and
 * in process by simulations.
 */
public final class Admitter {
  private Admitter() {}

  /** The decision. */
  public static Admission admit(AdmissionRequest request, Facts facts) {
    return new Admission(PlacementGate.additions(request, facts));
  }
}
