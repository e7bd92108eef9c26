package dev.muster.scheduler.kube.client;

import dev.muster.scheduler.kube.Loop;
import io.fabric8.kubernetes.client.Config;

/** How to reach an API server, and as whom. */
public sealed interface Connection {
  /** As a kubeconfig's current context says; {@code yaml} is the text of the file. */
  record Kubeconfig(String yaml) implements Connection {}

  /** As a process in a pod, or as kubectl would: service account, {@code KUBECONFIG}, home. */
  record Surroundings() implements Connection {}

  /**
   * A client of its own; connects nothing yet.
   *
   * @throws IllegalArgumentException if the kubeconfig cannot be read
   */
  default Client client(Loop inbox, Limits limits, CallListener listener) {
    return new Client(config(), inbox, limits, listener);
  }

  private Config config() {
    return switch (this) {
      case Kubeconfig kubeconfig -> {
        try {
          yield Config.fromKubeconfig(kubeconfig.yaml());
        } catch (RuntimeException unreadable) {
          throw new IllegalArgumentException(
              "not a kubeconfig: " + unreadable.getMessage(), unreadable);
        }
      }
      case Surroundings surroundings -> Config.autoConfigure(null);
    };
  }
}
