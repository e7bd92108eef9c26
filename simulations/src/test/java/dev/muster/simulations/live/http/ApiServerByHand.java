package dev.muster.simulations.live.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Serves until its standard input ends; writes the kubeconfig to the file that it is given. */
final class ApiServerByHand {
  private ApiServerByHand() {}

  public static void main(String[] arguments) throws IOException {
    var kubeconfig = Path.of(arguments[0]).toAbsolutePath();
    int port = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 0;
    try (var running = Running.at(port, 20_000)) {
      Files.writeString(kubeconfig, running.server.kubeconfig());
      System.out.println("serving at port " + running.server.port());
      while (System.in.read() >= 0) {
        running.failures.forEach(Throwable::printStackTrace);
        running.failures.clear();
      }
    }
  }
}
