package dev.muster.simulations.live.http;

import static dev.muster.simulations.live.http.Discovery.tree;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.simulations.live.store.ResourceType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class DiscoveryTest {
  private static final List<String> ALL =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

  /** A real server lists them otherwise for custom kinds. */
  private static final List<String> ALL_OF_CUSTOM =
      List.of("delete", "deletecollection", "get", "list", "patch", "create", "update", "watch");

  private static final ResourceType PODS = type("", "v1", "Pod", List.of("po"), "binding");
  private static final ResourceType BETA = type("g.dev", "v1beta2", "Thing", List.of(), "status");
  private static final ResourceType STABLE = type("g.dev", "v1", "Thing", List.of());
  private static final List<Served> SERVED =
      List.of(PODS, BETA, STABLE).stream().map(Served::of).toList();

  private static ResourceType type(
      String group, String version, String kind, List<String> shortNames, String... parts) {
    var singular = kind.toLowerCase(Locale.ROOT);
    return new ResourceType(
        group,
        version,
        kind,
        singular + "s",
        singular,
        shortNames,
        true,
        List.of(parts),
        List.of());
  }

  @Test
  void groupsPreferTheirMostMatureVersion() {
    var stable = tree("groupVersion", "g.dev/v1", "version", "v1");
    var beta = tree("groupVersion", "g.dev/v1beta2", "version", "v1beta2");

    assertThat(new Discovery(SERVED).groups())
        .isEqualTo(
            tree(
                "kind",
                "APIGroupList",
                "apiVersion",
                "v1",
                "groups",
                List.of(
                    tree(
                        "name",
                        "g.dev",
                        "versions",
                        List.of(stable, beta),
                        "preferredVersion",
                        stable))));
    assertThat(new Discovery(SERVED).group("g.dev").orElseThrow())
        .containsEntry("kind", "APIGroup")
        .containsEntry("preferredVersion", stable);
    assertThat(new Discovery(SERVED).group("elsewhere")).isEmpty();
  }

  @Test
  void resourcesOfAVersionIncludeTheirParts() {
    assertThat(new Discovery(SERVED).resources("", "v1").orElseThrow().get("resources"))
        .isEqualTo(
            List.of(
                tree(
                    "name",
                    "pods",
                    "singularName",
                    "pod",
                    "namespaced",
                    true,
                    "kind",
                    "Pod",
                    "verbs",
                    ALL,
                    "shortNames",
                    List.of("po"),
                    "categories",
                    List.of("all")),
                tree(
                    "name",
                    "pods/binding",
                    "singularName",
                    "",
                    "namespaced",
                    true,
                    "group",
                    "",
                    "version",
                    "v1",
                    "kind",
                    "Binding",
                    "verbs",
                    List.of("create"))));
    assertThat(new Discovery(SERVED).resources("g.dev", "v2")).isEmpty();
  }

  @Test
  void aggregatedFormHasEverythingAtOnce() {
    var parts =
        List.of(
            tree(
                "subresource",
                "status",
                "responseKind",
                tree("group", "g.dev", "version", "v1beta2", "kind", "Thing"),
                "verbs",
                List.of("get", "patch", "update")));

    var groups = new Discovery(SERVED).aggregated(false);

    assertThat(groups).containsEntry("kind", "APIGroupDiscoveryList");
    var versions = Views.objects(groups).getFirst().get("versions");
    assertThat(versions).isEqualTo(List.of(version("v1", List.of()), version("v1beta2", parts)));
  }

  private static Map<String, ?> version(String version, List<?> parts) {
    var resource =
        tree(
            "resource",
            "things",
            "responseKind",
            tree("group", "g.dev", "version", version, "kind", "Thing"),
            "scope",
            "Namespaced",
            "singularResource",
            "thing",
            "verbs",
            ALL_OF_CUSTOM);
    if (!parts.isEmpty()) {
      resource.put("subresources", parts);
    }
    return tree("version", version, "resources", List.of(resource), "freshness", "Current");
  }

  @Test
  void openApiTellsOfFieldValidationAndOfTheSchema() {
    var schema = Map.of("description", "A thing.", "properties", Map.of("spec", Map.of()));
    var openApi =
        new OpenApi(SERVED, type -> type.equals(STABLE) ? Optional.of(schema) : Optional.empty());

    var document = openApi.document("apis/g.dev/v1").orElseThrow();

    var index = Views.object(openApi.index().get("paths"));
    assertThat(index.keySet()).containsExactly("api/v1", "apis/g.dev/v1beta2", "apis/g.dev/v1");
    assertThat(index.get("apis/g.dev/v1"))
        .asString()
        .matches("\\{serverRelativeURL=/openapi/v3/apis/g.dev/v1\\?hash=[0-9A-F]{16}}");
    assertThat(new OpenApi(SERVED, type -> Optional.empty()).index())
        .as("another schema has another address")
        .isNotEqualTo(openApi.index());
    var paths = Views.object(document.get("paths"));
    var patch = Views.object(paths.get("/apis/g.dev/v1/namespaces/{namespace}/things/{name}"));
    assertThat(Views.object(patch.get("patch")).get("parameters"))
        .asString()
        .contains("name=fieldValidation, in=query");
    var schemas = Views.object(Views.object(document.get("components")).get("schemas"));
    var thing = Views.object(schemas.get("dev.g.v1.Thing"));
    assertThat(thing).containsEntry("description", "A thing.");
    assertThat(Views.object(thing.get("properties")).keySet())
        .containsExactly("apiVersion", "kind", "spec", "metadata");
    assertThat(openApi.document("apis/g.dev/v2")).isEmpty();
  }

  @Test
  void openApiDescribesBuiltInTypesDownToTheirLists() {
    var openApi = new OpenApi(SERVED, type -> Optional.empty());
    var schemas =
        Views.object(
            Views.object(openApi.document("api/v1").orElseThrow().get("components"))
                .get("schemas"));
    var container = Views.object(schemas.get("io.k8s.api.core.v1.Container"));
    assertThat(Views.object(container.get("properties")).get("ports"))
        .isEqualTo(
            tree(
                "type",
                "array",
                "items",
                tree(
                    "allOf",
                    List.of(tree("$ref", "#/components/schemas/io.k8s.api.core.v1.ContainerPort"))),
                "x-kubernetes-list-type",
                "map",
                "x-kubernetes-list-map-keys",
                List.of("containerPort", "protocol"),
                "x-kubernetes-patch-merge-key",
                "containerPort",
                "x-kubernetes-patch-strategy",
                "merge"));
    assertThat(container).containsEntry("required", List.of("name"));
    assertThat(Views.object(openApi.older().get("definitions")).keySet())
        .contains("io.k8s.api.core.v1.Container", "dev.g.v1.Thing", "dev.g.v1.ThingList");
  }
}
