package dev.muster.simulations.live.http;

import dev.muster.simulations.live.store.Options;
import dev.muster.simulations.live.store.Request;
import dev.muster.simulations.live.store.ResourceType;
import dev.muster.simulations.live.store.Response;
import dev.muster.simulations.live.store.Store;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The schemas in the stored definitions of custom kinds, as of one moment. */
final class Definitions {
  private final TreeMap<String, Map<?, ?>> schemas = new TreeMap<>();

  Definitions(Store store) {
    store
        .type("apiextensions.k8s.io", "v1", "customresourcedefinitions")
        .ifPresent(type -> read(store.handle(Request.list(type, "", Options.NONE))));
  }

  /** The schema that this kind was defined with. */
  Optional<Map<?, ?>> schema(ResourceType type) {
    return Optional.ofNullable(schemas.get(type.qualifiedName() + "/" + type.version()));
  }

  private void read(Response response) {
    switch (response) {
      case Response.Success success -> Views.objects(success.body()).forEach(this::read);
      case Response.Failure failure ->
          throw new IllegalStateException("definitions cannot be listed: " + failure.message());
    }
  }

  private void read(Map<String, @Nullable Object> definition) {
    var name = Views.object(definition.get("metadata")).get("name");
    if (Views.object(definition.get("spec")).get("versions") instanceof List<?> versions) {
      for (var version : versions) {
        var fields = Views.object(version);
        if (Views.object(fields.get("schema")).get("openAPIV3Schema") instanceof Map<?, ?> schema) {
          schemas.put(name + "/" + fields.get("name"), schema);
        }
      }
    }
  }
}
