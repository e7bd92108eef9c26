package dev.muster.simulations.live.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A kubeconfig for one user of the embedded API server, as kubectl and client libraries read it.
 */
final class Kubeconfig {
  private static final String TEMPLATE =
      """
      apiVersion: v1
      kind: Config
      current-context: muster-demo
      clusters:
      - name: muster-demo
        cluster:
          server: https://127.0.0.1:%d
          certificate-authority-data: %s
      users:
      - name: "%s"
        user:
          token: "%s"
      contexts:
      - name: muster-demo
        context:
          cluster: muster-demo
          namespace: default
          user: "%s"
      """;

  private Kubeconfig() {}

  static String yaml(int port, String authorityPem, String user, String token) {
    var authority =
        Base64.getEncoder().encodeToString(authorityPem.getBytes(StandardCharsets.UTF_8));
    var name = user.replace("\\", "\\\\").replace("\"", "\\\"");
    return TEMPLATE.formatted(port, authority, name, token, name);
  }
}
