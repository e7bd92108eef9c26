package dev.muster.scheduler.kube.map;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.scheduler.demand.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rights that the manifests give, and no others. */
class RbacTest {
  private static final List<String> FILES =
      List.of(
          "rbac/scheduler.yaml",
          "rbac/wrapped_kinds.yaml",
          "rbac/bare_kinds.yaml",
          "rbac/users.yaml",
          "crds/kueue/users.yaml");

  private static List<Tree> documents() {
    var documents = new ArrayList<Tree>();
    for (var file : FILES) {
      for (Map<String, @Nullable Object> document : Manifests.read(file)) {
        documents.add(Tree.lenient(document));
      }
    }
    return documents;
  }

  private static Stream<Tree> rules() {
    return documents().stream().flatMap(document -> document.get("rules").items().stream());
  }

  private static List<String> words(Tree list) {
    return list.items().stream().map(word -> word.text("")).toList();
  }

  private static String names(Tree rule) {
    var names = words(rule.get("resourceNames"));
    return names.isEmpty() ? "" : "(" + String.join(",", names) + ")";
  }

  private static List<String> rights(String role) {
    return documents().stream()
        .filter(
            d -> (d.get("kind").text("") + " " + d.get("metadata", "name").text("")).equals(role))
        .flatMap(d -> d.get("rules").items().stream())
        .map(rule ->
            String.join(",", words(rule.get("apiGroups")))
                + "/"
                + String.join(",", words(rule.get("resources")))
                + names(rule)
                + ": "
                + String.join(" ", words(rule.get("verbs"))))
        .toList();
  }

  @Test
  void schedulerHasExactlyTheseRights() {
    assertThat(rights("ClusterRole muster-scheduler"))
        .containsExactly(
            "workload.codeflare.dev,mcad.ibm.com/appwrappers: get list watch patch",
            "workload.codeflare.dev,mcad.ibm.com/appwrappers/status: patch",
            "workload.codeflare.dev,mcad.ibm.com/appwrappers/finalizers: update",
            "muster.dev/clusters: get create",
            "muster.dev/clusters/status: patch",
            "/nodes: get list watch patch",
            "scheduling.k8s.io/priorityclasses: list watch",
            "/pods: get list watch patch",
            "authorization.k8s.io/subjectaccessreviews: create",
            "apiextensions.k8s.io/customresourcedefinitions"
                + "(appwrappers.mcad.ibm.com,localqueues.kueue.x-k8s.io,workloads.kueue.x-k8s.io): get",
            "kueue.x-k8s.io/workloads: list watch create patch",
            "kueue.x-k8s.io/localqueues,workloadpriorityclasses: list watch",
            "kueue.x-k8s.io/workloads/status,localqueues/status: patch",
            "/events: get create patch");
    assertThat(rights("Role muster-scheduler"))
        .containsExactly(
            "coordination.k8s.io/leases(muster-scheduler): get patch",
            "coordination.k8s.io/leases: create");
    assertThat(rights("ClusterRole muster-wrapped-kinds"))
        .containsExactly(
            "ray.io/rayclusters,rayjobs: get list watch create delete",
            "ray.io/rayservices,raycronjobs: get create delete",
            "batch/jobs: get list watch create delete",
            "jobset.x-k8s.io/jobsets: get list watch create delete",
            "kubeflow.org/pytorchjobs,tfjobs,xgboostjobs,paddlejobs,jaxjobs,mpijobs:"
                + " get list watch create delete",
            "serving.kserve.io/inferenceservices,servingruntimes: get create delete",
            "apps/deployments,statefulsets: get list watch create delete",
            "/pods: create delete",
            "/configmaps,services: get create delete",
            "networking.k8s.io/ingresses: get create delete",
            "route.openshift.io/routes: get create delete");
    assertThat(rights("ClusterRole muster-bare-kinds"))
        .containsExactly(
            "batch/jobs: get list watch patch",
            "ray.io/rayclusters,rayjobs: get list watch patch",
            "jobset.x-k8s.io/jobsets: get list watch patch",
            "kubeflow.org/pytorchjobs,tfjobs,xgboostjobs,paddlejobs,jaxjobs,mpijobs:"
                + " get list watch patch",
            "serving.kserve.io/inferenceservices: get list watch patch");
  }

  @Test
  void nothingIsGivenByWildcardAndNothingThatLeadsToMore() {
    var words =
        rules()
            .flatMap(rule ->
                Stream.of("apiGroups", "resources", "verbs", "nonResourceURLs")
                    .flatMap(field -> words(rule.get(field)).stream()))
            .collect(Collectors.toSet());
    assertThat(words)
        .doesNotContain(
            "*",
            "bind",
            "escalate",
            "impersonate",
            "nodes/proxy",
            "pods/exec",
            "deletecollection",
            "secrets",
            "rbac.authorization.k8s.io",
            "admissionregistration.k8s.io",
            "certificates.k8s.io");
  }

  @Test
  void definitionsAreReadByTheirNamesAndNoMore() {
    assertThat(rules())
        .filteredOn(rule -> words(rule.get("apiGroups")).contains("apiextensions.k8s.io"))
        .singleElement()
        .satisfies(rule -> {
          assertThat(words(rule.get("verbs"))).containsExactly("get");
          assertThat(words(rule.get("resourceNames"))).hasSize(3);
        });
  }

  @Test
  void rightsGoToTheSchedulersAccountAlone() {
    var subjects =
        documents().stream().flatMap(document -> document.get("subjects").items().stream());
    assertThat(subjects)
        .hasSize(4)
        .allSatisfy(subject -> {
          assertThat(subject.get("kind").text("")).isEqualTo("ServiceAccount");
          assertThat(subject.get("name").text("")).isEqualTo("muster-scheduler");
          assertThat(subject.get("namespace").text("")).isEqualTo("muster-system");
        });
  }
}
