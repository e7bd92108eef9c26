package dev.muster.simulations.live.http;

import dev.muster.simulations.live.store.Callout;
import dev.muster.simulations.live.store.Request;
import dev.muster.simulations.live.store.Response;
import dev.muster.simulations.live.store.Store;
import java.util.Optional;

/**
 * Where webhooks behind services are. This cluster has no network of its own, so only services of
 * type ExternalName lead anywhere. Confined to the loop.
 */
final class ServiceAddresses implements HttpsCallout.Services {
  private final Store store;

  ServiceAddresses(Store store) {
    this.store = store;
  }

  @Override
  public Optional<String> host(Callout.Address.Service service) {
    var type = store.type("", "v1", "services").orElseThrow();
    var found = store.handle(Request.get(type, service.namespace(), service.name()));
    return found instanceof Response.Success success
        ? Optional.of(Views.object(success.body().get("spec")))
            .map(spec -> spec.get("externalName"))
            .map(Object::toString)
        : Optional.empty();
  }
}
