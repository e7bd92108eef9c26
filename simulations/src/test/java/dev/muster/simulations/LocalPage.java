package dev.muster.simulations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** What a program on this machine answers. {@code code} is 0 while nobody does. */
public record LocalPage(int code, String text) {
  /** A port that was free a moment ago. */
  public static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  public static LocalPage get(int port, String path) {
    try (var client = HttpClient.newHttpClient()) {
      var uri = URI.create("http://127.0.0.1:" + port + path);
      var request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
      var response = client.send(request, BodyHandlers.ofString());
      return new LocalPage(response.statusCode(), response.body());
    } catch (IOException notYet) {
      return new LocalPage(0, String.valueOf(notYet.getMessage()));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }
}
