package dev.muster.simulations.live.store;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A kind that a CustomResourceDefinition brought.
 *
 * @param storage the version under which objects are stored, served or not
 * @param versions the served ones, the preferred one first
 * @param conversion the webhook that converts between versions; null if they differ in name alone
 */
record CustomKind(
    String qualifiedName,
    ResourceType storage,
    List<Version> versions,
    @Nullable Conversion conversion,
    boolean terminating) {
  /** Where in an object of a kind with a scale the numbers stand; empty paths if it has none. */
  record ScalePaths(String specReplicas, String statusReplicas, String labelSelector) {}

  /** One served version. */
  record Version(ResourceType type, Schema schema, ScalePaths scale) {}

  CustomKind {
    versions = List.copyOf(versions);
  }

  Optional<Version> version(ResourceType type) {
    for (var version : versions) {
      if (version.type().version().equals(type.version())) {
        return Optional.of(version);
      }
    }
    return Optional.empty();
  }
}
