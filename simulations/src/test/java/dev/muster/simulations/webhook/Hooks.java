package dev.muster.simulations.webhook;

import dev.muster.simulations.Objects;
import dev.muster.simulations.TestServer;
import dev.muster.simulations.live.objects.Trees;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The registrations of the manifests, at the address of a test's own webhook. */
final class Hooks {
  private static final String PODS = "pods.muster.dev";

  private Hooks() {}

  /** Has the server call this address for all of it, or for pods alone. */
  static void register(TestServer server, String address, TestWebhook.Scope scope) {
    for (var file : List.of("registration", "validation")) {
      var path = Path.of(System.getProperty("muster.root"), "manifests/webhook/" + file + ".yaml");
      var registration = Objects.documents(path).getFirst();
      var called = new ArrayList<@Nullable Object>();
      for (var hook : Trees.maps(registration, "webhooks")) {
        var at = Trees.text(hook, "clientConfig", "service", "path");
        hook.put("clientConfig", Trees.object("url", address + at));
        if (scope == TestWebhook.Scope.ALL || Trees.text(hook, "name").equals(PODS)) {
          called.add(hook);
        }
      }
      registration.put("webhooks", called);
      server.create(registration);
    }
  }

  /** Has the server convert AppWrappers there; authorities that were entered stay. */
  static void convert(TestServer server, String address) {
    server.patch(
        "apiextensions.k8s.io/v1",
        "CustomResourceDefinition",
        "appwrappers.workload.codeflare.dev",
        "",
        """
        {spec: {conversion: {strategy: Webhook, webhook:
          {conversionReviewVersions: [v1], clientConfig: {service: null, url: '%s/convert'}}}}}
        """
            .formatted(address));
  }
}
