package dev.muster.simulations.live.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.ControlPlane;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The same writes of several managers, one after the other, to the embedded server and to a real
 * one: the answers and who owns what afterwards are the same.
 */
final class ServerSideApplyIT {
  private static final String APPLY = "application/apply-patch+yaml";
  private static final String MERGE = "application/merge-patch+json";
  private static final String STRATEGIC = "application/strategic-merge-patch+json";
  private static final String MAPS = "/api/v1/namespaces/applied/configmaps/";
  private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/applied/deployments/";

  /** What a server may say differently each time. */
  private static final List<String> ITS_OWN =
      List.of("uid", "creationTimestamp", "resourceVersion", "time", "lastTransitionTime");

  /** One call, made to both. */
  private record Step(String method, String path, String type, String body) {}

  private static Step apply(String path, String manager, String body) {
    return new Step("PATCH", path + "?fieldManager=" + manager, APPLY, body);
  }

  private static String map(String rest) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\""
        + rest
        + "}";
  }

  private static String deployment(String spec) {
    return "{\"apiVersion\":\"apps/v1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"d\"},"
        + "\"spec\":{"
        + spec
        + "\"selector\":{\"matchLabels\":{\"a\":\"b\"}},\"template\":{\"metadata\":{\"labels\":"
        + "{\"a\":\"b\"}},\"spec\":{\"containers\":[%s]}}}}";
  }

  private static List<Step> steps() {
    var one = "{\"name\":\"c\",\"image\":\"i\",\"ports\":[{\"containerPort\":80}]}";
    var two = one + ",{\"name\":\"e\",\"image\":\"j\"}";
    var other = "{\"name\":\"z\",\"image\":\"q\"}," + one;
    var plain = deployment("\"replicas\":2,");
    return List.of(
        new Step(
            "POST",
            "/api/v1/namespaces",
            "application/json",
            "{\"metadata\":{\"name\":\"applied\"}}"),
        apply(
            MAPS + "a", "m1", map(",\"labels\":{\"x\":\"1\"}},\"data\":{\"k\":\"v\",\"l\":\"w\"}")),
        apply(
            MAPS + "a", "m1", map(",\"labels\":{\"x\":\"1\"}},\"data\":{\"k\":\"v\",\"l\":\"w\"}")),
        apply(MAPS + "a", "m2", map("},\"data\":{\"k\":\"v\"}")),
        apply(MAPS + "a", "m2", map("},\"data\":{\"l\":\"z\"}")),
        apply(MAPS + "a", "m2", map(",\"labels\":{\"x\":\"2\"}},\"data\":{\"l\":\"z\"}")),
        apply(MAPS + "a", "m2&force=true", map("},\"data\":{\"k\":\"z\"}")),
        apply(MAPS + "a", "m1", map("},\"data\":{}")),
        new Step("PATCH", MAPS + "a?fieldManager=u", MERGE, "{\"data\":{\"q\":\"1\"}}"),
        apply(MAPS + "a", "m1", map("},\"data\":{\"q\":\"2\"}")),
        new Step("PATCH", MAPS + "a?fieldManager=w", MERGE, "{\"data\":{\"k\":\"y\",\"q\":null}}"),
        new Step("PATCH", MAPS + "a", MERGE, "{\"metadata\":{\"managedFields\":[{}]}}"),
        new Step("PATCH", MAPS + "a", MERGE, "{\"data\":{\"n\":\"1\"}}"),
        apply(MAPS + "a", "m1", map("},\"data\":{\"k\":\"y\"}")),
        apply(MAPS + "a", "m1", map("},\"datas\":{\"k\":\"y\"}")),
        apply(MAPS + "a", "m1", map(",\"managedFields\":[]}")),
        apply(MAPS + "b", "m1", map("}")),
        new Step("PATCH", MAPS + "a", APPLY, map("}")),
        new Step("PATCH", MAPS + "a?force=true", MERGE, "{}"),
        apply(DEPLOYMENTS + "d", "m1", plain.formatted(two)),
        apply(DEPLOYMENTS + "d", "m1", plain.formatted(one)),
        apply(DEPLOYMENTS + "d", "m2", deployment("").formatted(other)),
        new Step(
            "PATCH",
            DEPLOYMENTS + "d?fieldManager=u",
            STRATEGIC,
            "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"k\"}]}}}}"),
        apply(DEPLOYMENTS + "d", "m1", plain.formatted(one)),
        apply(DEPLOYMENTS + "d", "m1&force=true", plain.formatted(other)),
        new Step(
            "PATCH", DEPLOYMENTS + "d/scale?fieldManager=s", MERGE, "{\"spec\":{\"replicas\":5}}"),
        apply(DEPLOYMENTS + "d", "m1", plain.formatted(one)));
  }

  @Test
  void bothServersAnswerAlikeAndKnowTheSameOwners() {
    try (var plane = ControlPlane.bare();
        var embedded = Running.inScratch();
        var real = new RawClient(plane.kubeconfig());
        var ours = new RawClient(embedded.server.kubeconfig())) {
      var steps = steps();
      for (int i = 0; i < steps.size(); i++) {
        assertThat(answer(ours, steps.get(i)))
            .as("%d: %s", i, steps.get(i))
            .isEqualTo(answer(real, steps.get(i)));
      }
    }
  }

  /** Code, message, causes, owners and data of an answer. */
  private static Map<String, @Nullable Object> answer(RawClient client, Step step) {
    var answer = client.send(step.method(), step.path(), step.type(), step.body());
    var result = new LinkedHashMap<String, @Nullable Object>();
    result.put("code", answer.code());
    result.put("message", answer.at("message"));
    result.put("causes", sorted(answer.at("details", "causes")));
    result.put("owners", sorted(answer.at("metadata", "managedFields")));
    result.put("data", plain(answer.at("data")));
    result.put("replicas", answer.at("spec", "replicas"));
    result.put("containers", names(answer.at("spec", "template", "spec", "containers")));
    return result;
  }

  private static List<String> names(@Nullable Object containers) {
    var result = new ArrayList<String>();
    if (containers instanceof List<?> list) {
      list.forEach(one -> {
        var container = Views.object(one);
        result.add(container.get("name") + "=" + container.get("image"));
      });
    }
    return result;
  }

  private static List<@Nullable Object> sorted(@Nullable Object entries) {
    var result = new ArrayList<@Nullable Object>();
    if (entries instanceof List<?> list) {
      list.forEach(entry -> result.add(plain(entry)));
    }
    result.sort(Comparator.comparing(String::valueOf));
    return result;
  }

  private static @Nullable Object plain(@Nullable Object tree) {
    if (tree instanceof Map<?, ?>) {
      var result = new TreeMap<String, @Nullable Object>();
      Views.object(tree)
          .forEach((key, value) -> {
            if (!ITS_OWN.contains(key)) {
              result.put(key, plain(value));
            }
          });
      return result;
    }
    return tree instanceof List<?> list
        ? list.stream().map(ServerSideApplyIT::plain).toList()
        : tree;
  }
}
