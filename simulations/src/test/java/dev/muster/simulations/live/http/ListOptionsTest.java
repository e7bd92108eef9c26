package dev.muster.simulations.live.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Which state of a collection a list or a watch may ask for. */
final class ListOptionsTest {
  private static final Running RUNNING = Running.inScratch();
  private static final RawClient CLIENT = new RawClient(RUNNING.server.kubeconfig());
  private static final String CONFIG_MAPS = "/api/v1/namespaces/default/configmaps";
  private static final String EXACT = "resourceVersionMatch=Exact&resourceVersion=";

  @AfterAll
  static void close() {
    CLIENT.close();
    RUNNING.close();
    assertThat(RUNNING.failures).isEmpty();
  }

  private static Object refusal(String query) {
    var answer = CLIENT.get(CONFIG_MAPS + "?" + query);
    assertThat(answer.code()).isEqualTo(422);
    return String.valueOf(answer.at("message"))
        .replace("ListOptions.meta.k8s.io \"\" is invalid: ", "");
  }

  @Test
  void anExactListIsOfTheVersionThatItNames() {
    var path = "/api/v1/namespaces/kube-public/configmaps";
    CLIENT.post(path, "{\"metadata\":{\"name\":\"first\"}}");
    var version = CLIENT.get(path).at("metadata", "resourceVersion");
    CLIENT.post(path, "{\"metadata\":{\"name\":\"second\"}}");
    CLIENT.send(CLIENT.to(path + "/first").DELETE());

    var then = CLIENT.get(path + "?" + EXACT + version);
    var paged = CLIENT.get(path + "?limit=5&resourceVersion=" + version);
    var since = CLIENT.get(path + "?resourceVersionMatch=NotOlderThan&resourceVersion=" + version);

    assertThat(then.at("metadata", "resourceVersion")).isEqualTo(version);
    assertThat(String.valueOf(then.at("items"))).contains("first").doesNotContain("second");
    assertThat(paged.body()).isEqualTo(then.body());
    assertThat(String.valueOf(since.at("items"))).contains("second").doesNotContain("first");
  }

  @Test
  void whatIsForgottenIsToldToBeTooOld() {
    long version = RUNNING.onLoop(RUNNING.store::version);
    CLIENT.post(CONFIG_MAPS, "{\"metadata\":{\"name\":\"later\"}}");
    RUNNING.onLoop(() -> {
      RUNNING.store.compact(version + 1);
      return true;
    });
    var answer = CLIENT.get(CONFIG_MAPS + "?" + EXACT + version);
    assertThat(answer.code()).isEqualTo(410);
    assertThat(answer.at("message"))
        .isEqualTo("The resourceVersion for the provided list is too old.");
  }

  @Test
  void noPastStateIsDeleted() {
    CLIENT.post(CONFIG_MAPS, "{\"metadata\":{\"name\":\"kept\"}}");
    var answer = CLIENT.send(CLIENT.to(CONFIG_MAPS + "?" + EXACT + "2").DELETE());
    assertThat(answer.code()).isEqualTo(410);
    assertThat(CLIENT.get(CONFIG_MAPS + "/kept").code()).isEqualTo(200);
  }

  @Test
  void listsThatContradictThemselvesAreRefused() {
    assertThat(refusal("resourceVersionMatch=Exact"))
        .isEqualTo(
            "resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless"
                + " resourceVersion is provided");
    assertThat(refusal(EXACT + "0"))
        .isEqualTo(
            "resourceVersionMatch: Forbidden: resourceVersionMatch \"exact\" is forbidden for"
                + " resourceVersion \"0\"");
    assertThat(refusal("resourceVersionMatch=Bad&resourceVersion=1"))
        .isEqualTo(
            "resourceVersionMatch: Unsupported value: \"Bad\": supported values: \"Exact\","
                + " \"NotOlderThan\", \"\"");
    assertThat(refusal("sendInitialEvents=true&resourceVersionMatch=NotOlderThan"))
        .isEqualTo(
            "[resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless"
                + " resourceVersion is provided, sendInitialEvents: Forbidden: sendInitialEvents is"
                + " forbidden for list]");
  }

  @Test
  void aWatchDoesNotBeginWithAList() {
    assertThat(refusal("watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"))
        .isEqualTo(
            "sendInitialEvents: Forbidden: sendInitialEvents is forbidden for watch unless the"
                + " WatchList feature gate is enabled");
    assertThat(refusal("watch=1&resourceVersionMatch=Exact"))
        .isEqualTo(
            "[resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless"
                + " sendInitialEvents is provided, resourceVersionMatch: Unsupported value:"
                + " \"Exact\": supported values: \"NotOlderThan\"]");
  }
}
