package dev.muster.webhook.certificates;

import java.util.Optional;

/** Sees to it that API servers believe what the webhook serves with. Confined to the loop. */
public sealed interface Certificates permits CertificateKeeper, GivenCertificate {
  /** Begins; never ends. */
  void start();

  /** What is still to come before API servers can believe it; empty when they do. Any thread. */
  Optional<String> missing();
}
