package dev.muster.scheduler.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EndpointsTest {
  private final AtomicReference<List<String>> problems = new AtomicReference<>(List.of());
  private final AtomicReference<List<String>> missing = new AtomicReference<>(List.of());
  private final Endpoints endpoints =
      Endpoints.start(
          "127.0.0.1",
          0,
          new Endpoints.Sources(problems::get, missing::get, () -> "muster_leader 1.0\n"));

  @AfterEach
  void close() {
    endpoints.close();
  }

  @Test
  void aReadyProcessSaysOk() throws Exception {
    assertThat(call("GET", "/livez")).isEqualTo("200 ok\n");
    assertThat(call("GET", "/readyz")).isEqualTo("200 ok\n");
  }

  @Test
  void whatIsMissingIsNamedLineByLine() throws Exception {
    missing.set(List.of("the list of nodes", "the leader's lease"));
    assertThat(call("GET", "/readyz")).isEqualTo("503 the list of nodes\nthe leader's lease\n");
    assertThat(call("GET", "/livez")).isEqualTo("200 ok\n");
  }

  @Test
  void metricsArePrometheusText() throws Exception {
    assertThat(call("GET", "/metrics")).isEqualTo("200 muster_leader 1.0\n");
  }

  @Test
  void nothingElseIsAnswered() throws Exception {
    assertThat(call("POST", "/metrics")).startsWith("405");
    assertThat(call("GET", "/")).startsWith("404");
    assertThat(call("GET", "/livez/..%2f..%2fetc/passwd")).startsWith("404");
  }

  @Test
  void aTakenPortIsRefusedWithItsNumber() {
    assertThatThrownBy(() ->
            Endpoints.start(
                "127.0.0.1", endpoints.port(), new Endpoints.Sources(List::of, List::of, () -> "")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("127.0.0.1:" + endpoints.port());
  }

  private String call(String method, String path) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + endpoints.port() + path))
              .method(method, HttpRequest.BodyPublishers.noBody())
              .build();
      var response = client.send(request, HttpResponse.BodyHandlers.ofString());
      return response.statusCode() + " " + response.body();
    }
  }
}
