package dev.muster.simulations.kube;

import dev.muster.simulations.TestServer;
import org.junit.jupiter.api.Tag;

/** The client against either server, seen from outside alone. */
@Tag(TestServer.BOTH)
final class ClientIT extends ClientBehaviour {
  private final TestServer server = TestServer.bare();

  @Override
  void stop() {
    server.close();
  }

  @Override
  String kubeconfig() {
    return server.kubeconfig();
  }

  @Override
  void addElsewhere(String name, String value) {
    var fresh = map(name, value);
    fresh.put("apiVersion", "v1");
    fresh.put("kind", "ConfigMap");
    server.create(fresh);
  }

  @Override
  void changeElsewhere(String name, String value) {
    var unused = server.patch("v1", "ConfigMap", name, "", "{data: {value: '" + value + "'}}");
  }
}
