package dev.muster.webhook.decide;

import dev.muster.scheduler.model.User;

/** What a decision depends on besides the request, and only the API server knows. */
public sealed interface Question {
  /** Does a scheduler lead? One whose lease was renewed so lately that it may still write. */
  record Leads() implements Question {}

  /** Where are objects of this kind served? */
  record ServedAt(String apiVersion, String kind) implements Question {}

  /** May this user create such objects in this namespace? */
  record MayCreate(User user, Place place, String namespace) implements Question {}

  /**
   * Where objects of a kind are served.
   *
   * @param group empty for core
   * @param namespaced whether they are in namespaces
   */
  record Place(String group, String version, String plural, boolean namespaced) {}
}
