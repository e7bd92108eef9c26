package dev.muster.simulations;

import dev.muster.simulations.live.objects.Trees;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Kubeconfigs of one context, made from others. JSON, which is YAML, too. */
public final class Kubeconfigs {
  private static final String NAME = "tests";

  private Kubeconfigs() {}

  /** For one user of one server. */
  static String of(
      Map<String, @Nullable Object> server, Map<String, ? extends @Nullable Object> user) {
    return Objects.json(
        Trees.object(
            "apiVersion",
            "v1",
            "kind",
            "Config",
            "current-context",
            NAME,
            "clusters",
            List.of(Trees.object("name", NAME, "cluster", server)),
            "users",
            List.of(Trees.object("name", NAME, "user", user)),
            "contexts",
            List.of(
                Trees.object(
                    "name", NAME, "context", Trees.object("cluster", NAME, "user", NAME)))));
  }

  /** The same server with this token. */
  static String withToken(String kubeconfig, String token) {
    return of(server(kubeconfig), Trees.object("token", token));
  }

  /** Speaks for somebody with the rights of its own user, as {@code kubectl --as} does. */
  static String as(String kubeconfig, String somebody) {
    var user = Trees.object();
    user.putAll(user(kubeconfig));
    user.put("as", somebody);
    return of(server(kubeconfig), user);
  }

  /** What it says of the server. */
  public static Map<String, @Nullable Object> server(String kubeconfig) {
    return Trees.map(named(kubeconfig, "cluster"), "cluster");
  }

  /** What it says of the user. */
  public static Map<String, @Nullable Object> user(String kubeconfig) {
    return Trees.map(named(kubeconfig, "user"), "user");
  }

  /** What the current context means by its {@code cluster} or {@code user}. */
  private static Map<String, @Nullable Object> named(String kubeconfig, String what) {
    var config = Objects.yaml(kubeconfig);
    var context = entry(config, "contexts", Trees.text(config, "current-context"));
    return entry(config, what + "s", Trees.text(context, "context", what));
  }

  private static Map<String, @Nullable Object> entry(Object config, String list, String name) {
    return Trees.maps(config, list).stream()
        .filter(one -> Trees.text(one, "name").equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("the kubeconfig has no '" + name + "' in " + list));
  }
}
