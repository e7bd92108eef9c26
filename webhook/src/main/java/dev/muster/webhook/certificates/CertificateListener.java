package dev.muster.webhook.certificates;

/** Hears, on the loop, what becomes of the webhook's certificate. */
public interface CertificateListener {
  /** From now on it is served with this one. */
  void serve(Generation generation);

  /** What stands in the Secret will not do, and not only because its time is nearly over. */
  void unusable(String why);
}
