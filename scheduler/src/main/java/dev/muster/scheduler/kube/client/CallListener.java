package dev.muster.scheduler.kube.client;

/** Hears of every call to the API server that is over, on the loop; watches apart. */
@FunctionalInterface
public interface CallListener {
  /** Who does not care. */
  CallListener NONE = (method, code, nanos) -> {};

  /**
   * A call is over.
   *
   * @param method of HTTP
   * @param code HTTP status; 0 = no answer that can be read
   * @param nanos since it was sent
   */
  void onCall(String method, int code, long nanos);
}
