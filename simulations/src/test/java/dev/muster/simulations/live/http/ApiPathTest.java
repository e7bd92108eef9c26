package dev.muster.simulations.live.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class ApiPathTest {
  private static ApiPath path(String path) {
    return ApiPath.of(path).orElseThrow();
  }

  @Test
  void everyShapeOfAddressIsRead() {
    assertThat(path("/api/v1/nodes")).isEqualTo(new ApiPath("", "v1", "", "nodes", "", ""));
    assertThat(path("/api/v1/nodes/n/status"))
        .isEqualTo(new ApiPath("", "v1", "", "nodes", "n", "status"));
    assertThat(path("/api/v1/namespaces/a/pods/p/"))
        .isEqualTo(new ApiPath("", "v1", "a", "pods", "p", ""));
    assertThat(path("/apis/g.dev/v1beta2/namespaces/a/things/t/status"))
        .isEqualTo(new ApiPath("g.dev", "v1beta2", "a", "things", "t", "status"));
    assertThat(path("/apis/g.dev/v1/things"))
        .isEqualTo(new ApiPath("g.dev", "v1", "", "things", "", ""));
  }

  @Test
  void namespacesAreAKindOfTheirOwn() {
    assertThat(path("/api/v1/namespaces"))
        .isEqualTo(new ApiPath("", "v1", "", "namespaces", "", ""));
    assertThat(path("/api/v1/namespaces/a"))
        .isEqualTo(new ApiPath("", "v1", "", "namespaces", "a", ""));
    assertThat(path("/api/v1/namespaces/a/status"))
        .isEqualTo(new ApiPath("", "v1", "", "namespaces", "a", "status"));
    assertThat(path("/api/v1/namespaces/a/pods"))
        .isEqualTo(new ApiPath("", "v1", "a", "pods", "", ""));
  }

  @Test
  void namesAreDecodedButPlusStays() {
    assertThat(path("/api/v1/namespaces/a/pods/caf%C3%A9+x%2Fy").name()).isEqualTo("café+x/y");
    assertThatThrownBy(() -> ApiPath.of("/api/v1/nodes/%zz"))
        .isInstanceOf(Refusal.class)
        .hasMessage("the path has a broken escape: %zz");
  }

  @Test
  void documentsAreNoResources() {
    for (var path : new String[] {"/", "/api", "/api/v1", "/apis/g", "/apis/g/v1", "/version/x"}) {
      assertThat(ApiPath.of(path)).as(path).isEmpty();
    }
  }
}
